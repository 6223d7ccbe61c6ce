import type { CliIo, Outcome } from '#host/cli/io.ts';
import { buildProgram } from '#host/cli/program.ts';
import type { Plan, Run, RunTarget } from '#shared/model/action.ts';
import type { Machine } from '#shared/model/machine.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { createFleet, type Fleet, fleetMachines } from './fleet.ts';
import { fleetConnector } from './fleet-connector.ts';
import { type FaultyLink, faultyLink } from './fleet-link.ts';
import { type TestCore, testCore } from './test-core.ts';

export interface Ran {
  run: Run;
  targets: RunTarget[];
}

/** The commands over one core with a fleet, in this process, with a clock that moves while a command works. */
export interface CliFleet extends TestCore {
  fleet: Fleet;
  link: FaultyLink;
  clock: FakeClock;
  connectionId: string;
  /** Runs a command line; what it says on stderr is in `said`. */
  run: (...argv: string[]) => Promise<Outcome>;
  json: <T>(...argv: string[]) => Promise<T>;
  plan: (...argv: string[]) => Promise<Plan>;
  said: string[];
  /** The person's first and second Ctrl-C. */
  interrupt: () => void;
  insist: () => void;
}

async function connected(test: TestCore): Promise<string> {
  const [known] = await test.client.connections.list({});
  if (known) return known.id;
  const { id } = await test.client.connections.add({ kind: 'fleet', name: 'Fleet', settings: {} });
  await test.endOf(await test.client.sync.run({ force: true }));
  return id;
}

/** `left`: another process over its home and its fleet, after its core was closed. */
export async function cliFleet(machines: Machine[] = fleetMachines(3), left?: CliFleet): Promise<CliFleet> {
  const clock = left?.clock ?? fakeClock();
  const fleet = left?.fleet ?? createFleet(clock, machines);
  const link = left?.link ?? faultyLink(fleet);
  const test = await testCore([fleetConnector({ link })], { clock, ...(left && { home: left.home }) });
  const connectionId = await connected(test);
  const said: string[] = [];
  let [signals, insists] = [new AbortController(), new AbortController()];
  const run = async (...argv: string[]): Promise<Outcome> => {
    [signals, insists] = [new AbortController(), new AbortController()];
    const io = {
      signal: signals.signal,
      insist: insists.signal,
      err: async (text: string) => void said.push(text),
      cwd: '/',
      env: {},
      version: '0',
    };
    const opened = { ...test, isNew: false, close: async () => undefined };
    let outcome: Outcome | undefined;
    const program = buildProgram({
      io: io as unknown as CliIo,
      perform: async (_, work) => void (outcome = await work(opened)),
      serve: () => Promise.reject(new Error('not here')),
    });
    const state = { settled: false };
    const done = program.parseAsync(argv, { from: 'user' }).finally(() => (state.settled = true));
    done.catch(() => undefined);
    // In small steps: the threads behind the core answer in real time, and a plan must not expire meanwhile.
    while (!state.settled) await clock.advance(5);
    await done;
    return outcome!;
  };
  const json = async <T>(...argv: string[]) => (await run(...argv)).json as T;
  return {
    ...test,
    fleet,
    link,
    clock,
    connectionId,
    run,
    json,
    plan: (...argv) => json<Plan>('compute', 'plan', ...argv),
    said,
    interrupt: () => signals.abort(new DOMException('Stopped', 'AbortError')),
    insist: () => insists.abort(),
  };
}
