import type { Services } from '#shared/contract/services.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import type { Plan, PlanTarget } from '#shared/model/action.ts';
import type { AuditRecord } from '#shared/model/audit.ts';

const actor = { kind: 'person', name: 'ops', host: 'desk-1', via: 'desktop' } as const;

function planTarget(name: string, rest: Partial<PlanTarget> = {}): PlanTarget {
  return {
    connectionId: 'demo1',
    machineId: `i-${name}`,
    name,
    kind: 'machine',
    provider: 'aws',
    account: '111122223333',
    accountName: 'shop',
    region: 'eu-west-1',
    environment: 'production',
    before: { state: 'running', providerState: 'running', type: 'm7g.large', capacity: null, tags: {} },
    steps: [{ id: 'stop', title: 'Stop it', operation: 'ec2:StopInstances', effect: 'change', repeatable: true }],
    skip: null,
    refusal: null,
    warnings: [],
    dependants: [],
    cost: null,
    dryRun: 'passed',
    ...rest,
  };
}

const plan: Plan = {
  id: 'plan-1',
  action: 'stop',
  title: 'Stop',
  effect: 'change',
  input: {},
  createdAt: 0,
  expiresAt: 0,
  state: 'open',
  runId: null,
  targets: [planTarget('web-1'), planTarget('web-2', { steps: [], skip: 'already stopped' })],
  counts: { act: 1, skip: 1, refuse: 0 },
  warnings: ['Serves customers'],
  cost: [],
  confirm: { kind: 'typed', text: 'production', why: 'It changes production.' },
  origin: null,
};

const subject = {
  connectionId: 'demo1',
  machineId: 'i-web-1',
  name: 'web-1',
  provider: 'aws',
  account: '111122223333',
  region: 'eu-west-1',
} as const;
const ofRun = {
  actor,
  action: 'stop',
  planId: 'plan-1',
  runId: 'run-1',
  subject: null,
  outcome: null,
  error: null,
  requestIds: [],
  details: null,
};
const offline = appError('timeout', 'No answer from EC2');

type Written = Omit<AuditRecord, 'seq' | 'at' | 'prev' | 'hash' | 'mac'>;

/** One run with a failure, and a hold, over and over. */
const round: Written[] = [
  { ...ofRun, event: 'run_started', summary: 'Stop: 1 of 2 targets', details: plan },
  { ...ofRun, event: 'target_ended', summary: 'Stop web-1: failed', subject, outcome: 'failed', error: offline, requestIds: ['req-77'] },
  { ...ofRun, event: 'run_ended', summary: 'Stop: failed', outcome: 'failed' },
  { ...ofRun, event: 'hold_added', summary: 'Held web-1: load test', action: null, planId: null, runId: null, subject },
];

const hashOf = (seq: number) => seq.toString(16).padStart(64, '0');

export function fakeRecords(count: number): AuditRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const place = { seq: n + 1, at: Date.now() - (count - n) * 3_600_000, prev: hashOf(n), hash: hashOf(n + 1), mac: 'f'.repeat(64) };
    return { ...round[n % round.length]!, ...place };
  });
}

/** A sound log that filters as the real one does. */
export function fakeAudit(empty: boolean): Services['audit'] {
  const records = fakeRecords(empty ? 0 : 600);
  return {
    list: ({ text, events, outcome, runId, machine, from, to, offset, limit }) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      const found = records.toReversed().filter((one) => {
        const hay = [one.summary, one.actor.name, one.action, ...Object.values(one.subject ?? {})].join(' ').toLowerCase();
        if (events.length > 0 && !events.includes(one.event)) return false;
        if (machine && machine.machineId !== one.subject?.machineId) return false;
        if ((outcome !== null && one.outcome !== outcome) || (runId !== null && one.runId !== runId)) return false;
        return (from === null || one.at >= from) && (to === null || one.at < to) && words.every((word) => hay.includes(word));
      });
      const lines = found.slice(offset, offset + limit).map((one) => ({ ...one, details: undefined }));
      return { records: lines, total: found.length };
    },
    get: ({ seq }) => {
      const record = records[seq - 1];
      if (!record) throw failure('not_found', `There is no record ${seq} in the audit log`);
      return record;
    },
    verify: () => ({ ok: true, records: records.length, head: hashOf(records.length), broken: null }),
    export: () => ({ records: records.length }),
  };
}
