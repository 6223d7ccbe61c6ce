import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { CacheApi } from '../cache-api.ts';
import type { ExportTable } from './export-chunks.ts';
import { csvFile, parquetFile } from './export-files.ts';

type Format = Parameters<CacheApi['costs']['export']>[0]['format'];

/**
 * Writes a table to a file, chunk by chunk with a turn of the event loop between two, so that queries do not wait for
 * the whole. The file appears under its name when it is complete; a failed export leaves nothing.
 */
export async function exportTable(path: string, format: Format, table: ExportTable): Promise<{ rows: number; bytes: number }> {
  const partial = `${path}.partial`;
  try {
    writeFileSync(partial, '', { mode: 0o600 });
    const file = format === 'csv' ? csvFile(partial, table.columns) : parquetFile(partial, table.columns);
    let rows = 0;
    for (const chunk of table.chunks()) {
      file.write(chunk);
      rows += chunk.rows;
      await setImmediate();
    }
    file.finish();
    renameSync(partial, path);
    return { rows, bytes: statSync(path).size };
  } catch (cause) {
    rmSync(partial, { force: true });
    throw cause;
  }
}
