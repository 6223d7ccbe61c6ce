import type { MachineKey } from '#shared/model/machine.ts';
import { useRead } from '../../../app/reads.ts';

/** What the provider says right now; asked once while the detail is open, never by itself again. */
export function useInspection(key: MachineKey) {
  return useRead(['compute', 'inspect'], key);
}
