import type { Confirmation } from '#shared/model/action.ts';
import { type Environments, guardOf } from '#shared/model/environment.ts';
import type { StorageRequest, StorageRequestVerb } from '#shared/model/transfer.ts';
import type { Tally } from './plan-sink.ts';

const titles: Record<StorageRequestVerb, string> = {
  copy: 'Copy',
  move: 'Move',
  sync: 'Sync',
  delete: 'Delete',
  create_folder: 'Create folder',
  properties: 'Change properties',
  tags: 'Change tags',
  storage_class: 'Change storage class',
  restore: 'Restore from archive',
  access: 'Change access',
  restore_version: 'Restore version',
  undelete: 'Undelete',
  abort_uploads: 'Remove unfinished uploads',
  lifecycle: 'Save lifecycle rules',
};

/** In the imperative, with how much it is about: `Delete: 1,234 objects`. */
export function planTitle({ verb }: StorageRequest, { counts, first }: Pick<Tally, 'counts' | 'first'>): string {
  if (counts.act === 1) return `${titles[verb]}: ${first}`;
  const things = verb === 'abort_uploads' ? 'uploads' : 'objects';
  return `${titles[verb]}: ${counts.act.toLocaleString('en-GB')} ${things}`;
}

/** Whether a person named a folder: then what was meant by it is more than one name can confirm. */
function namesFolder(request: StorageRequest): boolean {
  return 'source' in request && (request.source.prefixes.length > 0 || request.source.files.paths.length > 0);
}

function typedCount(word: string, count: number, why: string): Confirmation {
  return { kind: 'typed', text: `${word} ${count}`, why };
}

type Done = Pick<Tally, 'counts' | 'does' | 'first'>;

/** What has to be typed because of what is done; null: nothing beyond what the environment asks for. */
function wordsOf(request: StorageRequest, { counts, does, first }: Done, destroys: boolean): Confirmation | null {
  const undone = destroys ? 'This cannot be undone.' : 'What is deleted can be brought back only version by version.';
  const one = (why: string, word: string): Confirmation =>
    counts.act === 1 && !namesFolder(request) ? { kind: 'typed', text: first, why } : typedCount(word, counts.act, why);
  switch (request.verb) {
    case 'delete':
      return one(undone, 'delete');
    case 'sync':
      return does.delete ? typedCount('delete', does.delete, undone) : null;
    case 'access':
      return request.access === 'public' ? one('Everybody can read what is made public.', 'public') : null;
    case 'abort_uploads':
      return one('The parts sent so far are lost.', 'abort');
    default:
      return null;
  }
}

const changes = (guarded: readonly string[]) => `It changes ${guarded.join(' and ')}.`;

/** What guarded environments ask for: their names. */
export function environmentWords(environments: Iterable<string>, rules: Environments): Confirmation {
  const guarded = [...new Set(environments)].filter((one) => guardOf(one, rules) === 'typed').sort();
  return guarded.length === 0 ? { kind: 'click' } : { kind: 'typed', text: guarded.join(' '), why: changes(guarded) };
}

/** Whether the words are asked for because of environments alone: they change with the person's rules. */
export function asksForEnvironments(confirm: Confirmation): boolean {
  return confirm.kind === 'click' || confirm.why.startsWith(changes([]).slice(0, -1));
}

interface Parts {
  request: StorageRequest;
  tally: Done;
  destroys: boolean;
  /** Lifecycle rules that begin to delete. */
  deleting: number;
  environments: Iterable<string>;
  rules: Environments;
}

/** What a person has to give to apply the plan. */
export function planConfirmation({ request, tally, destroys, deleting, environments, rules }: Parts): Confirmation {
  if (tally.counts.act === 0) return { kind: 'click' };
  const why = 'These rules delete objects by themselves.';
  if (request.verb === 'lifecycle' && deleting > 0) return { kind: 'typed', text: request.bucket, why };
  const own = wordsOf(request, tally, destroys);
  return own ?? environmentWords(environments, rules);
}
