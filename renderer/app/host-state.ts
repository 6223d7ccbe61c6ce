import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { ConnectionStatus } from '#renderer/rpc/connection.ts';

const key = ['host-status'];

/** Records whether the host still answers. */
export function setHostStatus(client: QueryClient, status: ConnectionStatus): void {
  client.setQueryData(key, status);
}

export function useHostStatus(): ConnectionStatus {
  const initial: ConnectionStatus = 'connected';
  return useQuery({ queryKey: key, queryFn: () => initial, enabled: false, initialData: initial }).data;
}
