import { useRead } from '../../app/reads.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { VaultChoice } from '../vault/vault-choice.tsx';
import classes from './settings.module.css';

const names = { keychain: 'Keychain of this desktop', passphrase: 'Passphrase', memory: 'This session only' };
const states = { unset: 'no choice made yet', open: 'open', locked: 'locked', unavailable: 'not available now' };

/** Where secrets are kept, and the choice or unlocking it needs. */
export function VaultSection() {
  const read = useRead(['vault', 'status'], {});
  return (
    <Loaded read={read} height={100}>
      {(vault) => (
        <>
          <dl className={classes['facts']}>
            <dt>Backend</dt>
            <dd>{vault.backend ? names[vault.backend] : 'none'}</dd>
            <dt>State</dt>
            <dd data-testid="vault-state">{states[vault.state]}</dd>
            <dt>Key of the cache</dt>
            <dd>{vault.cacheKey === 'vault' ? 'in the vault' : 'in a file beside the cache, readable by your user only'}</dd>
            {vault.detail ? (
              <>
                <dt>Note</dt>
                <dd>{vault.detail}</dd>
              </>
            ) : null}
          </dl>
          <VaultChoice vault={vault} />
        </>
      )}
    </Loaded>
  );
}
