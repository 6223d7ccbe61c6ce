import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Migration, migrate, schemaVersion } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { openSqlite } from '#core/cache/sqlite.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

function emptyDatabase() {
  const db = openSqlite(join(tempFolder(), 'cache.db'), testKey);
  onTestFinished(() => void db.close());
  return db;
}

const schema = (db: ReturnType<typeof emptyDatabase>) => db.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name, type').all();

/** `count` made-up steps behind the real ones, each with a table of its own. */
function more(count: number): Migration[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `step ${at}`,
    statements: [`CREATE TABLE step_${at} (x)`, `INSERT INTO step_${at} VALUES (1)`],
  }));
}

describe('migrate', () => {
  it('comes to the same schema from every version, however often it runs', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.array(fc.nat(4), { maxLength: 6 }), (extra, stops) => {
        const all = [...migrations, ...more(extra)];
        const atOnce = emptyDatabase();
        migrate(atOnce, all);
        const inSteps = emptyDatabase();
        for (const stop of stops.sort((a, b) => a - b)) migrate(inSteps, all.slice(0, Math.max(stop, schemaVersion(inSteps))));
        migrate(inSteps, all);
        const once = schema(inSteps);
        migrate(inSteps, all);
        expect(schema(inSteps)).toEqual(once);
        expect(once).toEqual(schema(atOnce));
        expect(schemaVersion(inSteps)).toBe(all.length);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps nothing of a step that failed, and goes on from there when it is repaired', () => {
    const db = emptyDatabase();
    const broken: Migration = { name: 'broken', statements: ['CREATE TABLE half (x)', 'CREATE TABLE nonsense ('] };
    expect(() => migrate(db, [...migrations, broken])).toThrow('incomplete input');
    expect(schemaVersion(db)).toBe(migrations.length);
    expect(db.prepare(`SELECT count(*) FROM sqlite_master WHERE name = 'half'`).pluck().get()).toBe(0);
    migrate(db, [...migrations, { name: 'repaired', statements: ['CREATE TABLE half (x)'] }]);
    expect(schemaVersion(db)).toBe(migrations.length + 1);
  });

  it('refuses a newer schema and changes nothing', () => {
    const db = emptyDatabase();
    migrate(db, [...migrations, ...more(2)]);
    const before = schema(db);
    expect(() => migrate(db, migrations)).toThrow(/newer Aetherium/);
    expect(schema(db)).toEqual(before);
    expect(schemaVersion(db)).toBe(migrations.length + 2);
  });
});
