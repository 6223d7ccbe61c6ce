import type { GetCostAndUsageCommandInput, GetCostAndUsageCommandOutput } from '@aws-sdk/client-cost-explorer';
import { BatchBuilder, type CostBatch, type CostSource, failure, type Page, type ReadOptions } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { accountsInput, type CostCursor, type CostTally, costPeriod, costSteps, parseCursor, stepInput } from './cost-plan.ts';
import { costReport } from './cost-report.ts';
import { accountNames, rowsOf } from './cost-rows.ts';

/** Price of one page, in USD. Source: https://aws.amazon.com/aws-cost-management/pricing/ */
const pagePrice = 0.01;
const currency = 'USD';
const hour = 3_600_000;

type Ask = (input: GetCostAndUsageCommandInput) => Promise<GetCostAndUsageCommandOutput>;

async function createAsk(account: AwsAccount, abortSignal: AbortSignal): Promise<Ask> {
  const { GetCostAndUsageCommand } = await import('@aws-sdk/client-cost-explorer');
  const client = await account.clients.costExplorer();
  const source = { operation: 'ce:GetCostAndUsage' };
  return (input) => account.call(source, () => client.send(new GetCostAndUsageCommand(input), { abortSignal }));
}

/** Pages asked so far, because each costs money. */
interface Meter {
  calls: number;
}

/** The plan of a new read: with a tag the accounts have to be asked for first. */
async function startCursor(account: AwsAccount, ask: Ask, meter: Meter): Promise<CostCursor> {
  const { costMonths, costTag } = account.settings;
  const period = costPeriod(account.context.clock.now(), costMonths);
  const accounts = new Set<string>();
  let names: Record<string, string> = {};
  for (let token: string | null = null, more = costTag !== ''; more; more = token !== null) {
    const reply: GetCostAndUsageCommandOutput = await ask(accountsInput(period, token));
    meter.calls += 1;
    for (const group of (reply.ResultsByTime ?? []).flatMap((month) => month.Groups ?? [])) accounts.add(group.Keys?.[0] ?? '');
    names = { ...names, ...accountNames(reply.DimensionValueAttributes ?? []) };
    token = reply.NextPageToken ?? null;
  }
  return { period, steps: costSteps(costTag, [...accounts].sort()), names, step: 0, token: null, tally: { rows: 0, estimated: 0 } };
}

/** A resumed read whose token AWS has forgotten cannot go on: its rows so far would be doubled by a new start. */
async function askStep(ask: Ask, cursor: CostCursor, resumed: boolean): Promise<GetCostAndUsageCommandOutput> {
  const step = cursor.steps[cursor.step];
  if (!step) throw failure('internal', 'cost step out of range');
  try {
    return await ask(stepInput(cursor.period, step, cursor.token));
  } catch (cause) {
    if (!resumed || !(cause instanceof Error) || !/token/i.test(cause.message)) throw cause;
    throw failure('conflict', 'The interrupted cost read cannot go on: AWS has forgotten its place.', {
      hint: 'Refresh the costs again.',
      cause,
    });
  }
}

function next(cursor: CostCursor, token: string | undefined): CostCursor | null {
  if (token) return { ...cursor, token };
  return cursor.step + 1 < cursor.steps.length ? { ...cursor, step: cursor.step + 1, token: null } : null;
}

/** Takes what was asked since the last page as the page's price. */
function settle(meter: Meter): { amount: number; currency: string } {
  const amount = Math.round(meter.calls * pagePrice * 100) / 100;
  meter.calls = 0;
  return { amount, currency };
}

interface Reading {
  account: AwsAccount;
  options: ReadOptions;
  tally: CostTally;
}

async function* readCosts({ account, options, tally }: Reading): AsyncIterable<Page<CostBatch>> {
  const signal = AbortSignal.any([account.context.signal, options.signal]);
  const ask = await createAsk(account, signal);
  const meter: Meter = { calls: 0 };
  const identity = await account.identity(signal);
  const billingAccount = { id: identity.account, name: (await account.alias(signal)) || identity.account };
  let cursor: CostCursor | null = options.cursor === null ? await startCursor(account, ask, meter) : parseCursor(options.cursor);
  let resumed = options.cursor !== null;
  if (cursor.steps.length === 0) yield { items: new BatchBuilder().take(), cursor: null, progress: 1, spent: settle(meter) };
  while (cursor !== null && cursor.steps.length > 0) {
    const here: CostCursor = cursor;
    const reply = await askStep(ask, here, resumed);
    resumed = false;
    meter.calls += 1;
    const names = { ...here.names, ...accountNames(reply.DimensionValueAttributes ?? []) };
    const rows = rowsOf(reply.ResultsByTime ?? [], { billingAccount, step: here.steps[here.step]!, names });
    const builder = new BatchBuilder();
    for (const row of rows) builder.add(row);
    tally.rows = here.tally.rows + rows.length;
    tally.estimated = here.tally.estimated + rows.filter((row) => row['x_Estimated'] === 'true').length;
    cursor = next({ ...here, names, tally: { ...tally } }, reply.NextPageToken);
    const progress = here.steps.length > 1 ? (here.step + 1) / here.steps.length : null;
    yield { items: builder.take(), cursor: cursor && JSON.stringify(cursor), progress, spent: settle(meter) };
  }
}

/**
 * Daily cost of an AWS organisation or account from Cost Explorer, under FOCUS names: by service and account, or, with a
 * cost-allocation tag, by service, account and tag (see `costSteps` for why that never counts a charge twice). Cost
 * Explorer refreshes three times a day at most, hence the age limit.
 */
export function costSource(account: AwsAccount): CostSource {
  const { costTag } = account.settings;
  const tally: CostTally = { rows: 0, estimated: 0 };
  /** Pages of the last complete read: the best estimate of the next one's. */
  let lastCalls = costTag ? 2 : 1;
  return {
    maxAgeMs: 8 * hour,
    scopes: async () => [{ id: '', label: 'Cost Explorer' }],
    async *read(options) {
      Object.assign(tally, { rows: 0, estimated: 0 });
      let amount = 0;
      for await (const page of readCosts({ account, options, tally })) {
        amount += page.spent?.amount ?? 0;
        yield page;
      }
      if (options.cursor === null) lastCalls = Math.max(1, Math.round(amount / pagePrice));
    },
    report: () => costReport(tally),
    price() {
      const perAccount = costTag ? ' With a tag: one page for the accounts, then one or more for each account.' : '';
      const note = `0.01 USD for each page of Cost Explorer; ${lastCalls} expected.${perAccount}`;
      return { calls: lastCalls, amount: Math.round(lastCalls * pagePrice * 100) / 100, currency, note };
    },
  };
}
