import '../../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Services } from '#shared/contract/services.ts';
import type { StoragePlan, StorageRequest } from '#shared/model/transfer.ts';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const panes = '/storage?p=aws1%2Fretail-datalake%2F&p2=gcp1%2Fretail-analytics-eu%2Fin%2F';

function open(place: string, change: (handlers: Services) => void = () => {}) {
  const asked: StorageRequest[] = [];
  const connection = fakeConnection('full', (handlers) => {
    const { plan } = handlers.transfers;
    handlers.transfers.plan = (input, call) => {
      asked.push(input.request);
      return plan(input, call);
    };
    change(handlers);
  });
  return { asked, connection, view: renderApp(connection, place) };
}

const dialog = (name: string | RegExp) => screen.findByRole('dialog', { name }, patience);

async function pressF8(): Promise<HTMLElement> {
  const left = await screen.findByRole('region', { name: 'Left pane' }, patience);
  await within(left).findByLabelText('Select models/', {}, patience);
  fireEvent.keyDown(within(left).getByRole('grid'), { key: 'F8' });
  return dialog('Synchronise to');
}

async function reviewed(): Promise<HTMLElement> {
  const form = await pressF8();
  fireEvent.click(within(form).getByLabelText(/Delete at the target/));
  fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
  const plan = await dialog('Synchronise: review the plan');
  await within(plan).findByTestId('plan-counts', {}, patience);
  return plan;
}

const cellsOf = (plan: HTMLElement) =>
  within(plan)
    .getAllByRole('row')
    .slice(1)
    .map((row) =>
      within(row)
        .getAllByRole('gridcell')
        .map(({ textContent }) => textContent),
    );

describe('Synchronising two folders', { timeout: 60_000 }, () => {
  it('asks for the folder of the other pane, with what the engine can be told', async () => {
    const { asked } = open(panes);
    const form = await pressF8();
    expect(within(form).getByText('From s3://retail-datalake/')).toBeTruthy();
    fireEvent.click(within(form).getByRole('combobox', { name: 'Compare by' }));
    fireEvent.click(await screen.findByRole('option', { name: /^Checksums/, hidden: true }, patience));
    fireEvent.click(within(form).getByLabelText(/Delete at the target/));
    fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
    await dialog('Synchronise: review the plan');
    expect(asked).toEqual([
      {
        verb: 'sync',
        from: { kind: 'bucket', connectionId: 'aws1', bucket: 'retail-datalake', prefix: '' },
        to: { kind: 'bucket', connectionId: 'gcp1', bucket: 'retail-analytics-eu', prefix: 'in/' },
        compare: 'checksum',
        deleteExtra: true,
        priority: 'normal',
      },
    ]);
  });

  it('swaps the sides, and refuses folders of which one lies in the other', async () => {
    const { asked } = open(panes);
    const form = await pressF8();
    fireEvent.click(within(form).getByRole('button', { name: 'Swap the sides' }));
    expect(within(form).getByText('From gs://retail-analytics-eu/in/')).toBeTruthy();
    fireEvent.click(within(form).getByRole('combobox', { name: 'Bucket' }));
    fireEvent.click(await screen.findByRole('option', { name: 'retail-analytics-eu', hidden: true }, patience));
    fireEvent.change(within(form).getByLabelText('Folder'), { target: { value: 'in/deeper' } });
    expect(within(form).getByRole('alert').textContent).toContain('does not lie in the other');
    expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Review the plan' }).disabled).toBe(true);
    fireEvent.change(within(form).getByLabelText('Folder'), { target: { value: 'out' } });
    fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
    await dialog('Synchronise: review the plan');
    expect(asked[0]).toMatchObject({ from: { prefix: 'in/' }, to: { bucket: 'retail-analytics-eu', prefix: 'out/' } });
  });

  it('shows how the sides differ: counts and bytes, rows of both sides with the reason, and filters them', async () => {
    open(panes);
    const plan = await reviewed();
    const parts = ['all', 'act', 'new', 'changed', 'delete', 'skip'].map((part) => within(plan).getByTestId(`part-${part}`).textContent);
    expect(parts).toEqual(['All 6 ', 'Differences 4 ', 'New 1 1.5 MB', 'Changed 2 3.0 MB', 'Deleted 1 1.5 MB', 'Same 2 3.0 MB']);
    await waitFor(() => expect(cellsOf(plan)).toHaveLength(4), patience);
    expect(cellsOf(plan).map(([what, name, , , there, , why]) => [what, name, there, why])).toEqual([
      ['New', '2025/new.parquet', '–', 'the target does not have it'],
      ['Changed', '2025/grown.csv', '1.2 MB', 'another size'],
      ['Changed', '2025/touched.json', '1.5 MB', 'the source is newer'],
      ['Deleted', '2024/old.log', '1.5 MB', 'the source does not have it'],
    ]);
    expect(within(plan).getByText(/This destroys 1 item and/)).toBeTruthy();
    fireEvent.click(within(plan).getByRole('radio', { name: /^Same/ }));
    await waitFor(() => expect(cellsOf(plan).map(([, name]) => name)).toEqual(['2025/same-a.csv', '2025/same-b.csv']), patience);
    fireEvent.change(within(plan).getByLabelText('Filter the items of the plan'), { target: { value: 'same-b' } });
    await waitFor(() => expect(cellsOf(plan).map(([, name]) => name)).toEqual(['2025/same-b.csv']), patience);
  });

  it('is carried out only with the words typed', async () => {
    open(panes);
    const plan = await reviewed();
    const apply = within(plan).getByRole<HTMLButtonElement>('button', { name: 'Synchronise: 4 items' });
    expect(apply.disabled).toBe(true);
    fireEvent.change(within(plan).getByLabelText(/Type delete 4 to confirm/), { target: { value: 'delete 4' } });
    fireEvent.click(apply);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), patience);
    expect(location.hash).not.toContain('review=');
  });
});

