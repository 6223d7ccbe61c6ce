import type { CloudProvider } from './company.ts';

/** How a service's use moves over time. */
interface Rhythm {
  /** Share of weekday use that is missing at the weekend. */
  weekend: number;
  /** Growth per month, e.g. 0.02. */
  growth: number;
  /** Factor on the last two days and the first day of a month, when closing jobs run. */
  monthEnd: number;
}

/** A metered service other than machines. Its price is a round figure near the public list price in USD, for the demo only. */
export interface MeteredService {
  service: string;
  category: string;
  subcategory: string;
  meter: string;
  sku: string;
  unit: string;
  price: number;
  /** Share of the machines' daily cost that all lines of this service make together. */
  weight: number;
  rhythm: Rhythm;
  resourceType: string;
}

const steady: Rhythm = { weekend: 0, growth: 0.018, monthEnd: 1 };
const flat: Rhythm = { weekend: 0.02, growth: 0.006, monthEnd: 1 };
const traffic: Rhythm = { weekend: 0.28, growth: 0.014, monthEnd: 1 };
const batch: Rhythm = { weekend: 0.35, growth: 0.02, monthEnd: 2.3 };
const surge: Rhythm = { weekend: 0.3, growth: 0.045, monthEnd: 1 };

type Row = [service: string, subcategory: string, meter: string, unit: string, price: number, weight: number, resourceType: string];

function services(category: string, rhythm: Rhythm, rows: Row[]): MeteredService[] {
  return rows.map(([service, subcategory, meter, unit, price, weight, resourceType]) => {
    const sku = `${service.replace(/[^A-Za-z]/g, '').slice(0, 10)}-${meter.replace(/[^A-Za-z]/g, '').slice(0, 12)}`.toUpperCase();
    return { service, category, subcategory, meter, sku, unit, price, weight, rhythm, resourceType };
  });
}

