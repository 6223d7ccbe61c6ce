import { Anchor, Button, CloseButton, Collapse, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import type { Connection, Manifest } from '#shared/model/connection.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { tell } from '../../ui/tell.ts';
import { VaultChoice } from '../vault/vault-choice.tsx';
import { CheckOutcome, useCheck } from './check-outcome.tsx';
import classes from './connections.module.css';
import { ManifestField } from './manifest-field.tsx';
import { type FormErrors, type FormValues, formErrors, shownFields, startValues, submission } from './manifest-form.ts';

interface Props {
  manifest: Manifest;
  /** The connection that is edited; null adds one. */
  connection: Connection | null;
  /** Saved (with its id) or given up. */
  onDone: (id: string | null) => void;
}

interface FieldsProps {
  manifest: Manifest;
  values: FormValues;
  errors: FormErrors;
  secretsSet: string[];
  onChange: (key: string, value: string | boolean) => void;
}

function Fields({ manifest, values, errors, secretsSet, onChange }: FieldsProps) {
  const [advanced, setAdvanced] = useState(false);
  const shown = shownFields(manifest, values);
  const rows = (list: typeof shown) =>
    list.map((field) => (
      <ManifestField
        key={field.key}
        field={field}
        value={values[field.key] ?? ''}
        error={errors[field.key]}
        secretSet={secretsSet.includes(field.key)}
        onChange={(value) => onChange(field.key, value)}
      />
    ));
  const hidden = shown.filter((field) => field.advanced);
  const open = advanced || hidden.some((field) => errors[field.key]);
  return (
    <>
      {rows(shown.filter((field) => !field.advanced))}
      {hidden.length > 0 ? (
        <>
          <Button
            variant="subtle"
            color="gray"
            size="compact-xs"
            justify="start"
            aria-expanded={open}
            onClick={() => setAdvanced(!advanced)}
          >
            {open ? 'Hide advanced settings' : 'Advanced settings'}
          </Button>
          <Collapse expanded={open}>
            <div className={classes['form']}>{rows(hidden)}</div>
          </Collapse>
        </>
      ) : null}
    </>
  );
}

/** A secret needs an open vault: the choice is made here, explicitly, before anything is typed in vain. */
function VaultFirst({ manifest, values }: { manifest: Manifest; values: FormValues }) {
  const vault = useRead(['vault', 'status'], {}).data;
  const secret = shownFields(manifest, values).some((field) => field.type === 'secret');
  if (!secret || !vault || vault.state === 'open') return null;
  return (
    <div className={classes['section']}>
      <VaultChoice vault={vault} />
    </div>
  );
}

/** Add or edit a connection; the form is made from the connector's declaration. */
export function ConnectionForm({ manifest, connection, onDone }: Props) {
  const [name, setName] = useState(connection?.name ?? manifest.title);
  const [values, setValues] = useState(() => startValues(manifest, connection?.settings));
  const [errors, setErrors] = useState<FormErrors>({});
  const [failed, setFailed] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const call = useCall();
  const { check, checking, outcome } = useCheck();
  const secretsSet = connection?.secretsSet ?? [];
  const ready = () => {
    const found = formErrors(manifest, values, secretsSet);
    const all = name.trim() === '' ? { ...found, '': 'Give the connection a name.' } : found;
    setErrors(all);
    return Object.keys(all).length === 0;
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready()) return;
    setBusy(true);
    const sent = submission(manifest, values);
    const reply = connection
      ? await call(['connections', 'update'], { connectionId: connection.id, name: name.trim(), ...sent })
      : await call(['connections', 'add'], { kind: manifest.kind, name: name.trim(), ...sent });
    setBusy(false);
    if (!reply.ok) return setFailed(reply.error);
    tell('info', `${reply.value.name} is saved.`);
    onDone(reply.value.id);
    if (!connection) void call(['sync', 'run'], { connectionId: reply.value.id });
  };
  // A saved connection whose secrets were not typed again is checked as saved: the screen does not hold them.
  const checkNow = () => {
    const draft = { kind: manifest.kind, ...submission(manifest, values) };
    if (ready())
      void check(connection && Object.keys(draft.secrets).length === 0 && secretsSet.length > 0 ? { connectionId: connection.id } : draft);
  };
  return (
    <section className={classes['pane']} aria-label={connection ? `Edit ${connection.name}` : `Add ${manifest.title}`}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{connection ? `Edit ${connection.name}` : manifest.title}</h2>
        <CloseButton aria-label="Close the form" onClick={() => onDone(connection?.id ?? null)} />
      </div>
      <p className="ae-muted" style={{ marginBottom: 12 }}>
        {manifest.description}{' '}
        <Anchor href={manifest.docsUrl} target="_blank" rel="noreferrer" size="sm" underline="always">
          How to set it up
        </Anchor>
      </p>
      <VaultFirst manifest={manifest} values={values} />
      <form className={classes['form']} onSubmit={(event) => void save(event)} noValidate>
        <TextInput
          label="Name"
          required
          maxLength={80}
          value={name}
          error={errors['']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Fields
          manifest={manifest}
          values={values}
          errors={errors}
          secretsSet={secretsSet}
          onChange={(key, value) => setValues((now) => ({ ...now, [key]: value }))}
        />
        {failed ? <ProblemNote error={failed} /> : null}
        <CheckOutcome outcome={outcome} />
        <div className={classes['buttons']}>
          <Button type="submit" loading={busy}>
            {connection ? 'Save' : 'Save and read'}
          </Button>
          <Button variant="default" loading={checking} onClick={checkNow}>
            Check
          </Button>
          <Button variant="subtle" color="gray" onClick={() => onDone(connection?.id ?? null)}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
}
