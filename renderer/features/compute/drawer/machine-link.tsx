import { Anchor } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { MachineKey } from '#shared/model/machine.ts';
import { useHost } from '../../../app/host.tsx';
import { readOptions } from '../../../app/reads.ts';
import { useScopedHref } from '../../../app/scope.ts';

/** Longest question the host takes; the end of an id says most. */
const longest = 200;

/** Place of a machine's detail on the Compute screen. */
export function useMachineHref(): (key: MachineKey) => string {
  const href = useScopedHref();
  return ({ connectionId, machineId }) => href('/compute', { open: `${connectionId} ${machineId}` });
}

/** Which of these ids of a connection are in the cache; only those can be linked to. */
export function useCached(connectionId: string, ids: readonly string[]): ReadonlySet<string> {
  const host = useHost();
  const results = useQueries({
    queries: ids.map((id) => {
      const where = [{ column: 'connectionId' as const, values: [connectionId] }];
      const options = readOptions(host, ['compute', 'query'], { text: id.slice(-longest), where, limit: 5 });
      return { ...options, queryFn: async (context: { signal: AbortSignal }) => options.queryFn(context) };
    }),
  });
  return new Set(ids.filter((id, index) => results[index]?.data?.rows.some((machine) => machine.id === id)));
}

/** Name of something by its id: a link when it is in the cache. */
export function MachineLink({ machineKey, name, cached }: { machineKey: MachineKey; name: string; cached: boolean }) {
  const href = useMachineHref();
  if (!cached) return <span>{name}</span>;
  return (
    <Anchor component={Link} size="sm" href={href(machineKey)}>
      {name}
    </Anchor>
  );
}
