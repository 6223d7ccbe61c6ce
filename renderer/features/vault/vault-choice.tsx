import { Button, PasswordInput, Radio } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { VaultBackend, VaultStatus } from '#shared/model/vault.ts';
import { useCall } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './vault.module.css';

const choices: { value: VaultBackend; label: string; meaning: string }[] = [
  { value: 'keychain', label: 'Keychain of this desktop', meaning: 'The key is kept by the operating system and opens when you sign in.' },
  {
    value: 'passphrase',
    label: 'Passphrase',
    meaning: 'The key is made from a passphrase that you type after each start. Nobody can reset it: without it the secrets are lost.',
  },
  {
    value: 'memory',
    label: 'This session only',
    meaning: 'Secrets are forgotten when the console closes. Nothing secret is written to disk.',
  },
];

function Passphrase({
  value,
  onChange,
  label,
  error,
}: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  error?: string | undefined;
}) {
  return (
    <PasswordInput label={label} value={value} error={error} autoComplete="off" onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

function ChooseVault({ vault }: { vault: VaultStatus }) {
  const call = useCall();
  const [backend, setBackend] = useState<VaultBackend>(vault.keychainAvailable ? 'keychain' : 'passphrase');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [failed, setFailed] = useState<AppError | null>(null);
  const wrong = backend === 'passphrase' && (passphrase.length < 8 || passphrase !== again);
  const choose = async (event: FormEvent) => {
    event.preventDefault();
    const reply = await call(['vault', 'choose'], backend === 'passphrase' ? { backend, passphrase } : { backend });
    setFailed(reply.ok ? null : reply.error);
  };
  return (
    <form className={classes['form']} onSubmit={(event) => void choose(event)}>
      <Radio.Group
        label="Where are secrets kept?"
        description="Secrets are encrypted in a file of this console; this chooses where its key is."
        value={backend}
        onChange={setBackend}
      >
        <div className={classes['choices']}>
          {choices.map(({ value, label, meaning }) => (
            <Radio
              key={value}
              value={value}
              label={label}
              disabled={value === 'keychain' && !vault.keychainAvailable}
              description={value === 'keychain' && !vault.keychainAvailable ? 'This desktop offers no keychain.' : meaning}
            />
          ))}
        </div>
      </Radio.Group>
      {backend === 'passphrase' ? (
        <>
          <Passphrase label="Passphrase, at least 8 characters" value={passphrase} onChange={setPassphrase} />
          <Passphrase
            label="Passphrase again"
            value={again}
            onChange={setAgain}
            error={again && again !== passphrase ? 'The two differ.' : undefined}
          />
        </>
      ) : null}
      {failed ? <ProblemNote error={failed} /> : null}
      <Button type="submit" disabled={wrong} style={{ justifySelf: 'start' }}>
        Use this
      </Button>
    </form>
  );
}

function UnlockVault({ vault }: { vault: VaultStatus }) {
  const call = useCall();
  const [passphrase, setPassphrase] = useState('');
  const [failed, setFailed] = useState<AppError | null>(null);
  const asks = vault.backend === 'passphrase';
  const unlock = async (event: FormEvent) => {
    event.preventDefault();
    const reply = await call(['vault', 'unlock'], asks ? { passphrase } : {});
    setFailed(reply.ok ? null : reply.error);
  };
  return (
    <form className={classes['form']} onSubmit={(event) => void unlock(event)}>
      <p>
        <strong>The vault is {vault.state}.</strong> {vault.detail} Nothing in it is lost.
      </p>
      {asks ? <Passphrase label="Passphrase" value={passphrase} onChange={setPassphrase} /> : null}
      {failed ? <ProblemNote error={failed} /> : null}
      <Button type="submit" disabled={asks && passphrase === ''} style={{ justifySelf: 'start' }}>
        {asks ? 'Unlock' : 'Ask the keychain again'}
      </Button>
    </form>
  );
}

/** Choice of a vault, or unlocking of the one chosen. A locked vault is never treated as an empty one. */
export function VaultChoice({ vault }: { vault: VaultStatus }) {
  if (vault.state === 'unset') return <ChooseVault vault={vault} />;
  if (vault.state === 'open') return null;
  return <UnlockVault vault={vault} />;
}
