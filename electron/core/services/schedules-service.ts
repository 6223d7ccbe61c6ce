import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';

export function schedulesService(_context: ServiceContext): Services['schedules'] {
  const notYet = () => Promise.reject(failure('unsupported'));
  return {
    list: notYet,
    save: notYet,
    remove: notYet,
    preview: notYet,
    history: notYet,
    holds: notYet,
    addHold: notYet,
    removeHold: notYet,
    export: notYet,
  };
}
