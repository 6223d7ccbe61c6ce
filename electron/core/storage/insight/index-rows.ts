import type { ObjectRow } from '#shared/model/storage.ts';
import { objectRows } from '../../capabilities/object-columns.ts';
import type { Groups } from '../../threads/thread-api.ts';
import type { IndexedFolder, ObjectIndexApi } from '../index/index-api.ts';

/** Rows of a page: few enough that other questions are answered in between. */
const pageRows = 10_000;

/** Every object of a folder in the index, in key order. Throws when the signal aborts. */
export async function* indexRows(index: Groups<ObjectIndexApi>, folder: IndexedFolder, signal?: AbortSignal): AsyncGenerator<ObjectRow> {
  for (let after: string | null = null; ; ) {
    signal?.throwIfAborted();
    const page = await index.query.rows({ ...folder, after, limit: pageRows });
    yield* objectRows(page.objects);
    if (page.cursor === null) return;
    after = page.cursor;
  }
}
