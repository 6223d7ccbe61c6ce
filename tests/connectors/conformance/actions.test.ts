import { describe, expect, test } from 'vitest';
import type { Action, ActionInput, ActionSource, Machine, Session, TargetPlan } from '#connectors/sdk.ts';
import { inputFor, wrongInputs } from './action-inputs.ts';
import { expectedError } from './expected-error.ts';
import type { ConnectorFixture } from './fixture.ts';
import { candidates, never, type Opened, withConnector } from './open-connector.ts';
import { listedRows, someOfEach, unknownOf } from './rows.ts';
import { expectValidPlan } from './valid-plan.ts';

const byId = (rows: readonly Machine[]) => new Map(rows.map((row) => [row.id, row]));
const takes = ({ kinds, states }: Action, { kind, state }: Machine) =>
  kinds.includes(kind) && (states.length === 0 || states.includes(state));

interface Acting extends Opened {
  actions: ActionSource;
  /** Rows as the actions read them: what a plan is made of. */
  fresh: Machine[];
}

async function acting(opened: Opened, work: (acting: Acting) => Promise<void>): Promise<void> {
  const { actions } = opened.session as Session & { actions: ActionSource };
  const fresh = await actions.read(someOfEach(await listedRows(opened.session)), never);
  await work({ ...opened, actions, fresh });
}

interface Planned {
  target: Machine;
  input: ActionInput;
  plan: TargetPlan;
}

/** Why an action may be impossible on a row that its declaration does not exclude: no hibernation, an autoscaler in charge. */
const refusals = ['unsupported', 'conflict'];

/** The plans of an action on every row that can take it; a row for which the provider rules it out is left out. */
async function plansOf(action: Action, acting: Acting, fixture: ConnectorFixture): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const target of acting.fresh.filter((row) => takes(action, row))) {
    const input = inputFor(action, target, fixture);
    const work = acting.actions.plan({ action: action.name, target, input }, never);
    const plan = await work.catch(() => null);
    if (plan) planned.push({ target, input, plan });
    else expect(refusals, action.name).toContain((await expectedError(work, acting)).code);
  }
  return planned;
}

const acts = candidates().filter(({ connector }) => connector.manifest.actions !== undefined);

describe.each(acts)('$kind', ({ connector, situations, fixture }) => {
  const { actions: declared = [] } = connector.manifest;
  const run = (work: (acting: Acting) => Promise<void>) => withConnector(connector, situations.healthy, (opened) => acting(opened, work));

  test('limits are positive', () =>
    run(async ({ actions: { limits } }) => {
      expect(limits.concurrency).toBeGreaterThan(0);
      expect(limits.perSecond).toBeGreaterThan(0);
    }));

  test('read gives back the targets asked for, as they were listed, and leaves out one that is not there', () =>
    withConnector(connector, situations.healthy, async ({ session, changes }) => {
      const all = await listedRows(session);
      const asked = someOfEach(all);
      const read = await session.actions!.read([...asked, ...asked.map((row) => unknownOf(row, all))], never);
      expect(read.map(({ id }) => id).sort()).toEqual(asked.map(({ id }) => id).sort());
      for (const { id, state, providerState, type, tags, capacity, account, region } of asked) {
        expect(byId(read).get(id)).toMatchObject({ state, providerState, type, tags, capacity, account, region });
      }
      const [one] = asked;
      expect((await session.actions!.read([one!], never)).map(({ id }) => id)).toEqual([one!.id]);
      expect(await session.actions!.read([], never)).toEqual([]);
      expect(changes()).toEqual([]);
    }));

  test('every declared action has a row to be tried on', () =>
    run(async ({ fresh }) => {
      const tried = declared.filter((action) => fresh.some((row) => takes(action, row))).map(({ name }) => name);
      expect(declared.map(({ name }) => name).filter((name) => !(name in (fixture.untried ?? {})))).toEqual(tried);
    }));

  const triable = declared.filter(({ name }) => !(name in (fixture.untried ?? {})));

  test('each action has a plan of steps in the provider’s words, or says why there is nothing to do', () =>
    run(async (opened) => {
      for (const action of triable) {
        const planned = await plansOf(action, opened, fixture);
        for (const { plan } of planned) expectValidPlan(action, plan);
        const someStep = planned.some(({ plan }) => plan.steps.length > 0);
        expect(someStep, `${action.name} makes steps on one row at least`).toBe(true);
      }
    }));

  test('planning and reading change nothing', () =>
    run(async (opened) => {
      for (const action of triable) await plansOf(action, opened, fixture);
      expect(opened.changes()).toEqual([]);
      expect(byId(await opened.actions.read(opened.fresh, never))).toEqual(byId(opened.fresh));
    }));

  test('a wrong input is refused, with what to do', () =>
    run(async (opened) => {
      for (const action of triable) {
        for (const [name, input] of Object.entries(wrongInputs(action))) {
          for (const target of opened.fresh.filter((row) => takes(action, row))) {
            const work = opened.actions.plan({ action: action.name, target, input }, never);
            const error = await expectedError(work, opened).catch((cause: unknown) => {
              throw new Error(`${action.name} of a ${target.kind} with ${name}`, { cause });
            });
            expect(error.code, `${action.name} of a ${target.kind} with ${name}`).toBe('invalid_input');
          }
        }
      }
      expect(opened.changes()).toEqual([]);
    }));

  test('what is not declared is `unsupported`', () =>
    run(async (opened) => {
      for (const target of opened.fresh) {
        const work = opened.actions.plan({ action: 'no-such-action', target, input: {} }, never);
        expect(await expectedError(work, opened), target.kind).toMatchObject({ code: 'unsupported' });
      }
    }));

  test('a dry run, where there is one, changes nothing', () =>
    run(async (opened) => {
      const { actions } = opened;
      for (const action of actions.dryRun ? triable : []) {
        for (const { target, input, plan } of await plansOf(action, opened, fixture)) {
          const [step] = plan.steps;
          if (!step) continue;
          const call = { action: action.name, target, input, step, token: 'dry', signal: never };
          expect([undefined, false], `${action.name} of a ${target.kind}`).toContain(await actions.dryRun!(call));
        }
      }
      expect(opened.changes()).toEqual([]);
    }));

  test('a doubtful call on a target that did not change is not taken for done', () =>
    run(async (opened) => {
      for (const action of triable) {
        for (const { target, input, plan } of await plansOf(action, opened, fixture)) {
          const [step] = plan.steps;
          if (!step) continue;
          const call = { action: action.name, target, input, step, token: `doubt-${target.id}`, signal: never };
          const seen = { operation: null, accepted: false, fresh: target, before: target };
          const { state } = await opened.actions.progress({ ...call, ...seen });
          expect(['not_begun', 'unknown'], `${action.name}, ${step.id} of a ${target.kind}`).toContain(state);
        }
      }
      expect(opened.changes()).toEqual([]);
    }));
});
