import { describe, expect, test } from 'vitest';
import { groupOf } from '#connectors/gcp/groups.ts';
import { costIdOf, machineOf } from '#connectors/gcp/machines.ts';
import { operationsOf, placeOf } from '#connectors/gcp/paths.ts';
import { addressOf, diskOf, isReserved, isUnused } from '#connectors/gcp/unattached.ts';
import { machineSchema } from '#shared/model/machine.ts';

const owner = { id: 'shop-prod', name: 'Shop production', number: '415104041262' };
const host = 'https://www.googleapis.com/compute/v1/';
const base = 'projects/shop-prod/zones/europe-west1-b';

describe('a machine', () => {
  test('is read with its particulars', () => {
    const machine = machineOf(
      {
        id: '4520031799277581759',
        name: 'web-1',
        selfLink: `${host}${base}/instances/web-1`,
        status: 'TERMINATED',
        machineType: `${host}${base}/machineTypes/n2-standard-4`,
        labels: { env: 'Production', team: 'shop' },
        lastStartTimestamp: '2026-11-01T08:00:00.000-08:00',
        deletionProtection: true,
        networkInterfaces: [
          {
            networkIP: '10.0.0.2',
            subnetwork: `${host}projects/shop-prod/regions/europe-west1/subnetworks/apps`,
            accessConfigs: [{ natIP: '34.1.2.3' }],
          },
        ],
        disks: [
          {
            boot: true,
            autoDelete: true,
            type: 'PERSISTENT',
            source: `${host}${base}/disks/web-1`,
            licenses: [`${host}projects/windows-cloud/global/licenses/windows-server-2022-dc`],
          },
          { type: 'SCRATCH', autoDelete: true },
        ],
        metadata: { items: [{ key: 'created-by', value: 'projects/123456/zones/europe-west1-b/instanceGroupManagers/web' }] },
        scheduling: { provisioningModel: 'SPOT' },
      },
      owner,
    );
    expect(machineSchema.parse(machine)).toEqual(machine);
    expect(machine).toMatchObject({
      id: `${base}/instances/web-1`,
      kind: 'machine',
      account: 'shop-prod',
      accountName: 'Shop production',
      region: 'europe-west1',
      zone: 'europe-west1-b',
      state: 'stopped',
      providerState: 'TERMINATED',
      type: 'n2-standard-4',
      os: 'windows-server-2022-dc',
      privateIp: '10.0.0.2',
      publicIp: '34.1.2.3',
      environment: 'Production',
      parents: [`${base}/instanceGroupManagers/web`],
      launched: Date.UTC(2026, 10, 1, 16),
      costResourceId: '//compute.googleapis.com/projects/415104041262/zones/europe-west1-b/instances/4520031799277581759',
    });
    expect(machine.details).toEqual({
      'instance id': '4520031799277581759',
      subnet: 'apps',
      'local SSDs': '1',
      'disks deleted with it': 'web-1',
      'deletion protection': 'on',
      provisioning: 'spot',
    });
  });

  test.each([
    ['PROVISIONING', 'starting'],
    ['STAGING', 'starting'],
    ['RUNNING', 'running'],
    ['STOPPING', 'stopping'],
    ['SUSPENDING', 'stopping'],
    ['SUSPENDED', 'suspended'],
    ['TERMINATED', 'stopped'],
    ['REPAIRING', 'unknown'],
    ['A_NEW_WORD', 'unknown'],
  ])('in state %s is %s', (status, state) => {
    expect(machineOf({ status }, owner)).toMatchObject({
      state,
      providerState: status,
      health: status === 'REPAIRING' ? 'impaired' : 'unknown',
    });
  });

  test('of which hardly anything is said is read too', () => {
    expect(machineSchema.safeParse(machineOf({ selfLink: `${base}/instances/x` }, owner)).success).toBe(true);
  });
});

describe('a managed instance group', () => {
  const record = {
    selfLink: `${host}${base}/instanceGroupManagers/web`,
    targetSize: 3,
    currentActions: { none: 2, creating: 1, deleting: 0 },
    status: { isStable: false },
  };

  test('has the size, the limits of its autoscaler and what is being done', () => {
    const autoscaler = { autoscalingPolicy: { minNumReplicas: 2, maxNumReplicas: 9 } };
    const group = groupOf(record, owner, new Map([[`${base}/instanceGroupManagers/web`, autoscaler]]));
    expect(machineSchema.parse(group)).toMatchObject({
      kind: 'group',
      capacity: { desired: 3, min: 2, max: 9, running: 2 },
      health: 'initializing',
      healthDetail: 'creating: 1',
      details: { autoscaling: 'on' },
    });
  });

  test('without an autoscaler has no limits; stable is healthy; silence is unknown', () => {
    const group = groupOf({ ...record, status: { isStable: true } }, owner, new Map());
    expect(group).toMatchObject({ capacity: { min: null, max: null }, health: 'ok', details: {} });
    expect(groupOf({}, owner, new Map()).health).toBe('unknown');
  });

  test('of a region has a region and no zone', () => {
    expect(placeOf('projects/p/regions/europe-west1/instanceGroupManagers/g')).toEqual({ zone: '', region: 'europe-west1' });
  });
});

describe('what nothing uses', () => {
  test('is a disk without users, with its size', () => {
    expect(isUnused({ users: ['x'] })).toBe(false);
    expect(isUnused({ users: [] })).toBe(true);
    expect(isUnused({})).toBe(true);
    const disk = diskOf(
      { id: '7', selfLink: `${host}${base}/disks/old`, sizeGb: '200', type: `${host}${base}/diskTypes/pd-ssd`, status: 'READY' },
      owner,
    );
    expect(machineSchema.parse(disk)).toMatchObject({
      kind: 'disk',
      name: 'old',
      type: 'pd-ssd',
      details: { GiB: '200', 'resource id': '7' },
    });
  });

  test('is a reserved outer address', () => {
    expect(isReserved({ status: 'RESERVED' })).toBe(true);
    expect(isReserved({ status: 'IN_USE' })).toBe(false);
    expect(isReserved({ status: 'RESERVED', addressType: 'INTERNAL' })).toBe(false);
    const address = addressOf(
      { selfLink: `${host}projects/shop-prod/regions/europe-west1/addresses/old`, address: '34.9.9.9', status: 'RESERVED' },
      owner,
    );
    expect(machineSchema.parse(address)).toMatchObject({ kind: 'address', publicIp: '34.9.9.9', region: 'europe-west1' });
  });
});

test('operations are kept by zone, by region or for the whole project', () => {
  expect(operationsOf(`${base}/instances/x`)).toBe(`${base}/operations`);
  expect(operationsOf('projects/p/regions/r/addresses/a')).toBe('projects/p/regions/r/operations');
  expect(operationsOf('projects/p/global/addresses/a')).toBe('projects/p/global/operations');
});

test('a bill names a resource by numbers; without them there is no name in it', () => {
  const id = 'projects/p/zones/z/disks/old';
  expect(costIdOf(id, '7', owner)).toEqual({ costResourceId: '//compute.googleapis.com/projects/415104041262/zones/z/disk/7' });
  expect([costIdOf(id, undefined, owner), costIdOf(id, '7', { ...owner, number: '' })]).toEqual([{}, {}]);
});
