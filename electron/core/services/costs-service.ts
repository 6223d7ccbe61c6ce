import { basename } from 'node:path';
import type { Services } from '#shared/contract/services.ts';
import { AppFailure, appError, toAppError } from '#shared/errors/app-error.ts';
import type { ExchangeRate } from '#shared/model/cost.ts';
import type { Problem } from '#shared/model/freshness.ts';
import type { Dating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

type Service = Services['costs'];
type ExportInput = Parameters<Service['export']>[0];

const wanted: { wanted: ['costs'] } = { wanted: ['costs'] };

function withoutRate(currency: string, now: number): Problem {
  const error = appError('invalid_input', `There is no exchange rate for ${currency}: its amounts are shown apart`, {
    hint: 'Add a rate in the settings.',
  });
  return { connectionId: null, connectionName: null, dataSet: 'costs', scope: '', error, at: now };
}

function exported({ what }: ExportInput, rates: ExchangeRate[]) {
  return 'query' in what ? { query: what.query, rates } : { rows: what.rows };
}

/** Starts the export as a job; returns at once. */
function startExport(context: ServiceContext, input: ExportInput) {
  const { cache, jobs, grants, settings, options } = context;
  const target = grants.pathToSave(input.target);
  const handle = jobs.start({ kind: 'export', title: `Export ${basename(target)}` });
  const write = async (path: string) => {
    const api = await cache.api();
    return api.costs.export({ path, format: input.format, what: exported(input, settings.get().exchangeRates) });
  };
  const work = async () => {
    handle.update({ state: 'running', description: 'Writing' });
    try {
      const { result } = await writtenFile(target, async (path) => {
        const done = await write(path);
        handle.signal.throwIfAborted();
        return done;
      });
      handle.update({ rows: result.rows, description: `${result.rows.toLocaleString('en-US')} rows` });
      await handle.end('succeeded');
    } catch (cause) {
      if (!(cause instanceof AppFailure) && !handle.signal.aborted) options.logger.error('export failed', { id: handle.job.id, cause });
      if (!handle.signal.aborted) handle.fault(toAppError(cause, handle.job.id));
      await handle.end(handle.signal.aborted ? 'cancelled' : 'failed');
    }
  };
  const job = structuredClone(handle.job);
  void work();
  return job;
}

export function costsService(context: ServiceContext, dating: Dating): Service {
  const { cache, settings, options } = context;
  return {
    inventory: async () => dating.date(await (await cache.api()).costs.inventory(), wanted),
    async query(query) {
      const { currenciesWithoutRate, ...result } = await (await cache.api()).costs.query({ query, rates: settings.get().exchangeRates });
      const also = currenciesWithoutRate.map((currency) => withoutRate(currency, options.clock.now()));
      return dating.date(result, { ...wanted, also });
    },
    rows: async (query) => dating.date(await (await cache.api()).costs.rows(query), wanted),
    values: async (input) => (await cache.api()).costs.values(input),
    export: async (input) => startExport(context, input),
  };
}
