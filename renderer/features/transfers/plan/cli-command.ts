import { shellWord } from '../../actions/plan-text.ts';
import { lastName } from '../../storage/places.ts';
import type { AskedRequest } from './use-storage-plan.ts';

interface BucketSide {
  connectionId: string;
  bucket: string;
}

type Copy = Extract<AskedRequest, { verb: 'copy' | 'move' }>;
type Sync = Extract<AskedRequest, { verb: 'sync' }>;
type Delete = Extract<AskedRequest, { verb: 'delete' }>;

/** What a command is about: a word of it, whether it is a folder, and its name where several things keep theirs. */
interface Word {
  word: string;
  folder: boolean;
  name: string;
}

/** `connection:bucket/key` as the command line reads it: the id of a connection is never ambiguous. */
export const placeWord = ({ connectionId, bucket }: BucketSide, path: string) => shellWord(`${connectionId}:${bucket}/${path}`);

/** The command line adds a slash to a folder that has none: such a prefix it cannot name. */
const isFolder = (prefix: string) => prefix === '' || prefix.endsWith('/');

/** Null: something in it that the command line cannot name, as files that were chosen here or single versions. */
function sourceWords({ objects = [], prefixes = [], files }: Copy['source']): Word[] | null {
  if ((files?.tokens?.length ?? 0) > 0 || (files?.paths?.length ?? 0) > 0) return null;
  if (objects.some(({ versionId }) => versionId) || !prefixes.every(({ prefix }) => isFolder(prefix))) return null;
  return [
    ...objects.map((one) => ({ word: placeWord(one, one.key), folder: false, name: '' })),
    ...prefixes.map((one) => ({ word: placeWord(one, one.prefix), folder: true, name: lastName(one.prefix || `${one.bucket}/`) })),
  ];
}

/** Files of this machine are held by tokens here: the command names the folder that it is run in. */
function targetWord(target: Copy['target'], name = ''): string | null {
  if (target.kind === 'file') return shellWord(`./${name}`);
  return isFolder(target.prefix) ? placeWord(target, target.key ?? target.prefix + name) : null;
}

function commands(words: readonly (readonly (string | false | undefined)[])[]): string {
  return words.map((line) => ['aetherium storage', ...line.filter(Boolean)].join(' ')).join('\n');
}

function copyCommand({ verb, source, target, conflict, storageClass, properties, priority }: Copy): string | null {
  const from = sourceWords(source);
  const { contentType, ...other } = properties ?? {};
  if (!from || targetWord(target) === null || Object.keys(other).length > 0) return null;
  // A word that ends with a slash is a folder there, though an object may be called so.
  if ([...(source.objects ?? []), target.kind === 'bucket' ? target : {}].some(({ key }: { key?: string }) => key?.endsWith('/')))
    return null;
  const options = [
    conflict && conflict !== 'different' && `--conflict ${conflict}`,
    storageClass && `--storage-class ${shellWord(storageClass)}`,
    contentType && `--content-type ${shellWord(contentType)}`,
    priority && priority !== 'normal' && `--priority ${priority}`,
  ];
  const name = verb === 'copy' ? 'cp' : 'mv';
  // A single folder gives what is in it; of several things each keeps its name.
  const to = (one: Word) => targetWord(target, from.length > 1 ? one.name : '') ?? '';
  return commands(from.map((one) => [name, one.word, to(one), one.folder && '--recursive', ...options]));
}

function syncCommand({ from, to, deleteExtra, compare, priority }: Sync): string | null {
  if (from.kind !== 'bucket' || !isFolder(from.prefix)) return null;
  const target = targetWord(to);
  if (target === null) return null;
  const options = [
    deleteExtra && '--delete',
    compare && compare !== 'size_time' && `--compare ${compare}`,
    priority && priority !== 'normal' && `--priority ${priority}`,
  ];
  return commands([['sync', placeWord(from, from.prefix), target, ...options]]);
}

function deleteCommand({ source, versions }: Delete): string | null {
  const words = sourceWords(source);
  if (!words) return null;
  // With --recursive a word means a folder: objects and folders need a command each.
  const parts = [false, true].map((folder) => words.filter((one) => one.folder === folder).map(({ word }) => word));
  const lines = parts.flatMap((part, folders) =>
    part.length > 0 ? [['rm', ...part, folders === 1 && '--recursive', versions && '--versions']] : [],
  );
  return commands(lines);
}

/** The commands that make the same plans from a terminal; null where the command line has none for it. */
export function cliCommand(request: AskedRequest): string | null {
  switch (request.verb) {
    case 'copy':
    case 'move':
      return copyCommand(request);
    case 'sync':
      return syncCommand(request);
    case 'delete':
      return deleteCommand(request);
    default:
      return null;
  }
}
