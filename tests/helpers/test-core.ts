import { onTestFinished } from 'vitest';
import type { Connector } from '#connectors/sdk.ts';
import type { Core, CoreOptions } from '#core/core.ts';
import { createCore } from '#core/create-core.ts';
import type { Connectivity, Logger } from '#core/ports.ts';
import { cliShell, type DirectClient, directClient } from '#host/cli/direct-client.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Job } from '#shared/model/job.ts';
import { type FakeClock, fakeClock, until } from './fake-clock.ts';
import { fakeKeychain } from './fake-keychain.ts';
import { tempFolder } from './temp-folder.ts';

/** A network that a test switches. */
interface FakeConnectivity extends Connectivity {
  set(change: { online?: boolean; suspended?: boolean }): void;
}

function fakeConnectivity(): FakeConnectivity {
  const listeners = new Set<() => void>();
  const state = { online: true, suspended: false };
  return {
    online: () => state.online,
    suspended: () => state.suspended,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(change) {
      Object.assign(state, change);
      for (const listener of listeners) listener();
    },
  };
}

/** A logger that keeps its lines. */
function memoryLogger(): Logger & { lines: string[] } {
  const lines: string[] = [];
  const add = (message: string, given: Record<string, unknown> = {}) => void lines.push(`${message} ${JSON.stringify(given)}`);
  const logger: Logger & { lines: string[] } = { lines, info: add, warn: add, error: add, child: () => logger };
  return logger;
}

export interface TestCore {
  core: Core;
  client: DirectClient;
  clock: FakeClock;
  connectivity: FakeConnectivity;
  logger: ReturnType<typeof memoryLogger>;
  events: AppEvent[];
  home: string;
  /** Ended jobs seen so far, in order, but for maintenance. */
  ended: () => Job[];
  /** Waits until as many jobs have ended as were asked for. */
  endOf: (jobs: Job[]) => Promise<Job[]>;
}

/** A core on real SQLite in its own folder, with a fake clock, network and keychain; closed when the test has ended. */
export async function testCore(connectors: Connector[], overrides: Partial<CoreOptions> = {}): Promise<TestCore> {
  const home = overrides.home ?? tempFolder();
  const [clock, connectivity, logger] = [fakeClock(), fakeConnectivity(), memoryLogger()];
  const http = { agent: () => Promise.reject(new Error('the network was used')), fetch };
  const options = { home, version: '0.0.0', shell: cliShell, clock, logger, connectivity, http, connectors, schedule: false };
  const core = await createCore(
    { ...options, vaultBackend: 'memory', passphrase: null, ...overrides },
    { keychain: fakeKeychain('absent'), random: () => 0.5 },
  );
  const events: AppEvent[] = [];
  core.onEvent((event) => events.push(event));
  onTestFinished(() => core.close());
  const ended = () =>
    events.flatMap((event) =>
      event.type === 'progress' && event.job.endedAt !== null && event.job.kind !== 'maintenance' ? [event.job] : [],
    );
  const endOf = async (jobs: Job[]) => {
    const found = () => jobs.flatMap((job) => ended().find(({ id }) => id === job.id) ?? []);
    await until(() => found().length === jobs.length);
    return found();
  };
  const client = directClient(core, new AbortController().signal);
  return { core, client, clock: (overrides.clock as FakeClock | undefined) ?? clock, connectivity, logger, events, home, ended, endOf };
}
