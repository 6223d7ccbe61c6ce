import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { ExchangeRate } from '#shared/model/cost.ts';

/** Rates that came with the rows shown. */
export function storedRates(db: Database): ExchangeRate[] {
  const sql = `SELECT from_currency AS "from", to_currency AS "to", rate, date, r.source FROM cost_rates r
    JOIN cost_loads l ON l.id = r.load_id WHERE l.state = 'live' ORDER BY r.date DESC, r.rowid`;
  return db.prepare<[], ExchangeRate>(sql).all();
}

function newest(rates: readonly ExchangeRate[], from: string, to: string): ExchangeRate | undefined {
  const between = rates.filter((rate) => (rate.from === from && rate.to === to) || (rate.from === to && rate.to === from));
  const latest = between.reduce((date, rate) => (rate.date > date ? rate.date : date), '');
  const dated = between.filter((rate) => rate.date === latest);
  return dated.find((rate) => rate.from === from) ?? dated[0];
}

/** Converts sums to one currency and notes the rates used and the currencies that have none. */
export class Converter {
  readonly used = new Map<string, ExchangeRate>();
  readonly without = new Set<string>();
  private readonly target: string | null;
  private readonly lists: readonly (readonly ExchangeRate[])[];

  /**
   * @param target currency to convert to; null leaves all apart
   * @param lists rates by precedence: within the first list that knows a pair the newest counts, direct before inverse
   */
  constructor(target: string | null, lists: readonly (readonly ExchangeRate[])[]) {
    this.target = target;
    this.lists = lists;
  }

  /** Currency a sum of `currency` is shown in, and the factor to get there. */
  to(currency: string): { currency: string; factor: number } {
    const { target } = this;
    if (target === null || target === currency) return { currency, factor: 1 };
    const rate = this.used.get(currency) ?? this.find(currency, target);
    if (!rate) {
      this.without.add(currency);
      return { currency, factor: 1 };
    }
    this.used.set(currency, rate);
    return { currency: target, factor: rate.from === currency ? rate.rate : 1 / rate.rate };
  }

  private find(from: string, to: string): ExchangeRate | undefined {
    for (const list of this.lists) {
      const rate = newest(list, from, to);
      if (rate) return rate;
    }
    return undefined;
  }
}
