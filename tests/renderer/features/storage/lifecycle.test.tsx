import '../../dom-setup.tsx';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { LifecycleSimulation } from '#shared/model/lifecycle.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const tab = '/storage?p=aws1%2Fretail-datalake%2F&bucket=aws1%2Fretail-datalake%2F&btab=lifecycle';

/** Opens the rules of a bucket; every request that is planned is kept. */
function open(change: (simulation: LifecycleSimulation) => LifecycleSimulation = (simulation) => simulation) {
  const asked: StorageRequest[] = [];
  const connection = fakeConnection('full', (handlers) => {
    const { plan } = handlers.transfers;
    handlers.transfers.plan = (input, call) => {
      asked.push(input.request);
      return plan(input, call);
    };
    const { simulateLifecycle } = handlers.storage;
    handlers.storage.simulateLifecycle = async (input, call) => change(await simulateLifecycle(input, call));
  });
  renderApp(connection, tab);
  return { asked };
}

const dialog = (name: string) => screen.findByRole('dialog', { name }, patience);

describe('Lifecycle rules of a bucket', { timeout: 60_000 }, () => {
  it('simulates lifecycle rules and saves them through a plan', async () => {
    const { asked } = open();
    fireEvent.click(await screen.findByRole('button', { name: 'Add a rule' }, patience));
    fireEvent.click(screen.getByRole('button', { name: 'Simulate' }));
    const [first] = await screen.findAllByTestId('effect', {}, patience);
    expect(first!.textContent).toBe('would move 41,230 objects (2.1 TB) now, saves USD 40.95 a month');
    fireEvent.click(screen.getByRole('button', { name: 'Review and save…' }));
    await dialog('Save lifecycle rules: review the plan');
    expect(asked[0]).toMatchObject({ verb: 'lifecycle', bucket: 'retail-datalake' });
    expect((asked[0] as Extract<StorageRequest, { verb: 'lifecycle' }>).rules).toHaveLength(3);
  });

  it('edits every part of a rule that the provider can say, and leaves what it does not understand', async () => {
    const { asked } = open();
    const rule = await screen.findByRole('group', { name: 'Rule archive-events' }, patience);
    fireEvent.change(within(rule).getByLabelText('Name of rule archive-events'), { target: { value: 'cold, events' } });
    const edited = screen.getByRole('group', { name: 'Rule cold, events' });
    fireEvent.change(within(edited).getByLabelText('Names that begin with'), { target: { value: 'a, b/' } });
    fireEvent.change(within(edited).getByLabelText('At least'), { target: { value: '1000' } });
    fireEvent.click(within(edited).getByRole('button', { name: 'Add tag' }));
    fireEvent.change(within(edited).getByLabelText('Name of tag 1'), { target: { value: 'team' } });
    fireEvent.change(within(edited).getByLabelText('Value of tag 1'), { target: { value: 'data' } });
    fireEvent.click(within(edited).getByRole('combobox', { name: 'What action 1 does' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Delete older versions', hidden: true }, patience));
    fireEvent.change(within(edited).getByLabelText('Newest old versions that action 1 keeps'), { target: { value: '3' } });
    expect(screen.queryByLabelText('Names that end with any of')).toBeNull();
    expect(screen.getByRole('group', { name: 'Rule tagged-only' }).textContent).toContain('Kept as it is');
    fireEvent.click(screen.getByRole('button', { name: 'Copy rule cold, events' }));
    fireEvent.click(screen.getByRole('button', { name: 'Review and save…' }));
    await dialog('Save lifecycle rules: review the plan');
    const [changed, kept, copy] = (asked[0] as Extract<StorageRequest, { verb: 'lifecycle' }>).rules;
    expect(changed).toMatchObject({
      id: 'cold, events',
      filter: { prefixes: ['a, b/'], minBytes: 1000, maxBytes: null, tags: { team: 'data' } },
      actions: [{ kind: 'noncurrent_expire', days: 90, keepNewest: 3 }],
    });
    expect(kept).toMatchObject({ id: 'tagged-only', unsupported: ['a date instead of days'] });
    expect(copy).toEqual({ ...changed, id: 'cold, events-3' });
  });

  it('takes a day instead of an age, shows what is refused beside the rule, and removes what it does not understand', async () => {
    const { asked } = open();
    const rule = await screen.findByRole('group', { name: 'Rule archive-events' }, patience);
    const choose = async (field: string, option: string) => {
      fireEvent.click(within(rule).getByRole('combobox', { name: field }));
      fireEvent.click(await screen.findByRole('option', { name: option, hidden: true }, patience));
    };
    fireEvent.click(within(rule).getByRole('button', { name: 'Add an action' }));
    fireEvent.change(within(rule).getByLabelText('Days of action 2'), { target: { value: '0' } });
    fireEvent.click(screen.getByRole('button', { name: 'Simulate' }));
    expect(await within(rule).findByText(/expire.days: S3 needs one day or more/, {}, patience)).toBeTruthy();
    fireEvent.click(within(rule).getByRole('button', { name: 'Remove action 2' }));
    await choose('When action 1 begins', 'On a date');
    fireEvent.change(within(rule).getByLabelText('Day of action 1'), { target: { value: '2027-03-01' } });
    fireEvent.click(screen.getByRole('button', { name: 'Remove rule tagged-only' }));
    fireEvent.click(screen.getByRole('button', { name: 'Review and save…' }));
    await dialog('Save lifecycle rules: review the plan');
    const { rules } = asked[0] as Extract<StorageRequest, { verb: 'lifecycle' }>;
    expect(rules).toHaveLength(1);
    expect(rules[0]!.actions).toEqual([{ kind: 'transition', days: 180, storageClass: 'GLACIER', basis: 'created', date: '2027-03-01' }]);
  });

  it('tells no figures of names that were never read, and no price of nothing', async () => {
    const simulate = async () => fireEvent.click(await screen.findByRole('button', { name: 'Simulate' }, patience));
    open((simulation) => ({ ...simulation, asOf: null }));
    await simulate();
    expect(await screen.findByText(/were never read: nothing can be told/, {}, patience)).toBeTruthy();
    expect(screen.queryByTestId('effect')).toBeNull();
    cleanup();
    open((simulation) => ({
      ...simulation,
      effects: simulation.effects.map((effect) => ({ ...effect, now: { objects: 0, bytes: 0 }, monthly: null })),
    }));
    await simulate();
    expect((await screen.findAllByTestId('effect', {}, patience))[0]!.textContent).toBe('would move nothing now');
  });
});
