import { expect, test } from 'vitest';
import { stepKind } from '#connectors/aws/actions/step-list.ts';
import { manifest } from '#connectors/aws/manifest.ts';
import type { ActionCall, Machine } from '#connectors/sdk.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { planFor } from '#tests/helpers/aws-actions.ts';
import { awsMachine } from '#tests/helpers/aws-machine.ts';
import { scriptedAws, xml, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const group = (fields: Partial<Machine> = {}) =>
  awsMachine({
    kind: 'group',
    id: 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:*:autoScalingGroupName/web',
    capacity: { desired: 4, min: 2, max: 6, running: 4 },
    ...fields,
  });
const service = (fields: Partial<Machine> = {}) =>
  awsMachine({
    kind: 'service',
    id: 'arn:aws:ecs:eu-west-1:1:service/shop/web',
    parents: ['arn:aws:ecs:eu-west-1:1:cluster/shop'],
    capacity: { desired: 4, min: null, max: null, running: 4 },
    details: { deployment: 'ecs-svc/1', 'deployment created': '2026-11-01T00:00:00.000Z' },
    ...fields,
  });

/** A plan for which AWS is asked nothing, or refuses every question. */
async function plan(call: { action: string; target: Machine; input?: ActionCall['input'] }) {
  return planFor(await awsSession((await scriptedAws({})).url), call);
}

test('what AWS may not be asked becomes a warning, not a refusal', async () => {
  const { steps, warnings } = await plan({ action: 'stop', target: awsMachine({}) });
  expect(steps.map(({ id }) => id)).toEqual(['stop']);
  expect(warnings.join('\n')).toMatch(/Stop protection could not be read[^]*instance store[^]*Load balancers/);
});

test.each([
  ['start', { state: 'running', providerState: 'running' }, 'already running'],
  ['start', { state: 'starting', providerState: 'pending' }, 'already pending'],
  ['stop', { state: 'stopped', providerState: 'stopped' }, 'already stopped'],
  ['stop', { state: 'stopping', providerState: 'stopping' }, 'already stopping'],
  ['terminate', { state: 'stopping', providerState: 'shutting-down' }, 'already shutting-down'],
] as const)('%s of %j is skipped: %s', async (action, fields, why) => {
  expect(await plan({ action, target: awsMachine(fields) })).toMatchObject({ steps: [], skip: why });
});

test.each([
  ['start', { state: 'stopping', providerState: 'stopping' }, 'conflict', /is stopping/],
  ['stop', { state: 'starting', providerState: 'pending' }, 'conflict', /is pending/],
  ['reboot', { state: 'stopped', providerState: 'stopped' }, 'conflict', /is stopped/],
  ['stop', { details: { 'root device': 'instance-store' } }, 'unsupported', /instance store/],
  ['hibernate', {}, 'unsupported', /hibernation/],
] as const)('%s of %j is refused', async (action, fields, code, message) => {
  const error = await errorOf(plan({ action, target: awsMachine(fields) }));
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(error.hint).not.toBe('');
});

test.each([
  ['one-time', 'unsupported'],
  ['persistent', null],
])('a spot instance of a %s request', async (type, code) => {
  const requests = `<spotInstanceRequestSet><item><type>${type}</type></item></spotInstanceRequestSet>`;
  const aws = await scriptedAws({
    DescribeSpotInstanceRequests: xml(`<DescribeSpotInstanceRequestsResponse>${requests}</DescribeSpotInstanceRequestsResponse>`),
  });
  const target = awsMachine({ details: { purchase: 'spot', 'spot request': 'sir-1' } });
  const planned = planFor(await awsSession(aws.url), { action: 'stop', target });
  if (code) expect(await errorOf(planned)).toMatchObject({ code });
  else expect((await planned).warnings.join(' ')).toContain('It is a spot instance');
  expect(aws.calls('DescribeSpotInstanceRequests')[0]!.body).toContain('sir-1');
});

test('a public address that is not elastic is lost at a stop', async () => {
  const warn = async (owner: string) =>
    (await plan({ action: 'stop', target: awsMachine({ publicIp: '203.0.113.7', details: { 'public IP owner': owner } }) })).warnings.join(
      ' ',
    );
  expect(await warn('amazon')).toContain('Its public address 203.0.113.7 is lost');
  expect(await warn('111122223333')).not.toContain('public address');
});

test('throttling while planning is not a warning', async () => {
  const aws = await scriptedAws({ DescribeInstanceAttribute: xmlError(503, 'RequestLimitExceeded') });
  const error = await errorOf(planFor(await awsSession(aws.url), { action: 'terminate', target: awsMachine({}) }));
  expect(error).toMatchObject({ code: 'rate_limited' });
});

test.each([
  [{}, /No size/],
  [{ desired: '' }, /No size/],
  [{ desired: -1 }, /whole number/],
  [{ desired: 1.5 }, /whole number/],
  [{ desired: 'many' }, /whole number/],
  [{ desired: 1 }, /Desired 1 is not between minimum 2 and maximum 6/],
  [{ min: 5, desired: 4 }, /Desired 4 is not between minimum 5/],
])('a group is not scaled to %j', async (input, message) => {
  expect(await errorOf(plan({ action: 'scale', target: group(), input }))).toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(message),
  });
});

test('scaling names what is ended and what sends it traffic', async () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/0123';
  const { warnings, dependants } = await plan({
    action: 'scale',
    target: group({ details: { 'target groups': arn } }),
    input: { desired: 2 },
  });
  expect(warnings).toEqual(['2 of 4 machines will be ended; AWS chooses which.']);
  expect(dependants).toEqual([{ relation: 'serves', kind: 'Target group', id: arn, name: 'web', state: '' }]);
  expect((await plan({ action: 'scale', target: group(), input: { desired: 4, max: '' } })).skip).toBe('already of this size');
});