/** What each provider's accounts use besides machines and their disks. */
export const catalog: Record<CloudProvider, readonly MeteredService[]> = {
  aws: [
    ...services('Storage', steady, [
      ['Amazon Simple Storage Service', 'Object Storage', 'Standard storage', 'GB-Mo', 0.023, 0.2, 'Bucket'],
    ]),
    ...services('Storage', steady, [['Amazon Elastic File System', 'File Storage', 'Standard storage', 'GB-Mo', 0.3, 0.04, 'File system']]),
    ...services('Databases', flat, [
      ['Amazon Relational Database Service', 'Relational Databases', 'db.r6g.large Multi-AZ', 'Hours', 0.45, 0.13, 'DB instance'],
      ['Amazon DynamoDB', 'NoSQL Databases', 'Write request units', 'Requests', 0.00000125, 0.03, 'Table'],
    ]),
    ...services('Networking', traffic, [
      ['Amazon Virtual Private Cloud', 'Network Connectivity', 'NAT gateway data processed', 'GB', 0.045, 0.06, 'NAT gateway'],
      ['Amazon CloudFront', 'Content Delivery', 'Data transfer out', 'GB', 0.085, 0.05, 'Distribution'],
    ]),
    ...services('Compute', traffic, [['AWS Lambda', 'Serverless Compute', 'GB-seconds', 'GB-Seconds', 0.0000166667, 0.03, 'Function']]),
    ...services('Containers', flat, [['Amazon Elastic Kubernetes Service', 'Kubernetes', 'Cluster hours', 'Hours', 0.1, 0.03, 'Cluster']]),
    ...services('Management and Governance', steady, [
      ['AmazonCloudWatch', 'Observability', 'Logs ingested', 'GB', 0.5, 0.04, 'Log group'],
    ]),
    ...services('Analytics', batch, [['Amazon Redshift', 'Data Warehouses', 'ra3.4xlarge', 'Hours', 3.26, 0.06, 'Cluster']]),
    ...services('AI and Machine Learning', surge, [['Amazon Bedrock', 'Generative AI', 'Input tokens', '1K tokens', 0.003, 0.03, 'Model']]),
  ],
  azure: [
    ...services('Storage', steady, [
      ['Storage Accounts', 'Object Storage', 'Hot LRS data stored', 'GB-Mo', 0.0196, 0.18, 'Storage account'],
    ]),
    ...services('Databases', flat, [
      ['Azure SQL Database', 'Relational Databases', 'General Purpose vCore', 'Hours', 0.1518, 0.16, 'SQL database'],
      ['Azure Cosmos DB', 'NoSQL Databases', '100 RU/s', 'Hours', 0.008, 0.03, 'Account'],
    ]),
    ...services('Networking', traffic, [['Bandwidth', 'Network Connectivity', 'Data transfer out', 'GB', 0.087, 0.08, 'Virtual network']]),
    ...services('Compute', traffic, [
      ['Azure Functions', 'Serverless Compute', 'Execution time', 'GB-Seconds', 0.000016, 0.02, 'Function app'],
    ]),
    ...services('Containers', flat, [['Azure Kubernetes Service', 'Kubernetes', 'Uptime SLA', 'Hours', 0.1, 0.03, 'Managed cluster']]),
    ...services('Management and Governance', steady, [
      ['Azure Monitor', 'Observability', 'Analytics logs ingested', 'GB', 2.3, 0.05, 'Workspace'],
    ]),
    ...services('Analytics', batch, [['Azure Synapse Analytics', 'Data Warehouses', 'DWU', 'Hours', 1.2, 0.05, 'SQL pool']]),
    ...services('AI and Machine Learning', surge, [
      ['Azure OpenAI', 'Generative AI', 'Input tokens', '1K tokens', 0.0025, 0.03, 'Deployment'],
    ]),
  ],
  gcp: [
    ...services('Storage', steady, [['Cloud Storage', 'Object Storage', 'Standard storage', 'GB-Mo', 0.02, 0.18, 'Bucket']]),
    ...services('Databases', flat, [['Cloud SQL', 'Relational Databases', 'Enterprise vCPU', 'Hours', 0.0413, 0.1, 'Instance']]),
    ...services('Networking', traffic, [['Networking', 'Network Connectivity', 'Internet egress', 'GB', 0.085, 0.07, 'Address']]),
    ...services('Compute', traffic, [['Cloud Run', 'Serverless Compute', 'vCPU-seconds', 'Seconds', 0.000024, 0.03, 'Service']]),
    ...services('Containers', flat, [['Kubernetes Engine', 'Kubernetes', 'Cluster management', 'Hours', 0.1, 0.03, 'Cluster']]),
    ...services('Analytics', batch, [['BigQuery', 'Data Warehouses', 'Analysis', 'TB', 6.25, 0.13, 'Dataset']]),
    ...services('Management and Governance', steady, [['Cloud Logging', 'Observability', 'Log volume', 'GB', 0.5, 0.03, 'Bucket']]),
    ...services('AI and Machine Learning', surge, [['Vertex AI', 'Model Training', 'Training node', 'Hours', 2.94, 0.06, 'Training job']]),
  ],
};

/** Machines and their disks in each provider's words. */
export const machineServices: Record<
  CloudProvider,
  { compute: string; disk: string; diskMeter: string; diskPrice: number; commitment: string; commitmentCategory: string }
> = {
  aws: {
    compute: 'Amazon Elastic Compute Cloud',
    disk: 'Amazon Elastic Block Store',
    diskMeter: 'gp3 storage',
    diskPrice: 0.08,
    commitment: 'Compute Savings Plan',
    commitmentCategory: 'Spend',
  },
  azure: {
    compute: 'Virtual Machines',
    disk: 'Managed Disks',
    diskMeter: 'Premium SSD v2 storage',
    diskPrice: 0.081,
    commitment: 'Reserved VM Instances',
    commitmentCategory: 'Usage',
  },
  gcp: {
    compute: 'Compute Engine',
    disk: 'Persistent Disk',
    diskMeter: 'Balanced storage',
    diskPrice: 0.1,
    commitment: 'Committed use discount',
    commitmentCategory: 'Usage',
  },
};
