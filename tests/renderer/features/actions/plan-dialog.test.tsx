import '../../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const staging = '/compute?text=staging+web-0000&where=environment+in+%5B%22staging%22%5D';

/** Chooses all rows of a place and asks for an action. */
async function ask(place: string, action: string, change?: (handlers: Services) => void) {
  const connection = fakeConnection('full', change);
  renderApp(connection, place);
  fireEvent.click(await screen.findByLabelText(/^Select all/, {}, patience));
  const bar = await screen.findByRole('region', { name: 'Selection' }, patience);
  fireEvent.click(await within(bar).findByRole('button', { name: action }, patience));
  return connection;
}

const dialog = () => screen.getByRole('dialog');
const review = (title: string) => screen.findByRole('dialog', { name: `${title}: review the plan` }, patience);

describe('from a plan to its run', { timeout: 60_000 }, () => {
  it('names targets, places, cost and the time left, and begins after a click', async () => {
    const connection = await ask(staging, 'Stop');
    const plan = await review('Stop');
    expect(within(plan).getByTestId('plan-counts').textContent).toMatch(/^\d+ act, \d+ skipped, 0 refused$/);
    expect(plan.textContent).toMatch(/saves USD [\d,.]+ a month/);
    expect(plan.textContent).toContain('Expires in 1');
    fireEvent.click(within(plan).getByRole('button', { name: /^Stop: \d+ target/ }));
    const outcomes = await screen.findByTestId('run-outcomes', {}, patience);
    expect(outcomes.getAttribute('data-state')).toBe('running');
    expect(location.hash).toContain('run=run-1');
    connection.emit({ type: 'changed', tables: ['runs'] });
    await waitFor(() => expect(screen.getByTestId('run-outcomes').getAttribute('data-state')).not.toBe('running'), patience);
  });

  it('wants the words for production typed', async () => {
    await ask('/compute?text=web-0000&where=environment+in+%5B%22production%22%5D', 'Stop');
    const plan = await review('Stop');
    const confirm = within(plan).getByRole<HTMLButtonElement>('button', { name: /^Stop: / });
    expect(confirm.disabled).toBe(true);
    const typed = within(plan).getByLabelText(/Type production to confirm/);
    fireEvent.change(typed, { target: { value: 'prod' } });
    expect(confirm.disabled).toBe(true);
    fireEvent.change(typed, { target: { value: 'production' } });
    expect(confirm.disabled).toBe(false);
    fireEvent.click(confirm);
    await screen.findByTestId('run-outcomes', {}, patience);
  });

  it('asks for the inputs of an action first and refuses an empty one', async () => {
    const sent: unknown[] = [];
    await ask(staging, 'Resize…', (handlers) => {
      const { plan } = handlers.actions;
      handlers.actions.plan = (input, call) => {
        sent.push(input.input);
        return plan(input, call);
      };
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Make the plan' }, patience));
    expect(await within(dialog()).findByText('New type is needed.')).toBeTruthy();
    fireEvent.change(within(dialog()).getByLabelText(/New type/), { target: { value: 'm7g.xlarge' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make the plan' }));
    expect((await review('Resize')).textContent).toContain('type m7g.xlarge');
    expect(sent).toEqual([{ type: 'm7g.xlarge' }]);
  });

  it('marks what cannot be undone', async () => {
    await ask(staging, 'More');
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Terminate' }, patience));
    const plan = await review('Terminate');
    expect(plan.textContent).toMatch(/This destroys \d+ targets and cannot be undone/);
    expect(within(plan).getByLabelText(/Type terminate \d+ to confirm/)).toBeTruthy();
  });

  it('shows why nothing may be done', async () => {
    await ask(staging, 'Stop', (handlers) => {
      handlers.actions.plan = () => {
        throw failure('forbidden', 'staging is read-only');
      };
    });
    expect((await screen.findByRole('alert', {}, patience)).textContent).toContain('staging is read-only');
  });

  it('says what changed since the plan was made, and shows the fresh plan at once', async () => {
    await ask(staging, 'Stop', (handlers) => {
      const { apply, plan } = handlers.actions;
      let first = true;
      handlers.actions.apply = async (input, call) => {
        if (!first) return apply(input, call);
        first = false;
        const was = await handlers.actions.getPlan({ planId: input.planId }, call);
        const target = was.targets.find(({ skip }) => skip === null)!;
        const fresh = await plan({ action: 'stop', input: {}, targets: { machines: was.targets } }, call);
        const changed = fresh.targets.find(({ machineId }) => machineId === target.machineId)!;
        changed.before = { ...changed.before!, state: 'stopping', providerState: 'stopping' };
        return { started: false, error: appError('conflict', 'One changed'), changed: [target], plan: fresh };
      };
    });
    const plan = await review('Stop');
    fireEvent.click(within(plan).getByRole('button', { name: /^Stop: / }));
    const alert = await screen.findByRole('alert', {}, patience);
    expect(alert.textContent).toContain('One changed');
    expect(alert.textContent).toContain('state: running → stopping');
    expect(location.hash).toContain('plan=plan-2');
    fireEvent.click(screen.getByRole('button', { name: /^Stop: / }));
    await screen.findByTestId('run-outcomes', {}, patience);
  });

  it('repeats failures only, and undoes what worked', async () => {
    const connection = await ask('/compute?text=00&where=environment+in+%5B%22staging%22%5D&where=state+in+%5B%22running%22%5D', 'Stop');
    fireEvent.click(within(await review('Stop')).getByRole('button', { name: /^Stop: / }));
    await screen.findByTestId('run-outcomes', {}, patience);
    connection.emit({ type: 'changed', tables: ['runs'] });
    const undo = await screen.findByRole('button', { name: /^Undo \(start \d+\)/ }, patience);
    const retry = screen.getByRole('button', { name: /^Retry failures only \(\d+\)/ });
    const failed = Number(/\d+/.exec(retry.textContent)![0]);
    const done = Number(/\d+/.exec(undo.textContent)![0]);
    fireEvent.click(screen.getAllByRole('row', { name: /Failed/ })[0]!);
    expect(await screen.findByRole('button', { name: 'Copy request id req-429' }, patience)).toBeTruthy();
    fireEvent.click(retry);
    expect(within(await review('Stop')).getByTestId('plan-counts').textContent).toBe(`${failed} act, 0 skipped, 0 refused`);
    expect(done).toBeGreaterThan(failed);
  });

  it('cancels what has not begun', async () => {
    const cancelled: string[] = [];
    renderApp(
      fakeConnection('full', ({ actions }) => {
        const { run } = actions;
        actions.run = async (input, call) => {
          const answer = await run(input, call);
          return { ...answer, run: { ...answer.run, counts: { ...answer.run.counts, waiting: 7 } } };
        };
        actions.cancel = ({ runId }) => cancelled.push(runId) > 0;
      }),
      staging,
    );
    fireEvent.click(await screen.findByLabelText(/^Select all/, {}, patience));
    fireEvent.click(await screen.findByRole('button', { name: 'Stop' }, patience));
    fireEvent.click(within(await review('Stop')).getByRole('button', { name: /^Stop: / }));
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel the 7 not begun' }, patience));
    await waitFor(() => expect(cancelled).toEqual(['run-1']), patience);
  });

  it('goes on with a run that was interrupted', async () => {
    let resumed = false;
    const connection = await ask(staging, 'Stop', ({ actions }) => {
      const { run } = actions;
      actions.run = async (input, call) => {
        const answer = await run(input, call);
        return resumed ? answer : { ...answer, run: { ...answer.run, state: 'interrupted', endedAt: null } };
      };
      actions.resume = async ({ runId }, call) => {
        resumed = true;
        return (await run({ runId, offset: 0, limit: 1 }, call)).run;
      };
    });
    fireEvent.click(within(await review('Stop')).getByRole('button', { name: /^Stop: / }));
    fireEvent.click(await screen.findByRole('button', { name: 'Resume' }, patience));
    await waitFor(() => expect(resumed).toBe(true), patience);
    connection.emit({ type: 'changed', tables: ['runs'] });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull(), patience);
  });

  it('shows the run again after a reload, and under Activity', async () => {
    const connection = await ask(staging, 'Stop');
    fireEvent.click(within(await review('Stop')).getByRole('button', { name: /^Stop: / }));
    fireEvent.click(await screen.findByRole('link', { name: 'Show under Activity' }, patience));
    expect(await screen.findByRole('region', { name: 'Run' }, patience)).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
    connection.emit({ type: 'changed', tables: ['runs'] });
    const table = await screen.findByRole('region', { name: 'Changes, table' }, patience);
    expect(await within(table).findByRole('button', { name: 'Stop' }, patience)).toBeTruthy();
  });
});
