import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';

export function actionsService(_context: ServiceContext): Services['actions'] {
  const notYet = () => Promise.reject(failure('unsupported'));
  return {
    offered: notYet,
    plan: notYet,
    getPlan: notYet,
    apply: notYet,
    runs: notYet,
    run: notYet,
    cancel: notYet,
    retry: notYet,
    undo: notYet,
    resume: notYet,
  };
}
