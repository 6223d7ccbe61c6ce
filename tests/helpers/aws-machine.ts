import { type Machine, plainMachine } from '#connectors/sdk.ts';

/** A row of the inventory, with the given fields. */
export function awsMachine(fields: Partial<Machine>): Machine {
  const empty = { zone: 'eu-west-1a', os: 'Linux/UNIX', privateIp: '', publicIp: '', environment: '', launched: null, tags: {} };
  const place = { provider: 'aws', account: '111122223333', accountName: 'shop-prod', region: 'eu-west-1' } as const;
  const known = { id: 'i-1', name: 'web-1', type: 'm5.large', state: 'running', providerState: 'running' } as const;
  return { ...plainMachine, ...empty, ...place, ...known, cpuPercent: null, memoryPercent: null, ...fields };
}
