import type { Provider } from '#shared/model/machine.ts';

/** The fictional company behind the demo: a retailer with three clouds. Nothing here exists; its domain is reserved by RFC 2606. */
export const company = { name: 'Tidewater Goods', domain: 'tidewater.example' } as const;

export type CloudProvider = Exclude<Provider, 'other'>;
type Environment = 'prod' | 'staging' | 'dev';

/** A provider's account, subscription or project: the scope in which data is read, fails and ages. */
export interface DemoAccount {
  id: string;
  name: string;
  provider: CloudProvider;
  environment: Environment;
  regions: readonly string[];
  currency: 'USD' | 'EUR';
  /** Share of the company's machines. */
  weight: number;
  /** Value-added tax on its bill, 0 for none. */
  taxRate: number;
  /** Share of its usage paid by a credit, 0 for none. */
  creditShare: number;
  apps: readonly string[];
}

const shop = ['storefront', 'checkout', 'search', 'catalog', 'payments', 'recommendations'];
const data = ['ingest', 'lakehouse', 'reporting', 'forecasting'];
const back = ['finance', 'procurement', 'warehouse'];
const platform = ['ci', 'gateway', 'identity'];
const stores = ['pos', 'loyalty', 'signage'];

type Place = Pick<DemoAccount, 'regions' | 'currency' | 'taxRate' | 'creditShare'>;
const us: Place = { regions: ['us-east-1', 'us-west-2'], currency: 'USD', taxRate: 0, creditShare: 0 };
const eu: Place = { regions: ['eu-west-1', 'eu-central-1'], currency: 'USD', taxRate: 0.21, creditShare: 0 };
const pacific: Place = { regions: ['us-east-1', 'ap-southeast-2'], currency: 'USD', taxRate: 0, creditShare: 0.04 };
const west: Place = { regions: ['westeurope', 'northeurope'], currency: 'EUR', taxRate: 0.19, creditShare: 0 };
const german: Place = { regions: ['germanywestcentral', 'francecentral'], currency: 'EUR', taxRate: 0.19, creditShare: 0 };
const google: Place = { regions: ['europe-west1', 'us-central1'], currency: 'USD', taxRate: 0, creditShare: 0.06 };

type Head = Pick<DemoAccount, 'id' | 'name' | 'provider' | 'environment' | 'weight' | 'apps'>;
const account = (head: Head, place: Place): DemoAccount => ({ ...head, ...place });

export const accounts: readonly DemoAccount[] = [
  account({ id: '210000000011', name: 'shop-prod-us', provider: 'aws', environment: 'prod', weight: 20, apps: [...shop, ...platform] }, us),
  account({ id: '210000000012', name: 'shop-prod-eu', provider: 'aws', environment: 'prod', weight: 14, apps: shop }, eu),
  account({ id: '210000000013', name: 'shop-staging', provider: 'aws', environment: 'staging', weight: 7, apps: shop }, eu),
  account({ id: '210000000014', name: 'shop-dev', provider: 'aws', environment: 'dev', weight: 10, apps: [...shop, ...platform] }, us),
  account({ id: '210000000015', name: 'data-platform', provider: 'aws', environment: 'prod', weight: 9, apps: data }, pacific),
  account(
    {
      id: '6d1f0c1e-0000-4000-8000-000000000021',
      name: 'erp-prod',
      provider: 'azure',
      environment: 'prod',
      weight: 12,
      apps: [...back, 'identity'],
    },
    west,
  ),
  account(
    { id: '6d1f0c1e-0000-4000-8000-000000000022', name: 'erp-staging', provider: 'azure', environment: 'staging', weight: 4, apps: back },
    west,
  ),
  account(
    { id: '6d1f0c1e-0000-4000-8000-000000000023', name: 'workplace-dev', provider: 'azure', environment: 'dev', weight: 6, apps: back },
    west,
  ),
  account(
    { id: '6d1f0c1e-0000-4000-8000-000000000024', name: 'stores-prod', provider: 'azure', environment: 'prod', weight: 6, apps: stores },
    german,
  ),
  account({ id: 'tidewater-analytics-prod', name: 'analytics-prod', provider: 'gcp', environment: 'prod', weight: 6, apps: data }, google),
  account({ id: 'tidewater-ml-staging', name: 'ml-staging', provider: 'gcp', environment: 'staging', weight: 3, apps: data }, google),
  account({ id: 'tidewater-ml-dev', name: 'ml-dev', provider: 'gcp', environment: 'dev', weight: 3, apps: data }, google),
];

/** Team that owns an application, and the cost centre it is charged to. */
export function ownerOf(app: string): { team: string; costCenter: string } {
  if (shop.includes(app))
    return app === 'payments' || app === 'checkout'
      ? { team: 'payments', costCenter: 'CC-1200' }
      : { team: 'storefront', costCenter: 'CC-1100' };
  if (data.includes(app)) return { team: 'data', costCenter: 'CC-2100' };
  if (back.includes(app)) return { team: 'supply-chain', costCenter: 'CC-3100' };
  if (stores.includes(app)) return { team: 'stores', costCenter: 'CC-4100' };
  return { team: 'platform', costCenter: 'CC-9000' };
}

/** How each provider bills the company, and what it calls itself in FOCUS columns. */
export const billing: Record<
  CloudProvider,
  { title: string; accountId: string; accountName: string; discount: number; issuer: string; subAccountType: string }
> = {
  aws: {
    title: 'AWS',
    accountId: '210000000001',
    accountName: `${company.name} payer`,
    discount: 0.06,
    issuer: 'Amazon Web Services, Inc.',
    subAccountType: 'Account',
  },
  azure: {
    title: 'Microsoft',
    accountId: 'EA-7740021',
    accountName: `${company.name} enrolment`,
    discount: 0.09,
    issuer: 'Microsoft',
    subAccountType: 'Subscription',
  },
  gcp: {
    title: 'Google Cloud',
    accountId: '01A2B3-C4D5E6-F70819',
    accountName: `${company.name} billing`,
    discount: 0.05,
    issuer: 'Google Cloud EMEA Limited',
    subAccountType: 'Project',
  },
};

const regionNames: Record<string, [name: string, short: string]> = {
  'us-east-1': ['US East (N. Virginia)', 'use1'],
  'us-west-2': ['US West (Oregon)', 'usw2'],
  'eu-west-1': ['Europe (Ireland)', 'euw1'],
  'eu-central-1': ['Europe (Frankfurt)', 'euc1'],
  'ap-southeast-2': ['Asia Pacific (Sydney)', 'apse2'],
  westeurope: ['West Europe', 'weu'],
  northeurope: ['North Europe', 'neu'],
  germanywestcentral: ['Germany West Central', 'gwc'],
  francecentral: ['France Central', 'frc'],
  'europe-west1': ['Belgium', 'ew1'],
  'us-central1': ['Iowa', 'uc1'],
};

export function regionName(region: string): string {
  return regionNames[region]?.[0] ?? region;
}

export function regionShort(region: string): string {
  return regionNames[region]?.[1] ?? region;
}