test.each([
  ['scale', service({ details: { scheduling: 'DAEMON' } }), { desired: 1 }, 'unsupported'],
  ['scale', service(), { min: 1 }, 'invalid_input'],
  ['scale', service({ state: 'terminated' }), { desired: 1 }, 'conflict'],
  ['restart', service({ details: {} }), {}, 'unsupported'],
  ['delete', awsMachine({ kind: 'disk', providerState: 'in-use' }), {}, 'conflict'],
  ['release', awsMachine({ kind: 'address', providerState: 'associated' }), {}, 'conflict'],
  ['tag', awsMachine({}), {}, 'invalid_input'],
  ['tag', awsMachine({}), { set: 'aws:x=1' }, 'invalid_input'],
  ['tag', awsMachine({}), { set: 'novalue' }, 'invalid_input'],
  ['tag', awsMachine({}), { set: 'a=1', remove: 'a' }, 'invalid_input'],
  ['tag', awsMachine({}), { remove: 'k'.repeat(129) }, 'invalid_input'],
  ['tag', awsMachine({}), { set: `k=${'v'.repeat(257)}` }, 'invalid_input'],
] as const)('%s is refused as it should be', async (action, target, input, code) => {
  const error = await errorOf(plan({ action, target, input }));
  expect(error.code).toBe(code);
  expect(error.hint).not.toBe('');
});

const step = (id: string) => ({
  action: '',
  step: stepKind(id).step,
  input: { type: 'm5.large', desired: 4 },
  token: 't',
  signal: new AbortController().signal,
  operation: null,
});
const judge = (id: string, accepted: boolean, fresh: Machine | null, before = awsMachine({})) =>
  stepKind(id).judge({ ...step(id), accepted, fresh, before, target: before });
const state = (of: Machine['state'], providerState: string = of, details: Record<string, string> = {}) =>
  awsMachine({ state: of, providerState, details });

test.each<[string, boolean, Machine | null, string]>([
  ['start', true, state('starting'), 'running'],
  ['start', true, state('stopped'), 'running'],
  ['start', false, state('stopped'), 'not_begun'],
  ['start', true, state('terminated'), 'failed'],
  ['start', true, null, 'failed'],
  ['stop', false, state('stopping'), 'running'],
  ['stop', false, state('running'), 'not_begun'],
  ['stop', true, state('running'), 'running'],
  ['hibernate', true, state('stopped'), 'done'],
  ['reboot', true, state('running'), 'done'],
  ['reboot', false, state('running'), 'unknown'],
  ['terminate', false, null, 'done'],
  ['terminate', false, state('stopping', 'shutting-down'), 'running'],
  // Somebody stopped it meanwhile; that is not its termination.
  ['terminate', false, state('stopping', 'stopping'), 'not_begun'],
  ['delete', true, state('stopped', 'deleting'), 'running'],
  ['delete', false, state('running', 'in-use'), 'failed'],
  ['release', false, state('running', 'associated'), 'failed'],
  ['release', false, state('stopped', 'unassociated'), 'not_begun'],
  ['stop-task', false, null, 'done'],
  ['stop-task', true, state('stopping', 'DEACTIVATING'), 'running'],
  ['scale-service', true, null, 'failed'],
  ['scale-group', true, null, 'failed'],
])('%s, accepted %s: %j is %s', (id, accepted, fresh, expected) => {
  expect(judge(id, accepted, fresh).state).toBe(expected);
});

test('a start that AWS accepted and then failed says why', () => {
  const before = state('stopped', 'stopped', { 'state reason': 'User initiated' });
  const fresh = state('stopped', 'stopped', { 'state reason': 'Server.InsufficientInstanceCapacity: no capacity' });
  expect(judge('start', true, fresh, before)).toMatchObject({
    state: 'failed',
    error: { code: 'conflict', message: expect.stringContaining('no capacity') },
  });
  expect(judge('start', true, before, before)).toMatchObject({ state: 'running' });
});

test('a new deployment is another and younger one', () => {
  const made = (id: string, created: string) => service({ details: { deployment: id, 'deployment created': created } });
  const seen = (fresh: Machine) => judge('restart', false, fresh, service()).state;
  expect(seen(service())).toBe('not_begun');
  expect(seen(made('ecs-svc/2', '2026-11-02T00:00:00.000Z'))).toBe('done');
  expect(seen(made('ecs-svc/0', '2026-10-01T00:00:00.000Z'))).toBe('not_begun');
});

test('every declared action can be planned, and every step says what it calls', async () => {
  const targets = {
    machine: awsMachine({ state: 'stopped' }),
    group: group(),
    service: service(),
    disk: awsMachine({ kind: 'disk', providerState: 'available' }),
  };
  const others = { task: awsMachine({ kind: 'task' }), address: awsMachine({ kind: 'address', providerState: 'unassociated' }) };
  const all: Record<string, Machine> = { ...targets, ...others };
  for (const { name, kinds, states, effect } of manifest.actions!) {
    if (name === 'resize' || name === 'hibernate' || name === 'resume-scaling') continue;
    const base = all[kinds[0]!]!;
    const target = states.length > 0 ? { ...base, state: states[0]! } : base;
    const { steps, skip } = await plan({ action: name, target, input: { desired: 5, set: 'a=b' } });
    expect([name, skip, steps.length > 0]).toEqual([name, null, true]);
    expect(
      steps.some((one) => one.effect === effect),
      name,
    ).toBe(true);
    for (const one of steps) expect(one.operation).toMatch(/^(ec2|ecs|autoscaling):[A-Z]/);
  }
});
