import type { CloudProvider } from './company.ts';

export type Role = 'web' | 'api' | 'worker' | 'db' | 'cache' | 'batch' | 'gpu';

/** A size of machine. Prices are round figures near the public list price in USD per hour, made for the demo: not for quoting. */
export interface MachineType {
  name: string;
  hourly: number;
}

export const roles: readonly { name: Role; weight: number; diskGb: number }[] = [
  { name: 'web', weight: 26, diskGb: 30 },
  { name: 'api', weight: 28, diskGb: 40 },
  { name: 'worker', weight: 18, diskGb: 60 },
  { name: 'db', weight: 9, diskGb: 500 },
  { name: 'cache', weight: 8, diskGb: 30 },
  { name: 'batch', weight: 9, diskGb: 120 },
  { name: 'gpu', weight: 1, diskGb: 300 },
];

type Sizes = readonly MachineType[];
const small: Record<CloudProvider, Sizes> = {
  aws: [
    { name: 't3.medium', hourly: 0.0416 },
    { name: 'm7g.large', hourly: 0.0816 },
    { name: 'm7i.large', hourly: 0.1008 },
    { name: 'c7g.xlarge', hourly: 0.145 },
  ],
  azure: [
    { name: 'Standard_B2s', hourly: 0.0416 },
    { name: 'Standard_D2s_v5', hourly: 0.096 },
    { name: 'Standard_D4s_v5', hourly: 0.192 },
  ],
  gcp: [
    { name: 'e2-medium', hourly: 0.0335 },
    { name: 'n2-standard-2', hourly: 0.0971 },
    { name: 'c3-standard-4', hourly: 0.2088 },
  ],
};
const memory: Record<CloudProvider, Sizes> = {
  aws: [
    { name: 'r7g.xlarge', hourly: 0.2142 },
    { name: 'r7g.2xlarge', hourly: 0.4284 },
  ],
  azure: [
    { name: 'Standard_E4s_v5', hourly: 0.252 },
    { name: 'Standard_E8s_v5', hourly: 0.504 },
  ],
  gcp: [
    { name: 'n2-highmem-4', hourly: 0.262 },
    { name: 'n2-highmem-8', hourly: 0.524 },
  ],
};
const compute: Record<CloudProvider, Sizes> = {
  aws: [
    { name: 'c7i.2xlarge', hourly: 0.357 },
    { name: 'c7g.4xlarge', hourly: 0.58 },
  ],
  azure: [{ name: 'Standard_F8s_v2', hourly: 0.338 }],
  gcp: [{ name: 'c3-highcpu-8', hourly: 0.344 }],
};
const gpu: Record<CloudProvider, Sizes> = {
  aws: [{ name: 'g5.2xlarge', hourly: 1.212 }],
  azure: [{ name: 'Standard_NC4as_T4_v3', hourly: 0.526 }],
  gcp: [{ name: 'g2-standard-8', hourly: 0.854 }],
};

/** Sizes a role runs on at a provider. */
export function typesFor(provider: CloudProvider, role: Role): Sizes {
  const byRole = role === 'gpu' ? gpu : role === 'batch' ? compute : role === 'db' || role === 'cache' ? memory : small;
  return byRole[provider];
}
