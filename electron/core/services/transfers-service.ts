import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { StorageRequest, TransferSource, TransferTarget } from '#shared/model/transfer.ts';
import { writeCsv } from './csv-file.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

type Service = Services['transfers'];

type Files = Pick<ServiceContext, 'grants' | 'options'>;

/** The command line names paths; a screen holds tokens of what the person chose, and never a path. */
function refusePaths({ options }: Files, paths: readonly (string | undefined)[]): void {
  if (options.shell.kind === 'cli' || paths.every((path) => path === undefined)) return;
  throw failure('forbidden', 'Files are named by what the person chose, not by paths', { hint: 'Choose the files again.' });
}

function resolvedSource(context: Files, source: TransferSource): TransferSource {
  const { tokens, paths, names = {} } = source.files;
  refusePaths(context, paths);
  const chosen = tokens.map((token) => ({ path: context.grants.pathToOpen(token), name: names[token] }));
  const named = chosen.flatMap(({ path, name }) => (name === undefined ? [] : [[path, name] as const]));
  return { ...source, files: { tokens: [], paths: [...paths, ...chosen.map(({ path }) => path)], names: Object.fromEntries(named) } };
}

interface FileSide {
  kind: 'file';
  token?: string | undefined;
  path?: string | undefined;
}

function resolvedFile<T extends FileSide>(context: Files, side: T, direction: 'open' | 'save'): T {
  refusePaths(context, [side.path]);
  if (side.token === undefined) return side;
  const { grants } = context;
  const { token, ...rest } = side;
  return { ...rest, path: direction === 'open' ? grants.pathToOpen(token) : grants.pathToSave(token) } as T;
}

function resolvedTarget(context: Files, target: TransferTarget): TransferTarget {
  return target.kind === 'file' ? resolvedFile(context, target, 'save') : target;
}

/** A token lets a file be read: nothing that is asked with it may take the file away or change it. */
function refuseTokens({ files }: TransferSource): void {
  if (files.tokens.length === 0) return;
  throw failure('forbidden', 'Chosen files are copied from and never changed', {
    hint: 'Copy them; remove them in the file manager of this machine.',
  });
}

/** Tokens become paths here, and nowhere behind. */
function resolved(context: Files, request: StorageRequest): StorageRequest {
  switch (request.verb) {
    case 'copy':
      return { ...request, source: resolvedSource(context, request.source), target: resolvedTarget(context, request.target) };
    case 'move':
      refuseTokens(request.source);
      return { ...request, source: resolvedSource(context, request.source), target: resolvedTarget(context, request.target) };
    case 'sync': {
      const from = request.from.kind === 'file' ? resolvedFile(context, request.from, 'open') : request.from;
      return { ...request, from, to: resolvedTarget(context, request.to) };
    }
    default:
      if (!('source' in request)) return request;
      refusePaths(context, request.source.files.paths);
      refuseTokens(request.source);
      return request;
  }
}

const exported = ['index', 'does', 'from', 'to', 'size', 'state', 'bytes', 'attempts', 'verified', 'note', 'error'] as const;
const pageSize = 2_000;

async function* itemRows({ storage }: ServiceContext, transferId: string) {
  for (let offset = 0; ; offset += pageSize) {
    const { items } = await storage.queue.items({ transferId, offset, limit: pageSize });
    for (const item of items) yield exported.map((column) => (column === 'error' ? (item.error?.message ?? '') : item[column]));
    if (items.length < pageSize) return;
  }
}

export function transfersService(context: ServiceContext): Service {
  const { storage, grants } = context;
  const { planner, queue } = storage;
  return {
    plan: ({ request }, { signal }) => planner.plan(resolved(context, request), signal),
    getPlan: ({ planId, ...page }) => planner.get(planId, page),
    apply: (input, { signal }) => planner.apply(input, signal),
    async list({ unfinished, ...page }) {
      if (!unfinished) return queue.list(page);
      const all = await queue.unfinished();
      return { transfers: all.slice(page.offset, page.offset + page.limit), total: all.length };
    },
    async get({ transferId, ...page }) {
      const [transfer, found] = await Promise.all([queue.get(transferId), queue.items({ transferId, ...page })]);
      return { transfer, ...found };
    },
    pause: ({ transferId }) => queue.pause(transferId),
    resume: ({ transferId }) => queue.resume(transferId),
    cancel: ({ transferId }) => queue.cancel(transferId),
    retry: ({ transferId }) => queue.retry(transferId),
    prioritize: ({ transferId, priority }) => queue.prioritize(transferId, priority),
    clear: async () => ({ removed: await queue.clear() }),
    async export({ transferId, target }, { signal }) {
      await queue.get(transferId);
      const rows = itemRows(context, transferId);
      const write = (path: string) => writeCsv({ path, columns: [...exported], rows, signal, escapeFormulas: true });
      return { rows: (await writtenFile(grants.pathToSave(target), write)).result };
    },
  };
}
