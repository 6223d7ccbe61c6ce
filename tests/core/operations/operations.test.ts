import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createOperations } from '#core/operations/operations.ts';
import type { JournalMark } from '#core/operations/operations-api.ts';
import { openOperationsThread } from '#core/operations/operations-thread.ts';
import type { Outcome, Plan, Run, RunTarget } from '#shared/model/action.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { machine } from '#tests/helpers/machines.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';
import { errorOf, silentLogger } from '#tests/helpers/vaults.ts';

const noCounts = { waiting: 0, running: 0, succeeded: 0, failed: 0, unknown: 0, skipped: 0, refused: 0, cancelled: 0 };

function planOf(id: string, patch: Partial<Plan> = {}): Plan {
  const sums = { counts: { act: 0, skip: 0, refuse: 0 }, warnings: [], cost: [], confirm: { kind: 'click' as const }, origin: null };
  return {
    id,
    action: 'stop',
    title: 'Stop',
    effect: 'change',
    input: {},
    createdAt: 0,
    expiresAt: 900,
    state: 'open',
    runId: null,
    targets: [],
    ...sums,
    ...patch,
  };
}

function runOf(id: string, planId: string, patch: Partial<Run> = {}): Run {
  const actor = { kind: 'person' as const, name: 'someone', host: 'desk', via: 'cli' as const };
  const state = { state: 'running' as const, startedAt: 0, endedAt: null, counts: noCounts, undo: null, origin: null };
  return { id, planId, action: 'stop', title: 'Stop', effect: 'change', actor, ...state, ...patch };
}

function targetOf(index: number, outcome: Outcome = 'waiting'): RunTarget {
  const place = {
    connectionId: 'c',
    machineId: `m-${index}`,
    name: `web-${index}`,
    kind: 'machine',
    provider: 'aws',
    account: 'a',
    region: 'r',
  } as const;
  const progress = {
    outcome,
    step: null,
    calls: 0,
    error: null,
    before: null,
    after: null,
    requestIds: [],
    startedAt: null,
    endedAt: null,
  };
  return { index, ...place, environment: '', ...progress };
}

const mark = (index: number, word: JournalMark['mark'], attempt = 1): JournalMark => ({
  runId: 'r1',
  index,
  step: 'stop',
  attempt,
  mark: word,
  operation: null,
  requestId: null,
  before: machine(),
  at: 0,
});

function store(folder = tempFolder()) {
  const opened = createOperations();
  opened.store.open({ folder, key: testKey });
  onTestFinished(() => opened.store.close());
  return { ...opened, folder };
}

function withRun(count: number) {
  const opened = store();
  opened.plans.put({ plan: planOf('p1'), machines: [] });
  opened.runs.begin({ stored: { run: runOf('r1', 'p1'), pid: 7 }, targets: Array.from({ length: count }, (_, index) => targetOf(index)) });
  return opened;
}

test('plans keep the machines they were made from, and go when nobody applied them', () => {
  const { plans, runs } = store();
  const read = [{ ...machine(), connectionId: 'c' }];
  plans.put({ plan: planOf('old'), machines: read });
  plans.put({ plan: planOf('applied'), machines: read });
  plans.put({ plan: planOf('new', { expiresAt: 5_000 }), machines: [] });
  runs.begin({ stored: { run: runOf('r1', 'applied'), pid: 7 }, targets: [] });
  expect(plans.machines({ planId: 'old' })).toEqual(read);
  expect(plans.prune({ before: 1_000 })).toBe(1);
  expect([plans.get({ planId: 'old' }), plans.get({ planId: 'applied' }), plans.get({ planId: 'new' })]).toMatchObject([
    null,
    { state: 'applied', runId: 'r1' },
    { state: 'open' },
  ]);
});

test('of two processes that apply one plan exactly one wins', () => {
  const one = store();
  const other = store(one.folder);
  one.plans.put({ plan: planOf('p1'), machines: [] });
  const begun = [one, other, one].map(({ runs }, at) =>
    runs.begin({ stored: { run: runOf(`r${at}`, 'p1'), pid: at }, targets: [targetOf(0)] }),
  );
  expect(begun).toEqual([true, false, false]);
  expect(other.runs.list({ offset: 0, limit: 10 })).toMatchObject({ total: 1, runs: [{ id: 'r0' }] });
});

test('a run that another process claimed takes nothing more from the former one', () => {
  const { runs } = withRun(1);
  expect(runs.claim({ runId: 'r1', from: 8, pid: 9 })).toBe(false);
  expect(runs.claim({ runId: 'r1', from: 7, pid: 9 })).toBe(true);
  expect(runs.record({ runId: 'r1', pid: 7, records: [{ target: targetOf(0, 'running'), mark: mark(0, 'sending') }] })).toBe(false);
  expect(runs.update({ run: runOf('r1', 'p1', { endedAt: 5 }), pid: 7 })).toBe(false);
  expect(runs.journal({ runId: 'r1' })).toEqual([]);
  expect(runs.unfinished()).toMatchObject([{ pid: 9, run: { id: 'r1', counts: { waiting: 1 } } }]);
});

