import '../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { AuditVerdict } from '#shared/model/audit.ts';
import { renderApp } from '../dom-setup.tsx';
import { fakeConnection } from '../harness/fake-connection.ts';

const patience = { timeout: 15_000 };

function open(place = '/audit', change: (handlers: Services) => void = () => {}, scenario: 'full' | 'empty' = 'full') {
  const connection = fakeConnection(scenario, change);
  renderApp(connection, place);
  return connection;
}

const button = (name: string | RegExp) => screen.findByRole('button', { name }, patience);
const grid = () => screen.findByRole('grid', { name: 'Audit records' }, patience);
const verdictOf = (verdict: AuditVerdict) => (handlers: Services) => {
  handlers.audit.verify = () => verdict;
};

describe('the Audit screen', { timeout: 60_000 }, () => {
  it('lists newest first, a window of all records', async () => {
    open();
    const rows = await grid();
    await within(rows).findByText('600', {}, patience);
    expect(rows.getAttribute('aria-rowcount')).toBe('601');
    const [, first, second] = within(rows).getAllByRole('row');
    expect(first!.textContent).toContain('Held web-1: load test');
    expect(second!.textContent).toContain('Run ended');
    expect(screen.getByRole('link', { name: /Audit/ }).getAttribute('href')).toContain('/audit');
  });

  it('filters by the words, events and outcome of the address', async () => {
    open('/audit?event=target_ended&outcome=failed&text=WEB-1');
    expect(await screen.findByText('150 records', {}, patience)).toBeTruthy();
    fireEvent.change(await screen.findByLabelText('Filter records'), { target: { value: 'nobody' } });
    expect(await screen.findByText('No such record', {}, patience)).toBeTruthy();
    expect(location.hash).toContain('text=nobody');
  });

  it('filters by day, and forgets the days for the last hours', async () => {
    open('/audit?within=24h');
    expect(await screen.findByText(/^2[345] records$/, {}, patience)).toBeTruthy();
    fireEvent.change(screen.getByLabelText('First day (UTC)'), { target: { value: '2000-01-01' } });
    expect(await screen.findByText('600 records', {}, patience)).toBeTruthy();
    expect(location.hash).toBe('#/audit?from=2000-01-01');
  });

  it('opens a record by click and by address, with the whole plan and the raw record', async () => {
    open();
    fireEvent.click(await within(await grid()).findByText('600', {}, patience));
    await waitFor(() => expect(location.hash).toBe('#/audit?seq=600'));
    fireEvent.click(await button('Close the record'));
    expect(location.hash).toBe('#/audit');
    location.hash = '#/audit?seq=1';
    const record = await screen.findByRole('region', { name: 'Audit record' }, patience);
    const plan = await within(record).findByRole('region', { name: 'Plan as it was confirmed' }, patience);
    for (const text of ['Stop it', 'Skipped: already stopped', 'Serves customers', 'It changes production.', '1 act, 1 skipped, 0 refused'])
      expect(plan.textContent).toContain(text);
    expect(within(record).getByRole('region', { name: 'Record as JSON' }).textContent).toContain('"operation": "ec2:StopInstances"');
  });

  it('links a record to its machine, its run and the records of that run, and shows its error', async () => {
    open('/audit?seq=2');
    const record = await screen.findByRole('region', { name: 'Audit record' }, patience);
    expect((await within(record).findByRole('link', { name: 'web-1' }, patience)).getAttribute('href')).toBe(
      '#/compute?open=demo1%20i-web-1',
    );
    expect(within(record).getByRole('link', { name: 'run-1' }).getAttribute('href')).toBe('#/activity?run=run-1');
    expect(record.textContent).toContain('No answer from EC2');
    expect(record.textContent).toContain('req-77');
    fireEvent.click(within(record).getByRole('button', { name: 'All its records' }));
    expect(await screen.findByText('450 records', {}, patience)).toBeTruthy();
  });

  it('says that the log is whole, with its head', async () => {
    open();
    fireEvent.click(await button('Verify'));
    const verdict = await screen.findByText('600 records, all as they were written', {}, patience);
    expect(verdict.closest('[role=status]')!.textContent).toContain((600).toString(16).padStart(64, '0'));
  });

  it('names the first broken record and opens it', async () => {
    open('/audit', verdictOf({ ok: false, records: 600, head: 'a'.repeat(64), broken: { seq: 5, reason: 'changed: its text' } }));
    fireEvent.click(await button('Verify'));
    const alert = await screen.findByRole('alert', {}, patience);
    expect(alert.textContent).toContain('Record 5 is not what was written: changed: its text');
    fireEvent.click(within(alert).getByRole('button', { name: 'Open record 5' }));
    await waitFor(() => expect(location.hash).toBe('#/audit?seq=5'));
  });

  it('does not offer to open a record that is cut off', async () => {
    open('/audit', verdictOf({ ok: false, records: 600, head: 'a'.repeat(64), broken: { seq: 601, reason: 'cut off' } }));
    fireEvent.click(await button('Verify'));
    await screen.findByRole('alert', {}, patience);
    expect(screen.queryByRole('button', { name: 'Open record 601' })).toBeNull();
  });

  it('exports what is filtered', async () => {
    const asked: unknown[] = [];
    open('/audit?outcome=failed', (handlers) => {
      handlers.audit.export = ({ query, target }) => {
        asked.push(query.outcome, target);
        return { records: 1 };
      };
    });
    fireEvent.click(await button('Export JSON Lines'));
    await waitFor(() => expect(asked).toEqual(['failed', 'save-token']));
  });

  it('shows a failure as a failure, and says when nothing is written yet', async () => {
    open('/audit', (handlers) => {
      handlers.audit.list = () => {
        throw failure('auth_required', 'The vault is locked', { fix: { kind: 'choose_vault' } });
      };
    });
    expect((await screen.findByRole('alert', {}, patience)).textContent).toContain('The vault is locked');
    open('/audit', () => {}, 'empty');
    expect(await screen.findByText('Nothing was changed yet', {}, patience)).toBeTruthy();
  });
});
