import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, type FileLogger } from '#core/platform/logger.ts';
import { maskSecrets, redactFields } from '#core/platform/redaction.ts';

let folder: string;
let logger: FileLogger;
const secrets = new Set<string>();
const text = () => readFileSync(join(folder, 'aetherium.log'), 'utf8');
const lines = () =>
  text()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aetherium-log-'));
  secrets.clear();
  logger = createLogger({ folder: join(folder), secrets, maxBytes: 2_000 });
});
afterEach(() => {
  logger.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the log', () => {
  it('writes one JSON line per message, with fields and those of its parent', () => {
    logger.child({ connection: 'c1' }).warn('slow', { ms: 12 });
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'warn', msg: 'slow', connection: 'c1', ms: 12, time: expect.stringMatching(/Z$/) as string }),
    ]);
  });

  it('masks secret-looking fields at any depth', () => {
    const plain = 'plain-text-secret';
    logger.info('request', {
      authorization: plain,
      nested: { list: [{ secretAccessKey: plain }], headers: { Cookie: plain, 'x-api-key': plain } },
      passphrase: plain,
      sessionToken: plain,
    });
    logger.child({ password: plain }).info('child');
    expect(text()).not.toContain(plain);
    expect(text().match(/\[redacted\]/g)).toHaveLength(7);
  });

  it('keeps what only names or counts secrets', () => {
    logger.info('x', { secretsSet: true, tokens: 12, token: null });
    expect(lines()[0]).toMatchObject({ secretsSet: true, tokens: 12, token: null });
  });

  it('masks known secrets wherever they stand, also those learnt later', () => {
    secrets.add('s3cr3t/with "quotes"');
    logger.error('failed with s3cr3t/with "quotes"', {
      error: new Error('s3cr3t/with "quotes" refused'),
      url: `https://x/?k=${encodeURIComponent('s3cr3t/with "quotes"')}`,
    });
    secrets.add('learnt-later');
    logger.info('learnt-later');
    expect(text()).not.toContain('s3cr3t');
    expect(text()).not.toContain('learnt-later');
    expect(lines()).toHaveLength(2);
  });

  it('logs errors with their stack, and cycles without falling over', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    logger.error('x', { error: new TypeError('broken'), cycle });
    expect(lines()[0]).toMatchObject({
      error: { name: 'TypeError', message: 'broken', stack: expect.stringContaining('logger.test') as string },
    });
  });

  it('begins a new file at its size and keeps five', () => {
    for (let i = 0; i < 200; i += 1) logger.info('a line of some length to fill the file', { i });
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['aetherium.1.log', 'aetherium.2.log', 'aetherium.3.log', 'aetherium.4.log', 'aetherium.log']);
    for (const name of names) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(2_000);
    expect(text()).toContain('"i":199');
  });

  it('is readable by its owner only', () => {
    logger.info('x');
    if (process.platform !== 'win32') expect(statSync(join(folder, 'aetherium.log')).mode & 0o077).toBe(0);
  });
});

it('leaves short values alone: they are ordinary text', () => {
  expect(maskSecrets('{"msg":"x marks"}', ['x', ''])).toBe('{"msg":"x marks"}');
  expect(redactFields({ key: 'abc', monkey: 'abc' })).toEqual({ key: '[redacted]', monkey: 'abc' });
});
