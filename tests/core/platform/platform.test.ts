import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installCrashHandlers } from '#core/platform/crash-handlers.ts';
import { nodeClock } from '#core/platform/node-clock.ts';
import { pollConnectivity } from '#core/platform/polled-connectivity.ts';
import { nodeConnectivity } from '#host/platform/node-connectivity.ts';
import { memoryLogger } from '#tests/helpers/boundary.ts';

describe('connectivity', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('tells about changes, each once', () => {
    let network = true;
    const connectivity = pollConnectivity({ probe: () => network });
    const changed = vi.fn<() => void>();
    const stop = connectivity.onChange(changed);
    vi.advanceTimersByTime(10_000);
    expect([connectivity.online(), changed.mock.calls.length]).toEqual([true, 0]);
    network = false;
    vi.advanceTimersByTime(10_000);
    expect([connectivity.online(), changed.mock.calls.length]).toEqual([false, 1]);
    connectivity.setSuspended(true);
    connectivity.setSuspended(true);
    expect([connectivity.suspended(), changed.mock.calls.length]).toEqual([true, 2]);
    stop();
    network = true;
    connectivity.refresh();
    expect([connectivity.online(), changed.mock.calls.length]).toEqual([true, 2]);
    connectivity.close();
  });

  it('obeys the override', () => {
    expect(pollConnectivity({ probe: () => true, override: '1' }).online()).toBe(false);
    expect(pollConnectivity({ probe: () => false, override: '0' }).online()).toBe(true);
    expect(pollConnectivity({ probe: () => true, override: 'nonsense' }).online()).toBe(true);
    expect(nodeConnectivity({ AETHERIUM_OFFLINE: '1' }).online()).toBe(false);
    expect(nodeConnectivity({ AETHERIUM_OFFLINE: '0' }).online()).toBe(true);
  });

  it('is offline while the named file exists', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aetherium-offline-'));
    const file = join(folder, 'offline');
    const connectivity = pollConnectivity({ probe: () => true, override: `file:${file}` });
    const changed = vi.fn<() => void>();
    connectivity.onChange(changed);
    writeFileSync(file, '');
    vi.advanceTimersByTime(250);
    expect(connectivity.online()).toBe(false);
    rmSync(file);
    vi.advanceTimersByTime(250);
    expect([connectivity.online(), changed.mock.calls.length]).toEqual([true, 2]);
    connectivity.close();
    rmSync(folder, { recursive: true });
  });
});

describe('the clock', () => {
  it('wakes and rejects with the reason of its signal', async () => {
    await nodeClock.sleep(0);
    const controller = new AbortController();
    const sleeping = nodeClock.sleep(3_600_000, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await expect(nodeClock.sleep(1, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });

  it('does not wake early from a sleep longer than a timer can be', async () => {
    const controller = new AbortController();
    let woke = false;
    const sleeping = nodeClock.sleep(2 ** 40, controller.signal).then(
      () => (woke = true),
      () => undefined,
    );
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(woke).toBe(false);
    controller.abort();
    await sleeping;
  });
});

describe('crash handlers', () => {
  it('log what nobody caught and end the process only after an exception', () => {
    const logger = memoryLogger();
    const fatal = vi.fn<(cause: Error) => void>();
    const listenersBefore = process.listeners('uncaughtException').length;
    const remove = installCrashHandlers(logger, fatal);
    const [onException] = process.listeners('uncaughtException').slice(-1);
    const [onRejection] = process.listeners('unhandledRejection').slice(-1);
    onRejection!(new Error('rejected'), Promise.resolve());
    expect(fatal).not.toHaveBeenCalled();
    onException!(new Error('thrown'), 'uncaughtException');
    expect(fatal).toHaveBeenCalledOnce();
    expect(logger.lines.map(({ message }) => message)).toEqual(['unhandled rejection', 'uncaught exception']);
    remove();
    expect(process.listeners('uncaughtException')).toHaveLength(listenersBefore);
  });
});
