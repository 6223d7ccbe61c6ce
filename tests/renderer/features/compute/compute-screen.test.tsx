import '../../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const rowOf = (name: RegExp) => screen.findByRole('row', { name }, patience);
const count = () => screen.getByTestId('selected-count').textContent;

describe('Compute screen', { timeout: 60_000 }, () => {
  it('heads groups with value, count and how many run, and folds them by key', async () => {
    renderApp(fakeConnection('full'), '/compute?group=provider');
    const aws = await screen.findByRole('button', { name: 'AWS', expanded: true }, patience);
    expect(aws.closest('[role=row]')!.textContent).toMatch(/AWS667 · \d+ running/);
    const grid = screen.getByRole('grid');
    expect(grid.getAttribute('aria-rowcount')).toBe('2004');
    grid.focus();
    fireEvent.keyDown(grid, { key: 'ArrowLeft' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('1337'), patience);
    expect(location.hash).toContain('fold=aws');
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    await waitFor(() => expect(grid.getAttribute('aria-rowcount')).toBe('2004'), patience);
  });

  it('puts rows without a value last', async () => {
    renderApp(fakeConnection('full'), '/compute?group=environment&fold=production&fold=staging&fold=development');
    const none = await screen.findByRole('button', { name: 'none', expanded: true }, patience);
    const headers = [...none.closest('[role=grid]')!.querySelectorAll('[role=row] [aria-expanded]')].map((one) => one.textContent);
    expect(headers).toEqual(['development', 'production', 'staging', 'none']);
  });

  it('keeps what is chosen while filtering, and says how much of it is hidden', async () => {
    renderApp(fakeConnection('full'), '/compute');
    fireEvent.click(await screen.findByLabelText('Select api-000001', {}, patience));
    fireEvent.click(screen.getByLabelText('Select api-000006'));
    expect(count()).toBe('2 selected');
    fireEvent.change(screen.getByLabelText('Filter machines'), { target: { value: 'api-000001' } });
    await waitFor(() => expect(count()).toBe('2 selected · 1 hidden by the filter'), patience);
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId('selected-count')).toBeNull(), patience);
  });

  it('chooses all that match by the filter, not by the page', async () => {
    const asked: unknown[] = [];
    renderApp(
      fakeConnection('full', (handlers) => {
        const { plan } = handlers.actions;
        handlers.actions.plan = (input, call) => {
          asked.push(input.targets);
          return plan(input, call);
        };
      }),
      '/compute?where=state+in+%5B%22stopped%22%5D',
    );
    fireEvent.click(await screen.findByLabelText('Select all 182 that match', {}, patience));
    await waitFor(() => expect(count()).toBe('182 selected'), patience);
    fireEvent.click(await screen.findByRole('button', { name: 'Start' }, patience));
    await screen.findByRole('dialog', { name: 'Start: review the plan' }, patience);
    expect(asked).toEqual([{ selection: { text: '', where: [{ column: 'state', values: ['stopped'] }] } }]);
  });

  it('makes a schedule of a filter only: without one it would reach everything', async () => {
    renderApp(fakeConnection('full'), '/compute?text=db-0000');
    fireEvent.click(await screen.findByLabelText('Select db-000002', {}, patience));
    expect(await screen.findByRole('button', { name: 'Schedule…' }, patience)).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Select all 20 that match'));
    const link = await screen.findByRole('link', { name: 'Schedule…' }, patience);
    expect(link.getAttribute('href')).toBe('#/schedules?new=1&text=db-0000');
  });

  it('takes one out of "all that match" by turning the rest into single ones', async () => {
    renderApp(fakeConnection('full'), '/compute?text=db-0000');
    fireEvent.click(await screen.findByLabelText('Select all 20 that match', {}, patience));
    await waitFor(() => expect(count()).toBe('20 selected'), patience);
    fireEvent.click(screen.getByLabelText('Select db-000002'));
    await waitFor(() => expect(count()).toBe('19 selected'), patience);
  });

  it('chooses with the keyboard: x, Shift with an arrow, and Ctrl+A', async () => {
    renderApp(fakeConnection('full'), '/compute?text=db-0000');
    await rowOf(/db-000002/);
    const grid = screen.getByRole('grid');
    grid.focus();
    fireEvent.keyDown(grid, { key: 'x' });
    await waitFor(() => expect(count()).toBe('1 selected'), patience);
    fireEvent.keyDown(grid, { key: 'ArrowDown', shiftKey: true });
    await waitFor(() => expect(count()).toBe('2 selected'), patience);
    fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
    await waitFor(() => expect(count()).toBe('20 selected'), patience);
  });

  it('chooses a stretch with Shift and a click, also beyond the rows that are here', async () => {
    renderApp(fakeConnection('full'), '/compute?text=db-0000');
    fireEvent.click(await screen.findByLabelText('Select db-000002', {}, patience));
    fireEvent.click(screen.getByLabelText('Select db-000052'), { shiftKey: true });
    await waitFor(() => expect(count()).toBe('11 selected'), patience);
  });

  it('says that more than 2,000 cannot be changed at once', async () => {
    renderApp(fakeConnection('huge'), '/compute');
    fireEvent.click(await screen.findByLabelText('Select all 100,000 that match', {}, patience));
    const bar = await screen.findByRole('region', { name: 'Selection' }, patience);
    await waitFor(() => expect(bar.textContent).toContain('At most 2,000 can be changed at once'), patience);
    expect(within(bar).queryByRole('button', { name: 'Stop' })).toBeNull();
  });

  it('opens the menu of a row with Shift+F10, with what its state rules out disabled', async () => {
    renderApp(fakeConnection('full'), '/compute?text=api-000001');
    await rowOf(/api-000001/);
    const grid = screen.getByRole('grid');
    grid.focus();
    fireEvent.keyDown(grid, { key: 'F10', shiftKey: true });
    // Without layout the menu counts as hidden.
    const start = await screen.findByRole('menuitem', { name: /^Start/, hidden: true }, patience);
    expect(start.getAttribute('data-disabled')).toBe('true');
    expect(start.textContent).toContain('not when running');
    expect(screen.getByRole('menuitem', { name: 'Stop', hidden: true }).getAttribute('data-disabled')).toBeNull();
  });

  it('shows the parts of a machine, and the part is in the address', async () => {
    renderApp(fakeConnection('full'), '/compute?text=api-000001&open=demo+i-10001eef');
    fireEvent.click(await screen.findByRole('tab', { name: 'Related' }, patience));
    const map = await screen.findByRole('group', { name: 'Map of what is connected' }, patience);
    const member = await within(map).findByRole('link', { name: /db-000002/ }, patience);
    expect(member.getAttribute('href')).toContain('open=demo');
    expect(within(map).queryByRole('link', { name: /lb-shop/ })).toBeNull();
    expect(location.hash).toContain('tab=related');
    fireEvent.click(screen.getByRole('tab', { name: 'Connect' }));
    expect(await screen.findByText('ssh ops@i-10001eef', {}, patience)).toBeTruthy();
    fireEvent.click(screen.getByRole('tab', { name: 'Raw' }));
    fireEvent.change(await screen.findByLabelText('Find in the record', {}, patience), { target: { value: 'instanceid' } });
    expect(await screen.findByText('1 of 1', {}, patience)).toBeTruthy();
  });

  it('shows the cached record offline, and says so', async () => {
    renderApp(fakeConnection('offline'), '/compute?open=demo+i-10001eef&tab=raw');
    expect(await screen.findByText('this is the record as cached.', {}, patience)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'The record as cached' })).toBeTruthy();
    expect(screen.getByLabelText('JSON').textContent).toContain('"i-10001eef"');
  });
});
