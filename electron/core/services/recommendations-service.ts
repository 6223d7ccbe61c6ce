import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';

export function recommendationsService(_context: ServiceContext): Services['recommendations'] {
  const notYet = () => Promise.reject(failure('unsupported'));
  return { list: notYet, dismiss: notYet, restore: notYet };
}
