import { type AuditEvent, type AuditQuery, auditEvents } from '#shared/model/audit.ts';

export const spans = { '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const;
export type Span = keyof typeof spans;

/** What the Audit screen shows. The URL holds all of it. */
export interface AuditState {
  text: string;
  events: AuditEvent[];
  outcome: string | null;
  /** The last hours or days; null: as `from` and `to` say. */
  within: Span | null;
  /** Days, UTC, both inclusive; `''`: open. */
  from: string;
  to: string;
  /** Records of one run. */
  ofRun: string | null;
  /** Number of the open record. */
  seq: number | null;
}

const dayMs = 86_400_000;
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
const dayOf = (text: string | null) => (isDay(text) ? text : '');

function seqOf(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}

export function auditFromSearch(search: string): AuditState {
  const params = new URLSearchParams(search);
  return {
    text: (params.get('text') ?? '').slice(0, 200),
    events: params.getAll('event').flatMap((text) => auditEvents.find((event) => event === text) ?? []),
    outcome: params.get('outcome')?.slice(0, 40) || null,
    within: (Object.keys(spans) as Span[]).find((span) => span === params.get('within')) ?? null,
    from: dayOf(params.get('from')),
    to: dayOf(params.get('to')),
    ofRun: params.get('ofRun')?.slice(0, 100) || null,
    seq: seqOf(params.get('seq')),
  };
}

export function auditToParams(change: Partial<AuditState>): Record<string, string | string[] | null> {
  const { text, events, outcome, within, from, to, ofRun, seq } = change;
  return {
    ...(text !== undefined && { text: text || null }),
    ...(events && { event: events }),
    ...(outcome !== undefined && { outcome }),
    ...(within !== undefined && { within }),
    ...(from !== undefined && { from: from || null }),
    ...(to !== undefined && { to: to || null }),
    ...(ofRun !== undefined && { ofRun }),
    ...(seq !== undefined && { seq: seq === null ? null : String(seq) }),
  };
}

type Filter = Pick<AuditQuery, 'text' | 'events' | 'outcome' | 'runId' | 'from' | 'to'>;

/** `now`: what the last hours and days count back from. */
export function auditFilter({ text, events, outcome, within, from, to, ofRun }: Omit<AuditState, 'seq'>, now: number): Filter {
  const range = within
    ? { from: now - spans[within], to: null }
    : { from: from ? Date.parse(from) : null, to: to ? Date.parse(to) + dayMs : null };
  return { text, events, outcome, runId: ofRun, ...range };
}
