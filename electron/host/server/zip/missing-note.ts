import type { Services } from '#shared/contract/services.ts';
import type { TransferItem } from '#shared/model/transfer.ts';
import type { ZipSource } from './zip-archive.ts';

const pageSize = 2_000;
/** More is in the transfer itself: its items can be exported. */
const mostLines = 10_000;

/** Name of the entry that says what is not in the archive. */
const noteName = 'NOT DOWNLOADED.txt';

const wasLeftOut = ({ state }: TransferItem): boolean => state !== 'succeeded';

function line({ from, error, note, state }: TransferItem): string {
  return `${from ?? ''}\t${error?.message ?? (note || state)}`;
}

async function missingLines(transfers: Services['transfers'], transferId: string): Promise<string[]> {
  const lines: string[] = [];
  const call = { id: 'missing-note', signal: new AbortController().signal };
  for (let offset = 0; lines.length < mostLines; offset += pageSize) {
    const { items } = await transfers.get({ transferId, offset, limit: pageSize }, call);
    lines.push(...items.filter(wasLeftOut).map(line));
    if (items.length < pageSize) break;
  }
  return lines;
}

/** An entry that names each object of a transfer that did not arrive, with the reason; none when all did. */
export async function missingNote(transfers: Services['transfers'], transferId: string): Promise<ZipSource[]> {
  const lines = await missingLines(transfers, transferId);
  if (lines.length === 0) return [];
  const more = lines.length >= mostLines ? ['… and more: export the items of the transfer for all.'] : [];
  const text = Buffer.from([...lines, ...more, ''].join('\n'));
  return [
    {
      name: noteName,
      size: text.length,
      modified: new Date(),
      contents: async function* () {
        yield text;
      },
    },
  ];
}
