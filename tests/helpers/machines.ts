import { type Machine, plainMachine } from '#shared/model/machine.ts';

/** A machine with every field set, for tests that care about some of them. */
export function machine(overrides: Partial<Machine> = {}): Machine {
  return {
    ...plainMachine,
    id: 'i-1',
    name: 'web-1',
    provider: 'aws',
    account: '111122223333',
    accountName: 'shop-prod',
    region: 'eu-west-1',
    zone: 'eu-west-1a',
    state: 'running',
    providerState: 'running',
    type: 'm7g.large',
    os: 'linux',
    privateIp: '10.0.0.1',
    publicIp: '',
    environment: 'production',
    launched: 1_700_000_000_000,
    tags: { team: 'web' },
    cpuPercent: null,
    memoryPercent: null,
    ...overrides,
  };
}

/** Machines `from` to `from + count - 1`, spread over accounts, regions, types and tags as an estate is. */
export function fleet(count: number, from = 0): Machine[] {
  const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'westeurope', 'northeurope', 'europe-west4', 'us-central1'];
  const states = ['running', 'running', 'running', 'stopped', 'terminated'] as const;
  const roles = ['web', 'api', 'db', 'cache', 'batch', 'queue'];
  return Array.from({ length: count }, (_, at) => {
    const n = from + at;
    const mixed = Math.imul(n + 1, 2654435761) >>> 0;
    const role = roles[mixed % roles.length]!;
    return machine({
      id: `i-${mixed.toString(16).padStart(8, '0')}${n.toString(16).padStart(8, '0')}`,
      name: `${role}-${n}`,
      provider: (['aws', 'azure', 'gcp'] as const)[n % 3]!,
      account: String(100_000_000_000 + (n % 40)),
      accountName: `account-${n % 40}`,
      region: regions[mixed % regions.length]!,
      zone: `${regions[mixed % regions.length]!}${'abc'[n % 3]}`,
      state: states[mixed % states.length]!,
      type: ['m7g.large', 'c7i.xlarge', 'Standard_D4s_v5', 'n2-standard-8', 't3.micro'][mixed % 5]!,
      os: n % 4 === 0 ? 'windows' : 'linux',
      privateIp: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      publicIp: n % 10 === 0 ? `54.${n % 250}.${(n >> 8) & 255}.7` : '',
      environment: ['production', 'staging', 'development'][mixed % 3]!,
      launched: 1_600_000_000_000 + mixed * 20,
      tags: {
        Name: `${role}-${n}`,
        team: `team-${mixed % 25}`,
        env: ['production', 'staging', 'development'][mixed % 3]!,
        'cost-center': `cc-${n % 60}`,
      },
      cpuPercent: n % 7 === 0 ? null : mixed % 100,
      memoryPercent: n % 5 === 0 ? null : mixed % 97,
    });
  });
}