describe('A plan in the address', { timeout: 60_000 }, () => {
  it('is there again after a reload', async () => {
    const { connection, view } = open(panes);
    await reviewed();
    await waitFor(() => expect(location.hash).toMatch(/&review=splan-\d+$/), patience);
    view.unmount();
    renderApp(connection, location.hash.slice(1));
    const again = await dialog('Synchronise: review the plan');
    expect((await within(again).findByTestId('plan-counts', {}, patience)).textContent).toBe('4 act, 2 skipped, 0 refused');
    expect(within(again).getByRole('button', { name: 'Synchronise: 4 items' })).toBeTruthy();
    fireEvent.click(within(again).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), patience);
    expect(location.hash).not.toContain('review=');
  });

  it('says when it is gone', async () => {
    open('/storage?review=plan-of-last-week');
    const gone = await dialog('Review the plan');
    expect((await within(gone).findByRole('alert', {}, patience)).textContent).toContain('There is no plan plan-of-last-week');
    fireEvent.click(within(gone).getAllByRole('button', { name: 'Close' }).at(-1)!);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), patience);
  });

  it.each([
    ['applied', 'This plan was applied.'],
    ['expired', 'This plan has expired'],
  ] as const)('can be read but not confirmed when it is %s', async (state, words) => {
    const kept = (plan: StoragePlan): StoragePlan => ({ ...plan, state, transferId: state === 'applied' ? 't-done' : null });
    const { connection } = open(panes, ({ transfers }) => {
      const { getPlan } = transfers;
      transfers.getPlan = async (input, call) => kept(await getPlan(input, call));
    });
    const plan = await connection.services.transfers.plan({
      request: { verb: 'create_folder', connectionId: 'aws1', bucket: 'b', prefix: 'x/' },
    });
    location.hash = `/storage?review=${plan.ok ? plan.value.id : ''}`;
    const shown = await dialog('New folder: review the plan');
    expect((await within(shown).findByText(new RegExp(words), {}, patience)).textContent).toBeTruthy();
    expect(within(shown).queryByRole('link', { name: 'Show the transfer' }) !== null).toBe(state === 'applied');
    expect(within(shown).queryByRole('button', { name: /^New folder: / })).toBeNull();
  });
});
