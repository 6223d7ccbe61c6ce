import { DescribeInstancesCommand, ModifyInstanceAttributeCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Machine, Session } from '#connectors/sdk.ts';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { actionsOf, carryOut, freshOf, planFor, runStepOnce, stepCall } from '#tests/helpers/aws-actions.ts';
import { type Fault, faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { awsClients } from './aws-clients.ts';
import { runInstances } from './aws-estate.ts';

const region = 'eu-west-1';
const never = new AbortController().signal;

describe.skipIf(!hasMoto)(`EC2 actions against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.kill());

  /** One new machine as the inventory shows it. */
  async function machine(session: Session, launch: Parameters<typeof runInstances>[3] = {}): Promise<Machine> {
    const [id] = await runInstances(moto, region, 1, launch);
    return machinesOn(await readAll(session.compute, region)).find((one) => one.id === id)!;
  }
  /** Its type and state by the SDK alone. */
  async function seen(id: string) {
    const reply = await awsClients(moto, region).ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const instance = reply.Reservations![0]!.Instances![0]!;
    const tags = Object.fromEntries((instance.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    return { state: instance.State!.Name, type: instance.InstanceType, tags };
  }
  const stopped = async (session: Session) => {
    const target = await machine(session);
    await awsClients(moto, region).ec2.send(new StopInstancesCommand({ InstanceIds: [target.id] }));
    return (await freshOf(session, target))!;
  };

  test('stop and start, each accepted with a request id and seen to be done', async () => {
    const session = await awsSession(moto.url);
    const target = await machine(session);
    const stop = await carryOut(session, { action: 'stop', target });
    expect(stop.runs).toMatchObject([
      { step: { operation: 'ec2:StopInstances' }, requestId: expect.stringMatching(/./), progress: { state: 'done' } },
    ]);
    expect(await seen(target.id)).toMatchObject({ state: 'stopped' });
    const start = await carryOut(session, { action: 'start', target: stop.after! });
    expect(start.runs).toMatchObject([{ progress: { state: 'done' } }]);
    expect(await seen(target.id)).toMatchObject({ state: 'running' });
    expect((await planFor(session, { action: 'start', target: start.after! })).skip).toBe('already running');
  });

  test('reboot, and terminate', async () => {
    const session = await awsSession(moto.url);
    const target = await machine(session);
    expect((await carryOut(session, { action: 'reboot', target })).runs).toMatchObject([
      { step: { repeatable: false }, progress: { state: 'done' } },
    ]);
    const { plan, runs, after } = await carryOut(session, { action: 'terminate', target });
    expect(plan.steps).toMatchObject([{ effect: 'destroy' }]);
    expect(runs).toMatchObject([{ progress: { state: 'done' } }]);
    expect(after).toMatchObject({ state: 'terminated' });
    expect((await planFor(session, { action: 'terminate', target: after! })).skip).toBe('already terminated');
    expect((await errorOf(planFor(session, { action: 'start', target: after! }))).code).toBe('conflict');
  });

  test('hibernate where it was enabled, and not elsewhere', async () => {
    const session = await awsSession(moto.url);
    const proxy = await faultProxy(moto.url);
    const target = await machine(session, { HibernationOptions: { Configured: true } });
    const { runs } = await carryOut(await awsSession(proxy.url), { action: 'hibernate', target });
    expect(runs).toMatchObject([{ progress: { state: 'done' } }]);
    expect(proxy.seen.find(({ action }) => action === 'StopInstances')!.body).toContain('Hibernate=true');
    expect(await errorOf(planFor(session, { action: 'hibernate', target: await machine(session) }))).toMatchObject({ code: 'unsupported' });
  });

  test('resize: stop, change, start for a running machine; only the change for a stopped one', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await machine(session);
    const { plan, runs, after } = await carryOut(session, { action: 'resize', target, input: { type: 'm5.xlarge' } });
    expect(plan.steps.map(({ operation }) => operation)).toEqual([
      'ec2:StopInstances',
      'ec2:ModifyInstanceAttribute',
      'ec2:StartInstances',
    ]);
    expect(runs.map(({ progress }) => progress.state)).toEqual(['done', 'done', 'done']);
    expect(after).toMatchObject({ type: 'm5.xlarge', state: 'running' });
    const changes = proxy.seen.filter(({ action }) => !action.startsWith('Describe') && !action.startsWith('List'));
    expect(changes.map(({ action }) => action)).toEqual(['StopInstances', 'ModifyInstanceAttribute', 'StartInstances']);
    const other = await carryOut(session, { action: 'resize', target: await stopped(session), input: { type: 'm5.2xlarge' } });
    expect(other.plan.steps.map(({ id }) => id)).toEqual(['modify']);
    expect(other.after).toMatchObject({ type: 'm5.2xlarge', state: 'stopped' });
  });

  test.each([
    ['', 'No type'],
    ['m99.huge', 'There is no instance type m99.huge'],
    ['m6g.large', 'm6g.large is arm64'],
  ])('a resize to %j is refused', async (type, message) => {
    const session = await awsSession(moto.url);
    const error = await errorOf(planFor(session, { action: 'resize', target: await machine(session), input: { type } }));
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringContaining(message) });
    expect(error.hint).not.toBe('');
  });

  test('a resize to the same type is skipped; to one that the zone lacks refused', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await machine(session);
    expect((await planFor(session, { action: 'resize', target, input: { type: 'm5.large' } })).skip).toBe('already m5.large');
    const empty = '<DescribeInstanceTypeOfferingsResponse><instanceTypeOfferingSet/></DescribeInstanceTypeOfferingsResponse>';
    proxy.rule = ({ action }) => (action === 'DescribeInstanceTypeOfferings' ? { kind: 'reply', status: 200, body: empty } : null);
    expect(await errorOf(planFor(session, { action: 'resize', target, input: { type: 'm5.xlarge' } }))).toMatchObject({
      code: 'invalid_input',
      message: `m5.xlarge is not offered in ${target.zone}.`,
    });
  });

  test('tags are set and removed; what is so already is not sent again', async () => {
    const session = await awsSession(moto.url);
    const target = await machine(session);
    const input = { set: 'team=data\nowner = a=b', remove: 'Env' };
    const { runs, after } = await carryOut(session, { action: 'tag', target, input });
    expect(runs.map(({ step, progress }) => [step.operation, progress.state])).toEqual([
      ['ec2:CreateTags', 'done'],
      ['ec2:DeleteTags', 'done'],
    ]);
    expect((await seen(target.id)).tags).toEqual({ Name: target.name, team: 'data', owner: 'a=b' });
    expect((await planFor(session, { action: 'tag', target: after!, input })).skip).toBe('already tagged so');
  });

  test('a dry run asks and changes nothing; a missing permission is named', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await machine(session);
    for (const action of ['stop', 'reboot', 'terminate'] as const) {
      const { steps } = await planFor(session, { action, target });
      expect(await actionsOf(session).dryRun!(stepCall({ action, target }, steps[0]!))).toBeUndefined();
    }
    expect(await seen(target.id)).toMatchObject({ state: 'running' });
    proxy.rule = ({ action }) => (action === 'StopInstances' ? xmlError(403, 'UnauthorizedOperation') : null);
    const { steps } = await planFor(session, { action: 'stop', target });
    const error = await errorOf(actionsOf(session).dryRun!(stepCall({ action: 'stop', target }, steps[0]!)));
    expect(error).toMatchObject({ code: 'forbidden', message: 'ec2:StopInstances is not allowed in eu-west-1.' });
  });

  test('termination and stop protection refuse; where they cannot be read, a warning says so', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await machine(session);
    const { ec2 } = awsClients(moto, region);
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: target.id, DisableApiTermination: { Value: true } }));
    expect(await errorOf(planFor(session, { action: 'terminate', target }))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('termination protection'),
    });
    proxy.rule = ({ action }) => (action === 'DescribeInstanceAttribute' ? xmlError(403, 'UnauthorizedOperation') : null);
    const { warnings, steps } = await planFor(session, { action: 'terminate', target });
    expect(warnings.join(' ')).toContain('Termination protection could not be read');
    // AWS itself still refuses.
    expect(await runStepOnce(session, { action: 'terminate', target }, steps[0]!)).toMatchObject({ code: 'conflict' });
    expect(await seen(target.id)).toMatchObject({ state: 'running' });
  });

  test('warns of instance store, and names the target groups that depend on a machine, read once for many', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await machine(session, { InstanceType: 'm5d.large' });
    const { loadBalancing } = awsClients(moto, region);
    const VpcId = target.details['vpc'];
    const made = await loadBalancing.send(new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId }));
    const { TargetGroupArn } = made.TargetGroups![0]!;
    await loadBalancing.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: target.id }] }));
    const plan = await planFor(session, { action: 'stop', target });
    expect(plan.warnings).toContain('The data on its instance store volumes is lost.');
    expect(plan.dependants).toContainEqual({ relation: 'serves', kind: 'Target group', id: TargetGroupArn, name: 'web', state: 'healthy' });
    const others = await Promise.all([machine(session), machine(session)]);
    for (const one of others) expect((await planFor(session, { action: 'stop', target: one })).dependants).toEqual([]);
    expect(proxy.seen.filter(({ action }) => action === 'DescribeTargetGroups')).toHaveLength(1);
    expect(proxy.seen.filter(({ action }) => action === 'DescribeTargetHealth')).toHaveLength(1);
    const types = proxy.seen.filter(({ action }) => action === 'DescribeInstanceTypes');
    const asked = types.map(({ body }) => String(new URLSearchParams(body).get('InstanceType.1')));
    expect(asked.sort()).toEqual(['m5.large', 'm5d.large']);
  });

  const lost: [string, Fault][] = [
    ['the answer is lost', { kind: 'lose' }],
    ['the connection is reset before', { kind: 'reset' }],
    ['AWS answers 500', xmlError(500, 'InternalError')],
  ];
  const expected: Record<string, { carried: string; not: string }> = {
    stop: { carried: 'done', not: 'not_begun' },
    terminate: { carried: 'done', not: 'not_begun' },
    reboot: { carried: 'unknown', not: 'unknown' },
    tag: { carried: 'done', not: 'not_begun' },
  };
  describe.each(Object.keys(expected))('a doubtful %s', (action) => {
    test.each(lost)('when %s', async (_name, fault) => {
      const proxy = await faultProxy(moto.url);
      const session = await awsSession(proxy.url);
      const target = await machine(session);
      const doing = { action, target, input: { set: 'a=b' } };
      const { steps } = await planFor(session, doing);
      const operation = steps[0]!.operation.split(':')[1]!;
      proxy.rule = (request) => (request.action === operation ? fault : null);
      const run = await runStepOnce(session, doing, steps[0]!);
      expect(run.code).toMatch(/offline|provider_unavailable/);
      const verdict = fault.kind === 'lose' ? expected[action]!.carried : expected[action]!.not;
      expect(run.progress.state).toBe(verdict);
      expect(proxy.seen.filter((request) => request.action === operation)).toHaveLength(1);
    });
  });

  test('a doubtful change of the type is judged by the type, a doubtful start by the state', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await stopped(session);
    const doing = { action: 'resize', target, input: { type: 'm5.xlarge' } };
    const [modify] = (await planFor(session, doing)).steps;
    proxy.rule = ({ action }) => (action === 'ModifyInstanceAttribute' ? { kind: 'reset' } : null);
    expect((await runStepOnce(session, doing, modify!)).progress.state).toBe('not_begun');
    proxy.rule = ({ action }) => (action === 'ModifyInstanceAttribute' || action === 'StartInstances' ? { kind: 'lose' } : null);
    expect((await runStepOnce(session, doing, modify!)).progress.state).toBe('done');
    const [start] = (await planFor(session, { action: 'start', target })).steps;
    expect((await runStepOnce(session, { action: 'start', target }, start!)).progress.state).toBe('done');
    expect(await seen(target.id)).toEqual({ state: 'running', type: 'm5.xlarge', tags: target.tags });
  });

  test.each([
    ['RequestLimitExceeded', xmlError(503, 'RequestLimitExceeded', { 'retry-after': '3' }), 'rate_limited'],
    ['ExpiredToken', xmlError(400, 'ExpiredToken'), 'auth_required'],
    ['InsufficientInstanceCapacity', xmlError(500, 'InsufficientInstanceCapacity'), 'conflict'],
    ['IncorrectInstanceState', xmlError(400, 'IncorrectInstanceState'), 'conflict'],
  ] as const)('%s is sent once and says that nothing was done', async (_name, fault, code) => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    const target = await stopped(session);
    proxy.rule = ({ action }) => (action === 'StartInstances' ? fault : null);
    const { steps } = await planFor(session, { action: 'start', target });
    const error = await errorOf(actionsOf(session).begin(stepCall({ action: 'start', target }, steps[0]!)));
    expect(error).toMatchObject({ code, source: { operation: 'ec2:StartInstances', scope: region, requestId: 'req-42' } });
    expect(proxy.seen.filter(({ action }) => action === 'StartInstances')).toHaveLength(1);
    expect(await seen(target.id)).toMatchObject({ state: 'stopped' });
  });

  test('a machine that vanished is left out of a read, and fails what was asked of it', async () => {
    const session = await awsSession(moto.url);
    const target = await machine(session);
    const ghost = { ...target, id: 'i-0123456789abcdef0', name: 'ghost' };
    expect((await actionsOf(session).read([ghost, target], never)).map(({ id }) => id)).toEqual([target.id]);
    const { steps } = await planFor(session, { action: 'stop', target });
    const run = await runStepOnce(session, { action: 'stop', target: ghost }, steps[0]!);
    expect(run).toMatchObject({ code: 'not_found', progress: { state: 'failed', error: { code: 'not_found' } } });
  });

  test('many targets are read in one call for each region', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    await Promise.all([runInstances(moto, 'us-east-1', 120), runInstances(moto, 'us-east-2', 90)]);
    const pages = await Promise.all(['us-east-1', 'us-east-2'].map((id) => readAll(session.compute, id)));
    const targets = machinesOn(pages.flat());
    proxy.seen.length = 0;
    const fresh = await actionsOf(session).read(targets, never);
    expect(fresh.map(({ id }) => id).sort()).toEqual(targets.map(({ id }) => id).sort());
    expect(fresh.every(({ health }) => health === 'ok')).toBe(true);
    expect(proxy.seen.map(({ action, region }) => `${action} ${region}`).sort()).toEqual([
      'DescribeInstances us-east-1',
      'DescribeInstances us-east-2',
    ]);
    // One that does not exist costs a second look, by filter, 200 ids to a call.
    proxy.seen.length = 0;
    const ghost = { ...targets[0]!, id: 'i-0123456789abcdef0' };
    expect(await actionsOf(session).read([...targets, ghost], never)).toHaveLength(targets.length);
    expect(proxy.seen).toHaveLength(3);
  });
});
