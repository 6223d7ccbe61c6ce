import type { Services } from '#shared/contract/services.ts';
import type { ServiceContext } from './service-context.ts';

export function jobsService({ jobs }: ServiceContext): Services['jobs'] {
  return {
    list: ({ limit }) => jobs.list(limit),
    cancel: ({ jobId }) => jobs.cancel(jobId),
  };
}
