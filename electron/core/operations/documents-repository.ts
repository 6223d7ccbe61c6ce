import type { Sqlite } from '../cache/sqlite.ts';
import type { OperationsApi } from './operations-api.ts';

/** Small JSON documents by collection and id. */
export function createDocuments(db: Sqlite): OperationsApi['documents'] {
  const put = db.prepare(
    'INSERT INTO documents (collection, id, document) VALUES (@collection, @id, @document) ON CONFLICT (collection, id) DO UPDATE SET document = excluded.document',
  );
  const get = db.prepare('SELECT document FROM documents WHERE collection = @collection AND id = @id').pluck();
  const list = db.prepare('SELECT document FROM documents WHERE collection = @collection ORDER BY place').pluck();
  const remove = db.prepare('DELETE FROM documents WHERE collection = @collection AND id = @id');
  return {
    put: ({ document, ...key }) => void put.run({ ...key, document: JSON.stringify(document) }),
    get: (key) => {
      const found = get.get(key) as string | undefined;
      return found === undefined ? null : JSON.parse(found);
    },
    list: (options) => (list.all(options) as string[]).map((text): unknown => JSON.parse(text)),
    remove: (key) => remove.run(key).changes > 0,
  };
}
