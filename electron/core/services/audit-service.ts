import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

/** The audit log as screens and commands read it. Nobody writes to it through a service. */
export function auditService({ operations, grants }: ServiceContext): Services['audit'] {
  const log = async () => (await operations.api()).audit;
  return {
    list: async (query) => (await log()).list(query),
    async get({ seq }) {
      const record = await (await log()).get({ seq });
      if (!record) throw failure('not_found', `There is no record ${seq} in the audit log`);
      return record;
    },
    verify: async () => (await log()).verify(),
    async export({ query, target }) {
      const api = await log();
      return (await writtenFile(grants.pathToSave(target), (path) => api.export({ query, path }))).result;
    },
  };
}
