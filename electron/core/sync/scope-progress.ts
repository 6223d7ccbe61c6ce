import type { ChangeTable } from '#shared/contract/events.ts';
import type { Page, Scope } from '../capabilities/source.ts';
import type { Clock } from '../ports.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { JobHandle } from './job-tracker.ts';

/** Sums up the scopes of one job: share done, rows, what is being read. */
export interface ScopeProgress {
  page(scope: Scope, page: Page<unknown>, rows: number): void;
  done(scope: Scope): void;
}

const changeEvery = 500;

interface Options {
  handle: JobHandle;
  scopes: Scope[];
  clock: Clock;
  events: EventHub;
  /** Tables whose new rows are visible page by page. */
  tables: ChangeTable[];
}

export function scopeProgress({ handle, scopes, clock, events, tables }: Options): ScopeProgress {
  const share = new Map<string, number | null>(scopes.map(({ id }) => [id, null]));
  const rows = new Map<string, number>();
  let noticed = clock.now();
  const sum = (values: Iterable<number | null>) => [...values].reduce<number>((total, value) => total + (value ?? 0), 0);
  const known = () => scopes.length > 1 || [...share.values()].some((value) => value !== null);
  const update = (description: string) =>
    handle.update({ description, rows: sum(rows.values()), progress: known() ? Math.min(1, sum(share.values()) / scopes.length) : null });
  return {
    page(scope, page, stored) {
      share.set(scope.id, page.progress);
      rows.set(scope.id, stored);
      if (page.spent) handle.spend(page.spent);
      for (const warning of page.warnings ?? []) handle.fault(warning);
      update(`${scope.label ? `${scope.label} · ` : ''}${stored.toLocaleString('en-US')} rows`);
      if (tables.length === 0 || clock.now() - noticed < changeEvery) return;
      noticed = clock.now();
      events.changed(...tables);
    },
    done(scope) {
      share.set(scope.id, 1);
      update(handle.job.description);
    },
  };
}
