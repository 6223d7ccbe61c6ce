import { beforeAll, describe, expect, test } from 'vitest';
import { type ActionInput, type AppError, type Machine, type Session, type StepCall, toAppError } from '#connectors/sdk.ts';
import { until } from '#tests/helpers/fake-clock.ts';
import { inputFor } from './action-inputs.ts';
import { expectedError } from './expected-error.ts';
import { type Absent, isAbsent, type Prepare } from './fixture.ts';
import { type Candidate, candidates, never, type Opened, withConnector } from './open-connector.ts';
import { listedRows } from './rows.ts';

/** A row, and the first step of an action on it, as they were while all was well. */
interface Known {
  row: Machine;
  step: Omit<StepCall, 'signal'> | null;
}

async function stepOn(session: Session, { connector, fixture }: Candidate, target: Machine): Promise<Known['step']> {
  const action = connector.manifest.actions?.find(({ effect, kinds, states }) => {
    return effect === 'change' && kinds.includes(target.kind) && (states.length === 0 || states.includes(target.state));
  });
  if (!action || !session.actions) return null;
  const input = inputFor(action, target, fixture);
  const { steps } = await session.actions.plan({ action: action.name, target, input }, never);
  return { action: action.name, target, input, step: steps[0]!, token: 'conformance-1' };
}

async function known(candidate: Candidate): Promise<Known> {
  let found: Known | null = null;
  await withConnector(candidate.connector, candidate.situations.healthy, async ({ session }) => {
    const row = (await listedRows(session)).find(({ kind, state }) => kind === 'machine' && state === 'running')!;
    found = { row, step: await stepOn(session, candidate, row) };
  });
  return found!;
}

type Ask = (signal: AbortSignal) => Promise<unknown>;

async function measure({ session, clock }: Opened, machine: Machine, signal: AbortSignal): Promise<void> {
  const to = clock.now();
  const range = { from: to - 3_600_000, to, stepMs: 300_000 };
  for await (const _ of session.metrics!.read({ machines: [machine], metrics: ['cpu'], ...range, signal })) continue;
}

/** Everything that asks the provider apart from the sources, by name. */
function asks(opened: Opened, { row, step }: Known): [name: string, ask: Ask][] {
  const { actions, inspect, metrics } = opened.session;
  return [
    ...(actions ? [['read', (signal) => actions.read([row], signal)] satisfies [string, Ask]] : []),
    ...(actions && step ? [['begin', (signal) => actions.begin({ ...step, signal })] satisfies [string, Ask]] : []),
    ...(inspect ? [['inspect', (signal) => inspect.inspect(row, signal)] satisfies [string, Ask]] : []),
    ...(metrics ? [['metrics', (signal) => measure(opened, row, signal)] satisfies [string, Ask]] : []),
  ];
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing failed',
    (cause: unknown) => toAppError(cause).code,
  );

const offering = candidates().filter(({ fixture: { without = {} } }) => !(without.actions && without.metrics && without.inspect));

describe.each(offering)('$kind', (candidate) => {
  const { connector, situations } = candidate;
  let own: Known;
  beforeAll(async () => {
    own = await known(candidate);
  });

  function situation(name: string, prepared: Prepare | Absent | undefined, work: (opened: Opened) => Promise<void>): void {
    if (!prepared || isAbsent(prepared)) test.skip(`${name}: ${prepared?.absent ?? 'not prepared'}`, () => {});
    else test(name, () => withConnector(connector, prepared, work));
  }

  /** Checks the error of asking; an inspection may bring it as a problem of its parts. */
  async function expectErrors(opened: Opened, names: readonly string[], check: (error: AppError, name: string) => void): Promise<void> {
    for (const [name, ask] of asks(opened, own)) {
      if (names.includes(name)) check(await expectedError(ask(never), opened), name);
    }
  }

  test('there is a machine to ask about, and a step for it', () => {
    expect(own.row.id).not.toBe('');
    expect(own.step === null).toBe(!connector.manifest.actions);
  });

  situation('an expired sign-in is `auth_required`, with a fix, and a step is not begun', situations.expired, async (opened) => {
    const fix = { kind: expect.stringMatching(/sign_in|edit_connection/) };
    await expectErrors(opened, ['read', 'begin', 'metrics'], (error, name) =>
      expect(error, name).toMatchObject({ code: 'auth_required', fix }),
    );
  });

  situation('no network is `offline`', situations.offline, (opened) =>
    expectErrors(opened, ['read', 'begin', 'metrics'], (error, name) => expect(error.code, name).toBe('offline')),
  );

  situation('what was aborted before it began asks nothing', situations.healthy, async (opened) => {
    for (const [name, ask] of asks(opened, own)) expect(await codeOf(ask(AbortSignal.abort())), name).toBe('cancelled');
    expect(opened.changes()).toEqual([]);
  });

  situation('an abort ends a call that is never answered', situations.silent, async (opened) => {
    for (const [name, ask] of asks(opened, own)) {
      const stop = new AbortController();
      const before = opened.hanging();
      const work = codeOf(ask(stop.signal));
      await until(() => opened.hanging() > before);
      stop.abort();
      expect(await work, name).toBe('cancelled');
    }
  });

  situation('an accepted step was sent once, and is under way or done', situations.healthy, async (opened) => {
    const { step, row } = own;
    const actions = opened.session.actions!;
    const { operation, requestId } = await actions.begin({ ...step!, signal: never });
    if (opened.counts) expect(opened.changes()).toHaveLength(1);
    expect(requestId).not.toBe('');
    const [fresh = null] = await actions.read([row], never);
    const { state } = await actions.progress({ ...step!, signal: never, operation, accepted: true, fresh, before: row });
    expect(['running', 'done']).toContain(state);
    if (opened.counts) expect(opened.changes()).toHaveLength(1);
  });

  const oneOf = (names: string[]) => connector.manifest.actions?.find(({ name }) => names.includes(name));
  const restart = oneOf(['reboot', 'reset']);
  const again = restart ? situations.healthy : { absent: 'it restarts nothing' };
  situation('a call in doubt is judged apart from what was done before it', again, async (opened) => {
    const actions = opened.session.actions!;
    const [row] = (await listedRows(opened.session)).filter(
      ({ kind, state, id }) => kind === 'machine' && state === 'running' && id !== own.row.id,
    );
    const callOf = async (name: string, token: string) => {
      const input: ActionInput = name === 'tag' ? { set: 'conformance=tried', remove: '' } : {};
      const { steps } = await actions.plan({ action: name, target: row!, input }, never);
      return { action: name, target: row!, input, step: steps[0]!, token, signal: never };
    };
    await actions.begin(await callOf(restart!.name, 'first'));
    const [fresh = null] = await actions.read([row!], never);
    for (const name of [restart!.name, 'tag']) {
      const call = await callOf(name, 'second');
      const { state } = await actions.progress({ ...call, operation: null, accepted: false, fresh, before: fresh ?? row! });
      expect(state, `${name} after ${restart!.name}`).not.toBe('done');
    }
  });

  const limited = situations.rateLimited;
  const measures = connector.manifest.capabilities.includes('metrics');
  situation(
    'a rate limit of measurements is `rate_limited`, with the pause',
    isAbsent(limited) ? limited : measures ? limited.prepare : { absent: 'it has no metrics' },
    (opened) =>
      expectErrors(opened, ['metrics'], (error) =>
        expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: isAbsent(limited) ? 0 : limited.retryAfterMs }),
      ),
  );
});
