import { describe, expect, test } from 'vitest';
import { isAllowed } from '#connectors/azure/check.ts';
import { azureSession, scriptedAzure } from '#tests/helpers/azure.ts';
import { armError, json } from '#tests/helpers/scripted-arm-reply.ts';

describe('grants', () => {
  const start = 'Microsoft.Compute/virtualMachines/start/action';
  test.each([
    [[{ actions: ['*'] }], true],
    [[{ actions: ['Microsoft.Compute/*'] }], true],
    [[{ actions: ['microsoft.compute/virtualmachines/*/action'] }], true],
    [[{ actions: ['*/read'] }], false],
    [[{ actions: [start] }], true],
    [[{ actions: ['Microsoft.Compute/virtualMachines/start'] }], false],
    [[{ actions: ['*'], notActions: ['Microsoft.Compute/virtualMachines/*'] }], false],
    [[{ actions: ['*'], notActions: ['Microsoft.Compute/*'] }, { actions: [start] }], true],
    [[], false],
  ])('%j allow starting: %s', (grants, allowed) => expect(isAllowed(start, grants)).toBe(allowed));
});

describe('check (self-authored)', () => {
  test('a reader is told once that nothing can be changed', async () => {
    const world = await scriptedAzure();
    world.grants = [{ actions: ['*/read'], notActions: [] }];
    const { missing, notes } = await (await azureSession(world)).check();
    expect(missing).toEqual([]);
    expect(notes[0]).toContain('only reads');
  });

  test('an operator without some rights is told which', async () => {
    const world = await scriptedAzure();
    world.grants = [
      { actions: ['*'], notActions: ['Microsoft.Compute/virtualMachines/delete', 'Microsoft.Network/publicIPAddresses/delete'] },
    ];
    const { missing } = await (await azureSession(world)).check();
    expect(missing).toEqual([
      { name: 'Microsoft.Compute/virtualMachines/delete', neededFor: 'delete of virtualmachines', dataSet: null },
      { name: 'Microsoft.Network/publicIPAddresses/delete', neededFor: 'delete of publicipaddresses', dataSet: null },
    ]);
  });

  test('what is missing in some subscriptions names them', async () => {
    const world = await scriptedAzure();
    const two = [
      { subscriptionId: 'AAAA', displayName: 'Shop', state: 'Enabled' },
      { subscriptionId: 'BBBB', displayName: 'Lab', state: 'Enabled' },
      { subscriptionId: 'CCCC', displayName: 'Closed', state: 'Disabled' },
    ];
    world.fault = ({ path }) => {
      if (path.startsWith('/subscriptions?')) return json(200, { value: two });
      if (path.includes('/bbbb/') && path.includes('permissions'))
        return json(200, { value: [{ actions: ['*'], notActions: ['Microsoft.Compute/disks/read'] }] });
      return null;
    };
    const { missing, notes } = await (await azureSession(world)).check();
    expect(missing).toEqual([{ name: 'Microsoft.Compute/disks/read', neededFor: 'finding unattached disks in Lab', dataSet: 'machines' }]);
    expect(notes).toEqual(['2 subscriptions will be read.']);
  });

  test('an identity without subscriptions is told what it needs', async () => {
    const world = await scriptedAzure();
    world.fault = ({ path }) => (path.startsWith('/subscriptions?') ? json(200, { value: [] }) : null);
    await expect((await azureSession(world)).check()).rejects.toMatchObject({
      error: { code: 'forbidden', hint: expect.stringContaining('Reader') },
    });
  });

  test('a subscription that may not be asked about is a note', async () => {
    const world = await scriptedAzure();
    world.fault = ({ path }) => (path.includes('permissions') ? armError(403, 'AuthorizationFailed') : null);
    const { missing, notes } = await (await azureSession(world)).check();
    expect(missing).toEqual([]);
    expect(notes[0]).toContain('Shop production');
  });
});
