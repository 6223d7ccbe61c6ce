import { failure } from '#shared/errors/app-error.ts';
import type { Checksum, ObjectRow } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { sameSizeTime } from './conflict.ts';
import { type Copying, copyItem, namesAt } from './copy-item.ts';
import { noteDeletion } from './deletion.ts';
import { changeDraft, type Draft } from './draft.ts';
import { foundRow } from './found.ts';
import { mapAhead } from './in-parallel.ts';
import { type Folder, listPages, listTarget, statOf } from './listing.ts';
import { mergeSorted, type Pair } from './merge-sorted.ts';
import { overlaps } from './overlap.ts';
import { keepsTimes, type Planning } from './planning.ts';
import { syncSource, syncTarget } from './target.ts';

type SyncRequest = Extract<StorageRequest, { verb: 'sync' }>;
type Rows = Pair<ObjectRow, ObjectRow>;

interface Syncing {
  planning: Planning;
  request: SyncRequest;
  from: Folder;
  to: Folder;
  copying: Copying;
}

const atOnce = 16;

function sameChecksum(one: readonly Checksum[], other: readonly Checksum[]): boolean | null {
  for (const left of one) {
    const right = other.find(({ algorithm, parts }) => algorithm === left.algorithm && parts === left.parts);
    if (right) return right.value === left.value;
  }
  return null;
}

/** Why the two are taken for the same by what their listings say; null: they differ. */
function listedSameness({ planning, request, to }: Syncing, left: ObjectRow, right: ObjectRow): string | null {
  if (left.size !== right.size) return null;
  if (request.compare === 'size') return 'the same size';
  return sameSizeTime(left, right, keepsTimes(planning.features(to.connectionId))) ? 'the same size and time' : null;
}

/** The same by what each side says of its object when it is asked. */
async function askedSameness(syncing: Syncing, left: ObjectRow, right: ObjectRow): Promise<string | null> {
  const { planning, from, to } = syncing;
  if (left.size !== right.size) return null;
  const [one, other] = await Promise.all([statOf(planning, { ...from, key: left.key }), statOf(planning, { ...to, key: right.key })]);
  const same = one && other ? sameChecksum(one.checksums, other.checksums) : false;
  if (same !== null) return same ? 'the same checksum' : null;
  planning.warn('Some objects have no checksum of one kind on both sides: they were compared by size and time.');
  return listedSameness(syncing, left, right);
}

type Compared = Rows & { same: string | null };

/** Pairs with what makes them the same. What must be asked for is asked for many at once. */
async function* compared(syncing: Syncing, pages: AsyncIterable<Rows[]>): AsyncGenerator<Compared> {
  const asking = syncing.request.compare === 'checksum';
  for await (const page of pages) {
    if (asking)
      yield* mapAhead(page, atOnce, async (pair) => ({
        ...pair,
        same: pair.left && pair.right ? await askedSameness(syncing, pair.left, pair.right) : null,
      }));
    else for (const pair of page) yield { ...pair, same: pair.left && pair.right ? listedSameness(syncing, pair.left, pair.right) : null };
  }
}

function extra({ request, to }: Syncing, row: ObjectRow): Draft | null {
  if (!request.deleteExtra || row.key.endsWith('/')) return null;
  return { ...changeDraft('delete', foundRow(to, row, '')), last: true };
}

async function settle(syncing: Syncing, { left, right, same }: Compared): Promise<Draft | null> {
  const { planning, from, to, copying } = syncing;
  if (!left) {
    copying.names?.there(right.key);
    return extra(syncing, right);
  }
  const name = left.key.slice(from.prefix.length);
  const draft = await copyItem(planning, copying, { found: foundRow(from, left, name), key: to.prefix + name, there: right });
  return same && !draft.refusal ? { ...draft, skip: same } : draft;
}

async function refuseTogether(planning: Planning, from: Folder, to: Folder): Promise<void> {
  if (await overlaps(planning, from, to))
    throw failure('invalid_input', 'The two sides of the sync overlap', { hint: 'Choose folders of which none lies in the other.' });
}

/** The source as it is, or not at all: what could not be read must not look as if it had been deleted. */
async function* wholeSource({ planning, request, from }: Syncing): AsyncGenerator<ObjectRow[]> {
  let rows = 0;
  const onWarnings = (count: number, first: string) => {
    if (request.deleteExtra)
      throw failure('conflict', `The source could not be read wholly: ${first}`, {
        hint: 'Nothing can be deleted at the target by it. Make it readable, or sync without deleting.',
      });
    planning.warn(`${count} entries of the source could not be listed: ${first}`);
  };
  for await (const page of listPages(planning, from, { onWarnings })) {
    rows += page.length;
    yield page;
  }
  if (rows === 0 && request.deleteExtra) planning.warn('The source is empty: everything at the target would be deleted.');
}

/** The difference of two folders: both are listed once, side by side. Deletions come behind all copies. */
export async function* planSync(planning: Planning, request: SyncRequest): AsyncGenerator<Draft> {
  const from = await syncSource(request.from);
  const to = await syncTarget(request.to);
  await refuseTogether(planning, from, to);
  if (request.deleteExtra) await noteDeletion(planning, to);
  const names = await namesAt(planning, to);
  const copying: Copying = { does: 'copy', target: { ...to, key: null }, conflict: 'overwrite', names };
  const syncing: Syncing = { planning, request, from, to, copying };
  const pairs = mergeSorted<ObjectRow, ObjectRow>({
    left: wholeSource(syncing),
    right: listTarget(planning, to),
    leftKey: ({ key }) => key.slice(from.prefix.length),
    rightKey: ({ key }) => key.slice(to.prefix.length),
  });
  for await (const one of compared(syncing, pairs)) {
    const draft = await settle(syncing, one);
    if (draft) yield draft;
  }
}