test('a run that has ended is neither claimed nor changed', () => {
  const { runs } = withRun(1);
  expect(runs.update({ run: runOf('r1', 'p1', { state: 'succeeded', endedAt: 5 }), pid: 7 })).toBe(true);
  expect(runs.unfinished()).toEqual([]);
  expect(runs.claim({ runId: 'r1', from: 7, pid: 9 })).toBe(false);
  expect(runs.record({ runId: 'r1', pid: 7, records: [{ target: targetOf(0, 'failed') }] })).toBe(false);
});

test('the journal tells the last mark of each target', () => {
  const { runs } = withRun(3);
  const write = (index: number, word: JournalMark['mark'], attempt?: number) =>
    runs.record({ runId: 'r1', pid: 7, records: [{ target: targetOf(index, 'running'), mark: mark(index, word, attempt) }] });
  write(2, 'sending');
  write(0, 'sending');
  write(0, 'failed');
  write(0, 'sending', 2);
  expect(runs.journal({ runId: 'r1' })).toMatchObject([
    { index: 0, mark: 'sending', attempt: 2 },
    { index: 2, mark: 'sending', attempt: 1 },
  ]);
});

test('targets in doubt and failed come first; counts follow the targets', () => {
  const { runs } = withRun(4);
  const records = [targetOf(1, 'failed'), targetOf(3, 'unknown'), targetOf(0, 'succeeded')].map((target) => ({ target }));
  runs.record({ runId: 'r1', pid: 7, records });
  const order = (by: 'index' | 'trouble') =>
    runs.targets({ runId: 'r1', offset: 0, limit: 10, order: by }).targets.map(({ index }) => index);
  expect(order('trouble')).toEqual([3, 1, 0, 2]);
  expect(order('index')).toEqual([0, 1, 2, 3]);
  expect(runs.targets({ runId: 'r1', offset: 1, limit: 2, order: 'index' })).toMatchObject({
    total: 4,
    targets: [{ index: 1 }, { index: 2 }],
  });
  expect(runs.get({ runId: 'r1' })!.run.counts).toEqual({ ...noCounts, failed: 1, unknown: 1, succeeded: 1, waiting: 1 });
});

test('runs are listed newest first, and by machine', () => {
  const opened = withRun(2);
  opened.plans.put({ plan: planOf('p2'), machines: [] });
  opened.runs.begin({ stored: { run: runOf('r2', 'p2'), pid: 7 }, targets: [targetOf(1)] });
  const ids = (options: { machine?: { connectionId: string; machineId: string } } = {}) =>
    opened.runs.list({ offset: 0, limit: 10, ...options }).runs.map(({ id }) => id);
  expect(ids()).toEqual(['r2', 'r1']);
  expect(ids({ machine: { connectionId: 'c', machineId: 'm-0' } })).toEqual(['r1']);
  expect(opened.runs.list({ offset: 1, limit: 1 })).toMatchObject({ total: 2, runs: [{ id: 'r1' }] });
});

test('a wrong key is told from damage, and neither changes the file', async () => {
  const { store: first, folder } = store();
  first.close();
  const path = join(folder, 'operations.db');
  const again = createOperations();
  expect(await errorOf(() => again.store.open({ folder, key: 'f'.repeat(64) }))).toMatchObject({
    code: 'auth_required',
    fix: { kind: 'choose_vault' },
  });
  copyFileSync(path, `${path}.copy`);
  const bytes = readFileSync(path);
  bytes.fill(0xab, 200, 4_000);
  writeFileSync(path, bytes);
  expect(await errorOf(() => again.store.open({ folder, key: testKey }))).toMatchObject({
    code: 'conflict',
    hint: expect.stringContaining('Nothing was changed'),
  });
  expect(readFileSync(path)).toEqual(bytes);
  copyFileSync(`${path}.copy`, path);
  again.store.open({ folder, key: testKey });
  again.store.close();
});

test('its thread keeps a run of 2,000 targets, one record for many targets at a time', async () => {
  const thread = openOperationsThread({ logger: silentLogger });
  onTestFinished(() => thread.close());
  const { api } = thread;
  await api.store.open({ folder: tempFolder(), key: testKey });
  await api.plans.put({ plan: planOf('p1'), machines: [] });
  const targets = Array.from({ length: 2_000 }, (_, index) => targetOf(index));
  await api.runs.begin({ stored: { run: runOf('r1', 'p1'), pid: process.pid }, targets });
  for (let at = 0; at < 2_000; at += 100) {
    const records = targets.slice(at, at + 100).map((target) => ({ target: { ...target, outcome: 'succeeded' as const } }));
    expect(await api.runs.record({ runId: 'r1', pid: process.pid, records })).toBe(true);
  }
  expect(await api.runs.get({ runId: 'r1' })).toMatchObject({ run: { counts: { succeeded: 2_000, waiting: 0 } } });
});
