import '../../dom-setup.tsx';
import '../../canvas-stub.ts';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { HostProvider } from '#renderer/app/host.tsx';
import { invalidateTables } from '#renderer/app/reads.ts';
import { MetricsPanel } from '#renderer/features/metrics/metrics-panel.tsx';
import { Sparkline, type SparkRow, useSparks } from '#renderer/features/metrics/sparks.tsx';
import type { Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import type { MachineSeries, MetricsQuery } from '#shared/model/metric.ts';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const step = 300_000;
const one = { connectionId: 'demo', machineId: 'i-10000000' };

function seriesOf({ machines, from, to }: MetricsQuery): MachineSeries[] {
  const length = Math.floor((to - from) / step);
  return machines.flatMap((machine, at) =>
    (['cpu', 'network_in'] as const).map((metric) => ({
      ...machine,
      metric,
      start: from,
      stepMs: step,
      values: Float32Array.from({ length }, (_, slot) => (slot % 10 === 0 ? NaN : 20 + at)),
      peaks: Float32Array.from({ length }, () => 60 + at),
    })),
  );
}

type Metrics = Services['metrics'];

function show(node: ReactNode, metrics: Partial<Metrics>) {
  const connection = fakeConnection('full', (handlers) => Object.assign(handlers.metrics, metrics));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const view = render(
    <MantineProvider>
      <HostProvider host={{ ready: Promise.resolve(connection) }}>
        <QueryClientProvider client={client}>{node}</QueryClientProvider>
      </HostProvider>
    </MantineProvider>,
  );
  return { ...view, client };
}

/** Answers with values, and remembers what was asked. */
function answering() {
  const asked: MetricsQuery[] = [];
  const answer = (query: MetricsQuery) => {
    asked.push(query);
    return { series: seriesOf(query), asOf: Date.now() - 60_000, problems: [] };
  };
  return { asked, metrics: { series: answer, refresh: answer } };
}

const length = ({ from, to }: MetricsQuery) => to - from;

describe('the metrics of a machine', { timeout: 60_000 }, () => {
  it('shows a chart for each group that is measured, and names the others', async () => {
    const { metrics } = answering();
    show(<MetricsPanel machines={[one]} />, metrics);
    const cpu = await screen.findByRole('figure', { name: 'CPU over time' }, patience);
    expect(cpu.querySelector('.uplot')).toBeTruthy();
    expect(within(cpu).getByText('20 %')).toBeTruthy();
    expect(screen.getByRole('figure', { name: 'Network over time' })).toBeTruthy();
    expect(screen.getByText('Not measured: Memory, Disk throughput, Disk operations, CPU credits.')).toBeTruthy();
  });

  it('asks for another range, zooms and moves by keys, and goes back with Escape', async () => {
    const { asked, metrics } = answering();
    show(<MetricsPanel machines={[one]} />, metrics);
    const charts = await screen.findByRole('group', { name: /^Charts/ }, patience);
    const hour = 3_600_000;
    expect(length(asked.at(-1)!)).toBe(24 * hour);
    const shown = asked.at(-1)!;
    fireEvent.keyDown(charts, { key: '+' });
    await waitFor(() => expect(length(asked.at(-1)!)).toBe(12 * hour));
    fireEvent.keyDown(charts, { key: 'ArrowLeft' });
    await waitFor(() => expect(asked.at(-1)!.to).toBe(shown.to - 9 * hour));
    expect(screen.getByRole('button', { name: 'Reset zoom' })).toBeTruthy();
    fireEvent.keyDown(charts, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Reset zoom' })).toBeNull());
    fireEvent.click(screen.getByText('7 days'));
    await waitFor(() => expect(length(asked.at(-1)!)).toBe(168 * hour));
  });

  it('compares with a machine that is searched for, and takes it out again', async () => {
    const { asked, metrics } = answering();
    show(<MetricsPanel machines={[one]} />, metrics);
    await screen.findByRole('figure', { name: 'CPU over time' }, patience);
    const search = screen.getByPlaceholderText('Compare with…');
    fireEvent.click(search);
    fireEvent.focus(search);
    fireEvent.change(search, { target: { value: 'db-000012' } });
    fireEvent.click(await screen.findByText(/^db-000012 · /, {}, patience));
    await waitFor(() => expect(asked.at(-1)!.machines).toHaveLength(2));
    expect(screen.getByPlaceholderText<HTMLInputElement>('Compare with…').value).toBe('');
    const compared = await screen.findByRole('list', { name: 'Machines compared' });
    expect(within(compared).getAllByRole('listitem')).toHaveLength(2);
    const cpu = await screen.findByRole('figure', { name: 'CPU over time' });
    expect(await within(cpu).findByText('21 %')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Do not compare db-000012' }));
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Machines compared' })).toBeNull());
  });

  it('says the same as a table', async () => {
    const { metrics } = answering();
    show(<MetricsPanel machines={[one]} />, metrics);
    fireEvent.click(await screen.findByLabelText('As table', {}, patience));
    const table = await screen.findByRole('region', { name: 'CPU, means, table' });
    expect(within(table).getAllByRole('row').length).toBeGreaterThan(20);
    expect(within(table).getAllByText('20 % (peak 60 %)').length).toBeGreaterThan(20);
    expect(screen.queryByRole('figure')).toBeNull();
  });

  it('keeps cached values beside what went wrong, and asks again when told to', async () => {
    let refreshed = 0;
    const offline = {
      connectionId: 'demo',
      connectionName: 'Demo',
      dataSet: 'metrics' as const,
      scope: '',
      error: appError('offline'),
      at: 1,
    };
    const { metrics } = answering();
    show(<MetricsPanel machines={[one]} />, {
      ...metrics,
      refresh: (query) => {
        refreshed += 1;
        return { series: seriesOf(query), asOf: Date.now() - 8_000_000, problems: [offline] };
      },
    });
    const alert = await screen.findByRole('alert', {}, patience);
    expect(alert.textContent).toContain('Demo');
    expect(screen.getByRole('figure', { name: 'CPU over time' })).toBeTruthy();
    expect(screen.getByRole('button', { name: /^Age: 2 h ago/ })).toBeTruthy();
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(refreshed).toBe(2));
  });

  it('tells an empty time from a failure', async () => {
    const none = () => ({ series: [], asOf: null, problems: [] });
    show(<MetricsPanel machines={[one]} />, { series: none, refresh: none });
    expect(await screen.findByText('No measurements of this time', {}, patience)).toBeTruthy();
  });

  it('shows a failure as a failure', async () => {
    const broken = () => {
      throw failure('internal', 'The cache did not answer');
    };
    show(<MetricsPanel machines={[one]} />, { series: broken, refresh: broken });
    expect((await screen.findByRole('alert', {}, patience)).textContent).toContain('The cache did not answer');
    expect(screen.queryByText('No measurements of this time')).toBeNull();
  });
});

function Rows({ rows }: { rows: SparkRow[] }) {
  const sparkOf = useSparks(rows, 'cpu');
  return rows.map((row) => (
    <div key={row.id} data-testid={row.id}>
      <Sparkline series={sparkOf(row)} metric="cpu" />
    </div>
  ));
}

const rows = (from: number, count = 30) => Array.from({ length: count }, (_, at) => ({ connectionId: 'c', id: `m-${from + at}` }));

function Scrolled() {
  const [from, setFrom] = useState(0);
  return (
    <>
      <button type="button" onClick={() => setFrom(10)}>
        down
      </button>
      <button type="button" onClick={() => setFrom(0)}>
        up
      </button>
      <Rows rows={rows(from)} />
    </>
  );
}

describe('sparklines of a grid', { timeout: 60_000 }, () => {
  it('costs one call for a window, none for rows seen before, and another after measurements changed', async () => {
    const asked: string[][] = [];
    const sparks: Metrics['sparks'] = ({ machines }) => {
      asked.push(machines.map(({ machineId }) => machineId));
      return machines
        .filter(({ machineId }) => machineId !== 'm-1')
        .map((machine) => ({ ...machine, start: 0, stepMs: 3_600_000, values: new Float32Array(24).fill(40) }));
    };
    const { client } = show(<Scrolled />, { sparks });
    expect(await screen.findAllByRole('img', { name: /now 40 %/ }, patience)).toHaveLength(29);
    expect(screen.getByTestId('m-1').textContent).toBe('–');
    expect(asked.map((ids) => ids.length)).toEqual([30]);
    fireEvent.click(screen.getByText('down'));
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toEqual(rows(30, 10).map(({ id }) => id));
    fireEvent.click(screen.getByText('up'));
    await waitFor(() => expect(screen.getByTestId('m-0').querySelector('svg')).toBeTruthy());
    expect(asked).toHaveLength(2);
    await act(() => invalidateTables(client, new Set(['metrics'])));
    await waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[2]).toHaveLength(30);
  });
});
