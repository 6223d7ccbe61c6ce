import '../../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { controlsOf } from '#renderer/features/transfers/transfer-controls.tsx';
import { errorText } from '#renderer/features/transfers/transfer-item-detail.tsx';
import { leftText, shareOf, verifiedText } from '#renderer/features/transfers/transfer-words.ts';
import type { TransferState } from '#shared/model/transfer.ts';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';
import { fakeTransferList } from '../../harness/fake-transfers.ts';

const patience = { timeout: 15_000 };
const one = (state: TransferState) => fakeTransferList.find((transfer) => transfer.state === state)!;

describe('words of a transfer', () => {
  it('says how much was verified, what is done and how long it lasts', () => {
    const running = one('running');
    expect(verifiedText(running)).toBe('118 of 118 verified');
    expect(shareOf(running)).toBeCloseTo(41 / 52);
    expect(leftText({ ...running, rate: 100_000_000 })).toBe('1 min 50 s');
    expect(shareOf({ ...one('queued'), counts: { ...one('queued').counts, waiting: 1, succeeded: 3 } })).toBe(0.75);
  });

  it.each([
    ['running', ['pause', 'cancel']],
    ['paused', ['resume', 'cancel']],
    ['interrupted', ['resume', 'cancel']],
    ['failed', ['retry']],
    ['partial', ['retry']],
    ['succeeded', []],
  ] as const)('offers what makes sense when it is %s', (state, verbs) => {
    expect(controlsOf(one(state))).toEqual(verbs);
  });
});

describe('Transfers screen', { timeout: 60_000 }, () => {
  it('lists them with state by word, and pauses one', async () => {
    renderApp(fakeConnection('full'), '/transfers');
    const row = await screen.findByRole('row', { name: /Copy 120 items to retail-datalake.*88\.4 MB\/s/ }, patience);
    expect(row.textContent).toContain('Running');
    expect(screen.getByTestId('transfer-count').textContent).toBe('9 transfers, 2 running at 88.4 MB/s');
    fireEvent.click(within(row).getByRole('button', { name: /^Pause/ }));
    await waitFor(() => expect(screen.getByTestId('transfer-count').textContent).toBe('9 transfers, 1 running'), patience);
    expect(location.hash).not.toContain('open=');
  });

  it('shows items of one, those that failed first', async () => {
    renderApp(fakeConnection('full'), '/transfers?open=t-partial');
    const items = await screen.findByRole('grid', { name: 'Items of the transfer' }, patience);
    await waitFor(() => expect(within(items).getAllByRole('row')[1]!.textContent).toContain('Failed'), patience);
    expect(within(items).getAllByRole('row')[1]!.textContent).toContain('S3 asked to slow down');
    expect(screen.getByRole('button', { name: 'Export CSV' })).toBeTruthy();
  });

  it('filters items by state and by name', async () => {
    renderApp(fakeConnection('full'), '/transfers?open=t-partial');
    const detail = await screen.findByRole('region', { name: 'Transfer' }, patience);
    const rows = () =>
      within(within(detail).getByRole('grid', { name: 'Items of the transfer' }))
        .getAllByRole('row')
        .slice(1);
    await within(detail).findByRole('grid', {}, patience);
    fireEvent.change(within(detail).getByLabelText('Filter the items'), { target: { value: 'part-11' } });
    await waitFor(() => expect(within(detail).getByText('11 items')).toBeTruthy(), patience);
    await waitFor(() => expect(rows()[0]!.textContent).toContain('part-11.parquet'), patience);
    fireEvent.click(within(detail).getByRole('combobox', { name: 'State of the items' }));
    fireEvent.click(await screen.findByRole('option', { name: 'Failed', hidden: true }, patience));
    await waitFor(() => expect(within(detail).getByText('0 items')).toBeTruthy(), patience);
    fireEvent.click(within(detail).getByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => expect(within(detail).getByText('3 items')).toBeTruthy(), patience);
    await waitFor(() => expect(rows()).toHaveLength(3), patience);
  });

  it('opens an item with the whole error, and tries only what failed again', async () => {
    const retried: string[] = [];
    renderApp(
      fakeConnection('full', ({ transfers }) => {
        const { retry } = transfers;
        transfers.retry = (input, call) => {
          retried.push(input.transferId);
          return retry(input, call);
        };
      }),
      '/transfers?open=t-partial',
    );
    const detail = await screen.findByRole('region', { name: 'Transfer' }, patience);
    const items = await within(detail).findByRole('grid', { name: 'Items of the transfer' }, patience);
    fireEvent.click((await within(items).findAllByRole('row', { name: /S3 asked to slow down/ }, patience))[0]!);
    const item = await within(detail).findByRole('region', { name: 'Item' }, patience);
    expect(within(item).getByText('s3://retail-datalake/exports/part-0.parquet')).toBeTruthy();
    expect(within(item).getByText('S3 asked to slow down')).toBeTruthy();
    expect(within(item).getByRole('button', { name: 'Copy the error' })).toBeTruthy();
    fireEvent.click(within(detail).getByRole('button', { name: 'Retry failed only (10)' }));
    await waitFor(() => expect(retried).toEqual(['t-partial']), patience);
  });

  it('has the words of an error for a ticket', () => {
    const [error] = one('failed').errors;
    expect(errorText(error!).split('\n')).toEqual(['S3 asked to slow down', error!.hint, 'Request ab12']);
  });

  it('sets a limit for all transfers', async () => {
    renderApp(fakeConnection('full'), '/transfers');
    fireEvent.click(await screen.findByRole('button', { name: 'Bandwidth: no limit' }, patience));
    const form = await screen.findByRole('dialog', { name: 'Bandwidth' }, patience);
    fireEvent.change(within(form).getByLabelText(/MB a second, all transfers/), { target: { value: '12' } });
    fireEvent.click(within(form).getByRole('button', { name: 'Save' }));
    expect(await screen.findByRole('button', { name: 'Bandwidth: 12.0 MB/s' }, patience)).toBeTruthy();
  });
});
