import '../dom-setup.tsx';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ScheduleView } from '#shared/model/schedule.ts';
import { renderApp } from '../dom-setup.tsx';
import { fakeConnection } from '../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
type Saved = Parameters<Services['schedules']['save']>[0];

/** The screen at a place; what was saved is kept. */
function open(place: string, scenario: 'full' | 'empty' = 'full', change: (handlers: Services) => void = () => {}) {
  const saved: Saved[] = [];
  const connection = fakeConnection(scenario, (handlers) => {
    const { save } = handlers.schedules;
    handlers.schedules.save = (input, call) => {
      saved.push(input);
      return save(input, call);
    };
    change(handlers);
  });
  renderApp(connection, place);
  return { saved, connection };
}

const button = (name: string) => screen.findByRole('button', { name }, patience);
const type = (element: HTMLElement, value: string) => fireEvent.change(element, { target: { value } });

describe('the Schedules screen', { timeout: 60_000 }, () => {
  it('shows what is next, what is held, and why the last time went as it did', async () => {
    open('/schedules');
    const table = await screen.findByRole('table', {}, patience);
    const row = within(table).getByText('Office hours').closest('tr')!;
    for (const text of [
      '14 machines, 2 held',
      'Europe/Vienna',
      'Mon–Fri 08:00',
      'Mon–Fri 18:00',
      'start ran: 12 succeeded; 2 held: load test',
    ])
      expect(row.textContent).toContain(text);
    expect(within(row).getByLabelText<HTMLInputElement>('Office hours is on').checked).toBe(true);
  });

  it('says what to do when there is none', async () => {
    open('/schedules', 'empty');
    expect(await screen.findByText('No schedule yet', {}, patience)).toBeTruthy();
    fireEvent.click(await button('Add a schedule'));
    expect(await screen.findByRole('region', { name: 'New schedule' }, patience)).toBeTruthy();
    expect(location.hash).toBe('#/schedules?new=1');
  });

  it('shows the history with reasons and links to the run', async () => {
    open('/schedules?open=s1');
    const history = await screen.findByRole('region', { name: 'History, table' }, patience);
    expect(history.textContent).toContain('stop skipped: the console was not open at the time');
    expect(history.textContent).toContain('start failed: EC2 answered 503');
    expect(within(history).getByText('the run').getAttribute('href')).toBe('#/activity?run=run-7');
    expect((await screen.findByTestId('next-times', {}, patience)).textContent).toContain('skipped: holiday: Christmas');
  });

  it('lists the machines of a schedule with what holds them', async () => {
    open('/schedules?open=s1');
    const list = await screen.findByRole('region', { name: 'Machines, table' }, patience);
    const held = within(list).getByText('load-2').closest('tr')!;
    expect(held.textContent).toMatch(/held until .*: load test/);
    expect(within(list).getByText('web-1').closest('tr')!.textContent).not.toContain('held');
    expect(within(list).getByText('web-1').getAttribute('href')).toContain('#/compute?open=demo+i-1');
    expect(screen.getByRole('button', { name: 'Show more of 14' })).toBeTruthy();
  });

  it('makes a schedule of what another screen has selected', async () => {
    const { saved } = open('/schedules?new=1&text=web&where=tag:team+in+%5B%22shop%22%5D');
    const form = await screen.findByRole('region', { name: 'New schedule' }, patience);
    expect((await screen.findByTestId('matching', {}, patience)).textContent).toMatch(/match now|Counting/);
    type(within(form).getByLabelText(/^Name/), 'Shop hours');
    type(within(form).getByLabelText('Start at'), '07:30');
    fireEvent.click(within(within(form).getByRole('group', { name: 'Start on' })).getByLabelText('Sat'));
    fireEvent.click(within(form).getByLabelText('Stop the machines'));
    type(within(form).getByLabelText('Holidays'), '2026-12-25 Christmas');
    fireEvent.click(within(form).getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(saved).toHaveLength(1), patience);
    expect(saved[0]).toMatchObject({
      schedule: {
        name: 'Shop hours',
        targets: { selection: { text: 'web', where: [{ column: 'tag:team', values: ['shop'] }] } },
        start: '30 7 * * 1-6',
        stop: null,
        holidays: [{ day: '2026-12-25', name: 'Christmas' }],
      },
    });
    expect(await screen.findByText('Mon–Sat 07:30', {}, patience)).toBeTruthy();
    expect(location.hash).toBe('#/schedules?open=s2');
  });

  it('asks for the name of a guarded environment before it saves', async () => {
    const { saved } = open('/schedules?new=1&where=environment+in+%5B%22production%22%5D');
    const form = await screen.findByRole('region', { name: 'New schedule' }, patience);
    type(within(form).getByLabelText(/^Name/), 'Nights');
    fireEvent.click(within(form).getByRole('button', { name: 'Save' }));
    const confirm = await within(form).findByLabelText('Confirm', {}, patience);
    expect(form.textContent).toContain('Type production to confirm.');
    type(confirm, 'production');
    fireEvent.click(within(form).getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(saved.map((one) => one.confirm)).toEqual(['', 'production']), patience);
    expect(await screen.findByRole('region', { name: 'Nights' }, patience)).toBeTruthy();
  });

  it('opens the editor when switching on needs a confirmation', async () => {
    const { saved } = open('/schedules', 'full', (handlers) => {
      const listed = handlers.schedules.list({}, { id: '', signal: new AbortController().signal }) as ScheduleView[];
      const off = { ...listed[0]!, enabled: false };
      handlers.schedules.list = () => [off];
      const { save } = handlers.schedules;
      handlers.schedules.save = (input, call) => {
        void save(input, call);
        throw failure('invalid_input', 'It will change machines in production', { hint: 'Type it.', source: { scope: 'confirm' } });
      };
    });
    fireEvent.click(await screen.findByLabelText('Office hours is on', {}, patience));
    const form = await screen.findByRole('region', { name: 'Edit Office hours' }, patience);
    expect(within(form).getByLabelText<HTMLInputElement>(/^On/).checked).toBe(true);
    expect(saved[0]!.schedule).toMatchObject({ id: 's1', enabled: true });
  });

  it('does not send a holiday that is none', async () => {
    const { saved } = open('/schedules?edit=s1');
    const form = await screen.findByRole('region', { name: 'Edit Office hours' }, patience);
    type(within(form).getByLabelText('Holidays'), '24.12. Christmas Eve');
    expect(form.textContent).toContain('"24.12. Christmas Eve" is no day');
    expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
    expect(saved).toEqual([]);
  });

  it('removes a schedule after asking', async () => {
    open('/schedules?open=s1');
    fireEvent.click(await button('Remove'));
    fireEvent.click(await button('Remove the schedule'));
    expect(await screen.findByText('No schedule yet', {}, patience)).toBeTruthy();
  });

  it('lists holds, releases them and adds others with reason and end', async () => {
    const added: unknown[] = [];
    open('/schedules?tab=holds', 'full', (handlers) => {
      const { addHold } = handlers.schedules;
      handlers.schedules.addHold = (input, call) => {
        added.push(input);
        return addHold(input, call);
      };
    });
    const table = await screen.findByRole('table', {}, patience);
    expect(table.textContent).toContain('"load", tag env staging');
    fireEvent.click(await button('Release the hold: load test'));
    expect(await screen.findByText('Nothing is held', {}, patience)).toBeTruthy();
    fireEvent.click(await button('Add a hold'));
    const form = await screen.findByRole('region', { name: 'New hold' }, patience);
    expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Hold' }).disabled).toBe(true);
    type(within(form).getByLabelText(/^Words/), 'db-');
    type(within(form).getByLabelText(/^Reason/), 'restore test');
    type(within(form).getByLabelText(/^Until/), '2030-01-01T08:00');
    fireEvent.click(within(form).getByRole('button', { name: 'Hold' }));
    expect(await screen.findByText('restore test', {}, patience)).toBeTruthy();
    expect(added).toMatchObject([{ targets: { selection: { text: 'db-', where: [] } }, reason: 'restore test' }]);
  });

  it('exports to each provider, with what it cannot say', async () => {
    const written: unknown[] = [];
    open('/schedules?open=s1', 'full', (handlers) => {
      handlers.schedules.saveExport = (input) => {
        written.push(input);
        return { bytes: 1 };
      };
    });
    fireEvent.click(await button('Export'));
    const dialog = await screen.findByRole('dialog', { name: 'Export Office hours' }, patience);
    expect((await within(dialog).findByLabelText('Text of office-hours.cloudformation.json', {}, patience)).textContent).toContain(
      'Resources',
    );
    expect(dialog.textContent).toContain('It knows no holidays.');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save…' }));
    await vi.waitFor(
      () => expect(written).toEqual([{ scheduleId: 's1', fileName: 'office-hours.cloudformation.json', target: 'save-token' }]),
      patience,
    );
    fireEvent.click(within(dialog).getByLabelText('Google Cloud instance schedule'));
    expect((await within(dialog).findByText(/cannot express this schedule/, {}, patience)).textContent).toContain('nothing to deploy');
    expect(location.hash).toBe('#/schedules?open=s1&export=s1');
  });
});
