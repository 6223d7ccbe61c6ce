import type { Classification } from '#shared/model/storage-insight.ts';

/** Tells by the name of an object what it is. */
export interface NameRule {
  id: string;
  label: Classification['label'];
  method: string;
  sensitivity: Classification['sensitivity'];
  /** Tested on the key in lower case. */
  pattern: RegExp;
}

const ending = (list: string) => new RegExp(`\\.(?:${list})$`);

/** The first that matches decides: what is sensitive stands first. */
const nameRules: readonly NameRule[] = [
  {
    id: 'name.private_key',
    label: 'secret',
    method: 'Name of a private key or key store',
    sensitivity: 'high',
    pattern: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|p12|pfx|jks|keystore|ppk)$/,
  },
  {
    id: 'name.secret_file',
    label: 'secret',
    method: 'Name of a file that holds credentials',
    sensitivity: 'high',
    pattern:
      /(?:^|\/)(?:\.env(?:\.[\w-]{1,20})?|\.npmrc|\.pgpass|\.netrc|\.htpasswd|credentials(?:\.json|\.csv)?|secrets?\.(?:json|ya?ml|txt))$|(?:^|\/)\.(?:aws|ssh|kube)\//,
  },
  {
    id: 'name.state',
    label: 'secret',
    method: 'Terraform state: it holds secrets in plain text',
    sensitivity: 'high',
    pattern: /\.tfstate(?:\.backup)?$/,
  },
  {
    id: 'name.password_store',
    label: 'secret',
    method: 'Name of a password store',
    sensitivity: 'high',
    pattern: ending('kdbx?|agilekeychain|opvault'),
  },
  {
    id: 'name.payroll',
    label: 'financial',
    method: 'Name speaks of pay',
    sensitivity: 'medium',
    pattern: /(?:^|[/_.-])(?:payroll|salary|salaries|payslips?)(?:[/_.-]|$)/,
  },
  {
    id: 'name.personal',
    label: 'personal',
    method: 'Name speaks of identity papers or personal data',
    sensitivity: 'medium',
    pattern: /(?:^|[/_.-])(?:passports?|pii|ssn|medical|patients?|gdpr)(?:[/_.-]|$)/,
  },
  {
    id: 'name.backup',
    label: 'backup',
    method: 'Name of a backup or dump',
    sensitivity: 'low',
    pattern:
      /\.(?:bak|dump|bkp|vmdk|vhdx?|ova)(?:\.[a-z0-9]{1,5})?$|(?:^|[/_.-])(?:backups?|snapshots?)[/_.-]|\.sql(?:\.(?:gz|bz2|xz|zst))?$/,
  },
  {
    id: 'name.log',
    label: 'log',
    method: 'Name or folder of a log',
    sensitivity: 'low',
    pattern: /\.log(?:\.[a-z0-9]{1,10}){0,2}$|(?:^|\/)(?:logs?|awslogs|cloudtrail|access-logs|vpcflowlogs)\//,
  },
  {
    id: 'name.temporary',
    label: 'temporary',
    method: 'Name or folder of temporary files',
    sensitivity: 'low',
    pattern: /\.(?:tmp|temp|swp|part|crdownload)$|(?:^|\/)(?:tmp|temp|_temporary|\.trash)\//,
  },
  {
    id: 'name.data',
    label: 'data',
    method: 'Ending of a data format',
    sensitivity: 'low',
    pattern: ending('parquet|avro|orc|csv|tsv|jsonl?|ndjson|xml|arrow|feather|sqlite3?|db|xlsx?'),
  },
  {
    id: 'name.media',
    label: 'media',
    method: 'Ending of a picture, film or sound',
    sensitivity: 'low',
    pattern: ending('jpe?g|png|gif|webp|avif|heic|tiff?|svg|mp4|mov|mkv|webm|avi|mp3|wav|flac|m4a'),
  },
  {
    id: 'name.code',
    label: 'code',
    method: 'Ending of a program or its source',
    sensitivity: 'low',
    pattern: ending('js|ts|py|java|go|rs|c|cc|cpp|h|rb|php|sh|jar|war|whl|exe|dll|so|tf|ya?ml'),
  },
];

/** The rule that a key falls under; null: none. */
export function ruleOfName(key: string): NameRule | null {
  const folded = key.toLowerCase();
  return nameRules.find(({ pattern }) => pattern.test(folded)) ?? null;
}
