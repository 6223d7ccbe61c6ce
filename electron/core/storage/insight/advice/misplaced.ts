import type { CachedBucket, ObjectRow } from '#shared/model/storage.ts';
import type { StorageFinding } from '#shared/model/storage-insight.ts';
import type { NameRule } from '../classify/name-rules.ts';
import { regionPrices } from '../prices/price-table.ts';

const dayMs = 86_400_000;
const oldDays = 180;
const examples = 5;

interface Sum {
  objects: number;
  bytes: number;
  keys: string[];
}

const none = (): Sum => ({ objects: 0, bytes: 0, keys: [] });

function add(sum: Sum, { key, size }: ObjectRow): void {
  sum.objects += 1;
  sum.bytes += size;
  if (sum.keys.length < examples) sum.keys.push(key);
}

/** Words for environments at the begin of a folder's name. */
const environmentWords: [word: RegExp, environment: string][] = [
  [/^(?:prod|production)$/, 'production'],
  [/^(?:stage|staging|preprod)$/, 'staging'],
  [/^(?:dev|development)$/, 'development'],
  [/^(?:test|testing|qa)$/, 'test'],
];

/** The environment that a name speaks of; null: of none. */
export function environmentInName(name: string): string | null {
  for (const part of name.toLowerCase().split(/[^a-z]+/)) {
    const found = environmentWords.find(([word]) => word.test(part));
    if (found) return found[1];
  }
  return null;
}

/** Looks for what lies in the wrong place: old logs and backups in a hot class, data of one environment in another's bucket. */
export function misplacedFinder(bucket: CachedBucket, now: number) {
  const hot = regionPrices(bucket)?.table.classes[0]?.id ?? bucket.defaultClass;
  const here = environmentInName(bucket.bucket);
  const old = { log: none(), backup: none() };
  const foreign = new Map<string, Sum>();
  const finding = (id: string, title: string, { objects, bytes, keys }: Sum, advice: string): StorageFinding => ({
    id: JSON.stringify([bucket.connectionId, bucket.bucket, 'misplaced', id]),
    connectionId: bucket.connectionId,
    bucket: bucket.bucket,
    rule: 'misplaced',
    severity: 'low',
    title,
    evidence: [`${objects.toLocaleString('en')} objects with ${bytes.toLocaleString('en')} bytes`, ...keys],
    advice,
  });
  return {
    add(row: ObjectRow, rule: NameRule | null): void {
      const isHot = hot !== '' && (row.storageClass || bucket.defaultClass) === hot;
      if ((rule?.label === 'log' || rule?.label === 'backup') && isHot && now - row.modified > oldDays * dayMs) add(old[rule.label], row);
      const there = here ? environmentInName(row.key.slice(0, row.key.indexOf('/') + 1)) : null;
      if (!there || there === here) return;
      const sum = foreign.get(there) ?? none();
      foreign.set(there, sum);
      add(sum, row);
    },
    list(): StorageFinding[] {
      const aged = (['log', 'backup'] as const).flatMap((label) =>
        old[label].objects > 0
          ? [
              finding(
                label,
                `${label === 'log' ? 'Logs' : 'Backups'} of more than ${oldDays} days in ${hot}`,
                old[label],
                'Move them to a colder class, or remove them by a lifecycle rule.',
              ),
            ]
          : [],
      );
      const others = [...foreign].map(([name, sum]) =>
        finding(
          `environment ${name}`,
          `Folders named for ${name} in a bucket named for ${here}`,
          sum,
          'Check whether they belong into the other bucket: rules and access differ by bucket.',
        ),
      );
      return [...aged, ...others];
    },
  };
}
