import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';

export function auditService(_context: ServiceContext): Services['audit'] {
  const notYet = () => Promise.reject(failure('unsupported'));
  return { list: notYet, get: notYet, verify: notYet, export: notYet };
}
