import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Machine, Session } from '#connectors/sdk.ts';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { actionsOf, carryOut, freshOf, planFor, runStepOnce, stepCall } from '#tests/helpers/aws-actions.ts';
import { type Fault, faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { jsonError, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { awsClients } from './aws-clients.ts';
import { makeGroups, makeServices, makeUnused, runTasks } from './aws-services-estate.ts';

const region = 'eu-west-1';
const never = new AbortController().signal;
const lose: Fault = { kind: 'lose' };
const reset: Fault = { kind: 'reset' };

describe.skipIf(!hasMoto)(
  `ECS, Auto Scaling and what nothing uses, against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`,
  () => {
    let moto: Moto;
    let unused: Awaited<ReturnType<typeof makeUnused>>;
    beforeAll(async () => {
      moto = await startMoto();
      // moto moves a task on at every look; here it stays running until it is stopped.
      await moto.control('state-manager/set-transition', { model_name: 'ecs::task', transition: { progression: 'manual', times: 10_000 } });
      const clients = awsClients(moto, region);
      await makeServices(clients, 'shop', 23);
      await makeServices(clients, 'empty', 0);
      await makeGroups(clients, region, 'web', 3);
      unused = await makeUnused(clients, region);
    });
    afterAll(() => moto?.kill());

    const rows = async (session: Session, part: string) => machinesOn(await readAll(session.compute, `${region}/${part}`));
    const service = async (session: Session, name: string): Promise<Machine> =>
      (await rows(session, 'ecs')).find((one) => one.name === name)!;
    const group = async (session: Session, name: string): Promise<Machine> =>
      (await rows(session, 'asg')).find((one) => one.name === name)!;

    test('clusters and services: 10 to a describe call, an empty cluster is not asked further', async () => {
      const proxy = await faultProxy(moto.url);
      const found = await rows(await awsSession(proxy.url), 'ecs');
      const clusters = found.filter(({ kind }) => kind === 'cluster');
      expect(clusters.map(({ name, state, environment }) => `${name} ${state} ${environment}`).sort()).toEqual([
        'empty running production',
        'shop running production',
      ]);
      const services = found.filter(({ kind }) => kind === 'service');
      expect(services).toHaveLength(23);
      expect(services.find(({ name }) => name === 'web-7')).toMatchObject({
        id: `arn:aws:ecs:${region}:123456789012:service/shop/web-7`,
        account: '123456789012',
        environment: 'production',
        state: 'starting',
        health: 'initializing',
        healthDetail: '0 of 2 tasks run',
        capacity: { desired: 2, min: null, max: null, running: 0 },
        parents: [`arn:aws:ecs:${region}:123456789012:cluster/shop`],
        details: {
          'launch type': 'FARGATE',
          'task definition': 'web:1',
          scheduling: 'REPLICA',
          deployment: expect.stringMatching(/^ecs-svc/),
        },
      });
      const calls = proxy.seen.map(({ action }) => action).filter((action) => /Services|Tasks|Clusters/.test(action));
      expect(calls).toEqual([
        'ListClusters',
        'DescribeClusters',
        'ListServices',
        'DescribeServices',
        'DescribeServices',
        'DescribeServices',
        'ListTasks',
      ]);
    });

    test('lists of clusters, services and tasks are read to their end', async () => {
      const proxy = await faultProxy(moto.url);
      proxy.rewrite = (body) => body.replace('"maxResults":100', '"maxResults":4');
      await runTasks(awsClients(moto, region), 'shop', 3);
      const found = await rows(await awsSession(proxy.url), 'ecs');
      expect(found.filter(({ kind }) => kind === 'service')).toHaveLength(23);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      expect(found.filter(({ kind }) => kind === 'task').length).toBeGreaterThanOrEqual(3);
    });

    test('groups with their size, and their machines point to them', async () => {
      const session = await awsSession(moto.url);
      const one = await group(session, 'web-0');
      expect(one).toMatchObject({
        kind: 'group',
        state: 'running',
        health: 'ok',
        environment: 'production',
        type: 'm5.large',
        capacity: { desired: 2, min: 1, max: 4, running: 2 },
        details: { 'launch template': 'web-config', 'health check': 'EC2', 'availability zones': `${region}a` },
      });
      const members = machinesOn(await readAll(session.compute, region)).filter(({ parents }) => parents.includes(one.id));
      expect(members).toHaveLength(2);
      const plan = await planFor(session, { action: 'stop', target: members[0]! });
      expect(plan.warnings.join(' ')).toContain('Auto Scaling group web-0');
      expect(plan.dependants).toContainEqual({ relation: 'member_of', kind: 'Auto Scaling group', id: one.id, name: 'web-0', state: '' });
    });

    test('groups are read to their end', async () => {
      const proxy = await faultProxy(moto.url);
      proxy.rewrite = (body) => body.replace('MaxRecords=100', 'MaxRecords=1');
      const pages = await readAll((await awsSession(proxy.url)).compute, `${region}/asg`);
      expect(pages.map((page) => page.items.map(({ name }) => name))).toEqual([['web-0'], ['web-1'], ['web-2']]);
      expect(pages.at(-1)!.cursor).toBeNull();
    });

    test('volumes and addresses that nothing uses', async () => {
      const found = await rows(await awsSession(moto.url), 'unattached');
      expect(found).toHaveLength(2);
      expect(found.find(({ kind }) => kind === 'disk')).toMatchObject({
        id: unused.volume,
        name: 'old-data',
        account: '123456789012',
        zone: `${region}a`,
        state: 'stopped',
        providerState: 'available',
        type: 'gp3',
        details: { GiB: '10', encrypted: 'no', created: expect.stringMatching(/^20/) },
      });
      expect(found.find(({ kind }) => kind === 'address')).toMatchObject({
        id: unused.address,
        publicIp: unused.ip,
        providerState: 'unassociated',
      });
    });

    test('a part that is not allowed fails alone, and one that is switched off is not listed', async () => {
      const proxy = await faultProxy(moto.url);
      proxy.rule = ({ action }) => (action === 'ListClusters' ? jsonError(400, 'AccessDeniedException') : null);
      const session = await awsSession(proxy.url, { settings: { regions: region } });
      const parts = (await session.compute!.scopes(never)).map(({ id }) => id);
      expect(parts).toEqual([region, `${region}/ecs`, `${region}/asg`, `${region}/unattached`]);
      const reads = await Promise.allSettled(parts.map((id) => readAll(session.compute, id)));
      expect(reads.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(await errorOf(Promise.reject((reads[1] as PromiseRejectedResult).reason as Error))).toMatchObject({
        code: 'forbidden',
        message: 'ecs:ListClusters is not allowed in eu-west-1.',
      });
      const settings = { regions: region, readEcs: false, readAutoScaling: false, readUnattached: false };
      expect(await (await awsSession(moto.url, { settings })).compute!.scopes(never)).toEqual([{ id: region, label: region }]);
    });

    test('a service is scaled, restarted and tagged', async () => {
      const session = await awsSession(moto.url);
      const target = await service(session, 'web-1');
      const scaled = await carryOut(session, { action: 'scale', target, input: { desired: 5 } });
      expect(scaled.runs).toMatchObject([
        { step: { operation: 'ecs:UpdateService' }, requestId: expect.any(String), progress: { state: 'done' } },
      ]);
      expect(scaled.after!.capacity!.desired).toBe(5);
      const fewer = await planFor(session, { action: 'scale', target: scaled.after!, input: { desired: 0 } });
      expect(fewer.warnings).toEqual(['5 of 5 tasks will be ended; AWS chooses which.', 'No task is left running.']);
      expect((await planFor(session, { action: 'scale', target: scaled.after!, input: { desired: 5 } })).skip).toBe('already 5');
      const restarted = await carryOut(session, { action: 'restart', target: scaled.after! });
      expect(restarted.runs).toMatchObject([{ step: { repeatable: false }, progress: { state: 'done' } }]);
      expect(restarted.after!.details['deployment']).not.toBe(target.details['deployment']);
      const { ecs } = awsClients(moto, region);
      const reply = await ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web-1'] }));
      expect(reply.services![0]).toMatchObject({ desiredCount: 5, deployments: [{ id: restarted.after!.details['deployment'] }] });
      const tagged = await carryOut(session, { action: 'tag', target: restarted.after!, input: { set: 'team=web', remove: 'env' } });
      expect(tagged.after!.tags).toEqual({ team: 'web' });
    });

    test('a task is stopped for good', async () => {
      const session = await awsSession(moto.url);
      const [arn] = await runTasks(awsClients(moto, region), 'shop', 1);
      const target = (await rows(session, 'ecs')).find(({ id }) => id === arn)!;
      expect(target).toMatchObject({
        kind: 'task',
        state: 'running',
        name: expect.stringMatching(/^web:\d /),
        privateIp: expect.stringMatching(/^\d/),
      });
      const { plan, runs, after } = await carryOut(session, { action: 'stop-task', target });
      expect(plan).toMatchObject({ steps: [{ effect: 'destroy' }], warnings: ['No service keeps it: nothing takes its place.'] });
      expect(runs).toMatchObject([{ progress: { state: 'done' } }]);
      expect(after).toMatchObject({ state: 'terminated', details: { 'stopped because': 'Stopped from Aetherium' } });
    });

    test('a group is scaled within its limits, paused and resumed', async () => {
      const session = await awsSession(moto.url);
      const target = await group(session, 'web-1');
      expect(await errorOf(planFor(session, { action: 'scale', target, input: { desired: 9 } }))).toMatchObject({
        code: 'invalid_input',
        message: 'Desired 9 is not between minimum 1 and maximum 4.',
      });
      const scaled = await carryOut(session, { action: 'scale', target, input: { desired: 3, min: 2, max: 6 } });
      expect(scaled.runs).toMatchObject([{ step: { operation: 'autoscaling:UpdateAutoScalingGroup' }, progress: { state: 'done' } }]);
      expect(scaled.after!.capacity).toEqual({ desired: 3, min: 2, max: 6, running: 3 });
      const paused = await carryOut(session, { action: 'pause-scaling', target: scaled.after! });
      expect(paused.runs).toMatchObject([{ progress: { state: 'done' } }]);
      const { autoScaling } = awsClients(moto, region);
      const suspended = async () => {
        const reply = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['web-1'] }));
        return reply.AutoScalingGroups![0]!.SuspendedProcesses!.map((one) => one.ProcessName ?? '').sort();
      };
      expect(await suspended()).toEqual([
        'AZRebalance',
        'AlarmNotification',
        'InstanceRefresh',
        'Launch',
        'ReplaceUnhealthy',
        'ScheduledActions',
        'Terminate',
      ]);
      const whilePaused = await planFor(session, { action: 'scale', target: paused.after!, input: { desired: 2 } });
      expect(whilePaused.warnings.join(' ')).toContain('Scaling is paused (Launch, Terminate)');
      expect((await carryOut(session, { action: 'resume-scaling', target: paused.after! })).runs).toMatchObject([
        { progress: { state: 'done' } },
      ]);
      expect(await suspended()).toEqual([]);
    });

    test('tags of a group: those that its machines get go on doing so', async () => {
      const session = await awsSession(moto.url);
      const target = await group(session, 'web-2');
      const { runs, after } = await carryOut(session, { action: 'tag', target, input: { set: 'Env=staging\nteam=web' } });
      expect(runs).toMatchObject([{ step: { operation: 'autoscaling:CreateOrUpdateTags' }, progress: { state: 'done' } }]);
      expect(after).toMatchObject({ tags: { Env: 'staging', team: 'web' }, environment: 'staging' });
      const { autoScaling } = awsClients(moto, region);
      const reply = await autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['web-2'] }));
      const flags = reply.AutoScalingGroups![0]!.Tags!.map(({ Key, PropagateAtLaunch }) => [Key, PropagateAtLaunch]);
      expect(Object.fromEntries(flags)).toEqual({ Env: true, team: false });
      const removed = await carryOut(session, { action: 'tag', target: after!, input: { remove: 'team' } });
      expect(removed.runs).toMatchObject([{ step: { operation: 'autoscaling:DeleteTags' }, progress: { state: 'done' } }]);
      expect(removed.after!.tags).toEqual({ Env: 'staging' });
    });

    test('an unused volume is deleted and an unused address released', async () => {
      const session = await awsSession(moto.url);
      const { volume, address } = await makeUnused(awsClients(moto, region), region);
      const found = await rows(session, 'unattached');
      const disk = found.find(({ id }) => id === volume)!;
      const ip = found.find(({ id }) => id === address)!;
      expect((await carryOut(session, { action: 'tag', target: disk, input: { set: 'a=b' } })).after!.tags).toMatchObject({ a: 'b' });
      const deleted = await carryOut(session, { action: 'delete', target: disk });
      expect(deleted.runs).toMatchObject([{ step: { operation: 'ec2:DeleteVolume', effect: 'destroy' }, progress: { state: 'done' } }]);
      expect(deleted.after).toBeNull();
      const released = await carryOut(session, { action: 'release', target: ip });
      expect(released.runs).toMatchObject([{ step: { operation: 'ec2:ReleaseAddress' }, progress: { state: 'done' } }]);
      expect(released.after).toBeNull();
      expect(await runStepOnce(session, { action: 'delete', target: disk }, deleted.plan.steps[0]!)).toMatchObject({
        code: 'not_found',
        progress: { state: 'done' },
      });
    });

    test('a dry run says when there is none for a step', async () => {
      const session = await awsSession(moto.url);
      const doing = { action: 'scale', target: await service(session, 'web-2'), input: { desired: 1 } };
      const { steps } = await planFor(session, doing);
      expect(await actionsOf(session).dryRun!(stepCall(doing, steps[0]!))).toBe(false);
      expect((await freshOf(session, doing.target))!.capacity!.desired).toBe(2);
    });

    test.each([
      ['a scale of a service', 'scale', 'web-3', { desired: 4 }, 'UpdateService'],
      ['a new deployment', 'restart', 'web-4', {}, 'UpdateService'],
      ['a scale of a group', 'scale', 'web-2', { desired: 3 }, 'UpdateAutoScalingGroup'],
      ['a pause', 'pause-scaling', 'web-2', {}, 'SuspendProcesses'],
    ] as const)('%s in doubt is judged by what is there', async (_name, action, name, input, operation) => {
      const proxy = await faultProxy(moto.url);
      const session = await awsSession(proxy.url);
      const target = operation === 'UpdateService' ? await service(session, name) : await group(session, name);
      const doing = { action, target, input };
      const [step] = (await planFor(session, doing)).steps;
      for (const [fault, verdict] of [
        [reset, 'not_begun'],
        [lose, 'done'],
      ] as const) {
        proxy.rule = (request) => (request.action === operation ? fault : null);
        expect((await runStepOnce(session, doing, step!)).progress.state).toBe(verdict);
      }
      expect(proxy.seen.filter((request) => request.action === operation)).toHaveLength(2);
    });

    test.each([
      ['ScalingActivityInProgress', xmlError(400, 'ScalingActivityInProgress'), 'conflict'],
      ['Throttling', xmlError(400, 'Throttling'), 'rate_limited'],
      ['500', xmlError(500, 'InternalFailure'), 'provider_unavailable'],
    ] as const)('a group that answers %s', async (_name, fault, code) => {
      const proxy = await faultProxy(moto.url);
      const session = await awsSession(proxy.url);
      const doing = { action: 'scale', target: await group(session, 'web-0'), input: { desired: 1 } };
      const [step] = (await planFor(session, doing)).steps;
      proxy.rule = ({ action }) => (action === 'UpdateAutoScalingGroup' ? fault : null);
      expect(await runStepOnce(session, doing, step!)).toMatchObject({ code, progress: { state: 'not_begun' } });
      expect((await freshOf(session, doing.target))!.capacity!.desired).toBe(2);
    });

    test('what is gone, and what was in a cluster that is gone, is left out of a read', async () => {
      const session = await awsSession(moto.url);
      const [cluster] = (await rows(session, 'ecs')).filter(({ name }) => name === 'shop');
      const there = await service(session, 'web-5');
      const gone = { ...there, id: there.id.replace('web-5', 'nope') };
      const elsewhere = {
        ...there,
        id: there.id.replace('/shop/', '/lost/'),
        parents: there.parents.map((id) => id.replace('shop', 'lost')),
      };
      const noGroup = {
        ...(await group(session, 'web-0')),
        id: 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:*:autoScalingGroupName/nope',
      };
      const fresh = await actionsOf(session).read([cluster!, there, gone, elsewhere, noGroup], never);
      expect(fresh.map(({ id }) => id).sort()).toEqual([cluster!.id, there.id].sort());
    });
  },
);
