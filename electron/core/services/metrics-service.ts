import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ServiceContext } from './service-context.ts';

export function metricsService(_context: ServiceContext): Services['metrics'] {
  const notYet = () => Promise.reject(failure('unsupported'));
  return { series: notYet, refresh: notYet, sparks: notYet };
}
