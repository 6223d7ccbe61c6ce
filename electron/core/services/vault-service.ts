import type { Services } from '#shared/contract/services.ts';
import type { VaultStatus } from '#shared/model/vault.ts';
import type { ServiceContext } from './service-context.ts';

export function vaultService({ vault, cache, events, scheduler, schedules, actions, options }: ServiceContext): Services['vault'] {
  /** What waited for the vault goes on: the cache opens and the scheduler looks again. */
  const opened = (status: VaultStatus) => {
    events.changed('vault', 'connections', 'machines', 'costs', 'freshness', 'jobs');
    if (status.state === 'open') void cache.api().catch((cause: unknown) => options.logger.warn('cache did not open', { cause }));
    if (options.schedule) {
      scheduler.wake(['auth_required']);
      schedules.wake();
      void actions.resumeAll().catch((cause: unknown) => options.logger.warn('unfinished runs not resumed', { cause }));
    }
    return status;
  };
  return {
    status: () => vault.status(),
    choose: async ({ backend, passphrase }) => opened(await vault.choose({ backend, ...(passphrase !== undefined && { passphrase }) })),
    unlock: async ({ passphrase }) => opened(await vault.unlock(passphrase === undefined ? {} : { passphrase })),
  };
}
