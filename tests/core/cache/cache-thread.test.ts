import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCacheThread } from '#core/cache/cache-thread.ts';
import { connectThread } from '#core/cache/thread-client.ts';
import type { Logger } from '#core/ports.ts';
import { machineQuerySchema } from '#shared/model/machine.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import type { CrashingApi } from '#tests/helpers/crashing.worker.ts';
import { fleet } from '#tests/helpers/machines.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

function recordingLogger() {
  const lines: { message: string; fields: Record<string, unknown> | undefined }[] = [];
  const write = (message: string, fields?: Record<string, unknown>) => void lines.push({ message, fields });
  const logger: Logger = { info: write, warn: write, error: write, child: () => logger };
  return { logger, lines };
}

function openThread() {
  const { logger, lines } = recordingLogger();
  const thread = openCacheThread({ logger });
  onTestFinished(() => thread.close());
  return { ...thread, lines };
}

describe('the cache thread', () => {
  it('stores and answers from another thread, while this one goes on working', async () => {
    const thread = openThread();
    const { api } = thread;
    const folder = tempFolder();
    expect(await api.store.open({ folder, key: testKey, maxBytes: 1e9 })).toMatchObject({ recovery: null });
    let turns = 0;
    let stored = false;
    const turn = () => {
      turns++;
      if (!stored) setImmediate(turn);
    };
    setImmediate(turn);
    await api.machines.put({ connectionId: 'c', scope: '', run: 'r', machines: fleet(5000), cursor: null });
    stored = true;
    expect(turns).toBeGreaterThan(10);
    expect((await api.machines.query(machineQuerySchema.parse({ text: 'web' }))).all).toBe(5000);
    await thread.close();

    const again = openThread();
    await again.api.store.open({ folder, key: testKey, maxBytes: 1e9 });
    expect((await again.api.store.status()).machines).toBe(5000);
  });

  it('passes expected failures on and logs bugs under the id that the caller gets', async () => {
    const { api, lines } = openThread();
    await expect(api.jobs.list({ limit: 1 })).rejects.toMatchObject({ error: { code: 'conflict' } });
    await api.store.open({ folder: tempFolder(), key: testKey, maxBytes: 1e9 });
    const error = await api.jobs.put(null as never).catch((cause: { error: { code: string; message: string } }) => cause.error);
    expect(error).toMatchObject({ code: 'internal' });
    expect(lines).toHaveLength(1);
    expect((error as { message: string }).message).toContain(String(lines[0]!.fields!.id));
    expect(JSON.stringify(lines)).not.toContain(testKey);
  });

  it('rejects calls after it was closed', async () => {
    const thread = openThread();
    await thread.close();
    await expect(thread.api.store.status()).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('a thread that dies', () => {
  function crashing() {
    const crashes: unknown[] = [];
    const worker = new Worker(new URL('../../helpers/crashing.worker.ts', import.meta.url));
    const thread = connectThread<CrashingApi>(worker, 'test', (cause) => crashes.push(cause));
    onTestFinished(() => thread.terminate());
    return { ...thread, crashes };
  }

  it.each(['exit', 'throwLater'] as const)('by %s: rejects pending and later calls and reports it once', async (how) => {
    const { api, crashes } = crashing();
    expect(await api.calls.answer(1)).toBe(1);
    const pending = api.calls.never();
    const killer = api.calls[how]();
    const stopped = { error: { code: 'internal', message: 'The test thread stopped unexpectedly.' } };
    await expect(pending).rejects.toMatchObject(stopped);
    await expect(killer).rejects.toMatchObject(stopped);
    await expect(api.calls.answer(2)).rejects.toMatchObject(stopped);
    expect(crashes).toHaveLength(1);
  });

  it('on purpose: is no crash, pending calls are cancelled', async () => {
    const thread = crashing();
    await thread.api.calls.answer(1);
    const pending = thread.api.calls.never();
    const rejected = expect(pending).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await thread.terminate();
    await rejected;
    expect(thread.crashes).toEqual([]);
  });
});
