import { expect, test } from 'vitest';
import { azureSession, never, scriptedAzure } from '#tests/helpers/azure.ts';
import { storageRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError, json } from '#tests/helpers/scripted-arm-reply.ts';

/** Self-authored from https://learn.microsoft.com/rest/api/storagerp/management-policies */
const other = {
  name: 'others',
  enabled: true,
  type: 'Lifecycle',
  definition: {
    actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 10 } } },
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['exports/tmp/'] },
  },
};
const mine = {
  name: 'cool-down',
  enabled: true,
  type: 'Lifecycle',
  definition: {
    actions: {
      baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 30 }, delete: { daysAfterCreationGreaterThan: 400 } },
      version: { delete: { daysAfterCreationGreaterThan: 90 } },
    },
    filters: { blobTypes: ['blockBlob'], prefixMatch: ['logs/app/'] },
  },
};

async function account(rules: unknown[]) {
  const world = await scriptedAzure();
  world.add(storageRecord('shopdata', `${world.url}/`));
  let document: unknown = rules.length > 0 ? { properties: { policy: { rules } } } : null;
  world.fault = ({ method, path, body }) => {
    if (!path.includes('/managementPolicies/default')) return null;
    if (method === 'PUT') document = JSON.parse(body);
    if (method === 'DELETE') {
      document = null;
      return { status: 200, body: '' };
    }
    return document ? json(200, document) : armError(404, 'ManagementPolicyNotFound');
  };
  const { objects } = await azureSession(world);
  return { lifecycle: objects!.lifecycle!, stored: () => document, replace: (next: unknown) => (document = next) };
}

test('rules of a container, and those of others beside them', async () => {
  const { lifecycle } = await account([other, mine]);
  const read = await lifecycle.get('shopdata/logs', never);
  expect(read.rules).toEqual([
    {
      id: 'cool-down',
      enabled: true,
      filter: { prefixes: ['app/'], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] },
      actions: [
        { kind: 'transition', days: 30, storageClass: 'Cool', basis: 'modified' },
        { kind: 'expire', days: 400, basis: 'created' },
        { kind: 'noncurrent_expire', days: 90, keepNewest: 0 },
      ],
      unsupported: [],
    },
  ]);
  expect(read.appliesTo).toContain('1 rules of its other containers');
});

test('saving keeps the rules of other containers, and a rule goes and comes unchanged', async () => {
  const { lifecycle, stored } = await account([other, mine]);
  const before = await lifecycle.get('shopdata/logs', never);
  await lifecycle.put('shopdata/logs', before.rules, before, never);
  expect(stored()).toEqual({ properties: { policy: { rules: [other, mine] } } });
  const again = await lifecycle.get('shopdata/logs', never);
  await lifecycle.put('shopdata/logs', [], again, never);
  expect(stored()).toEqual({ properties: { policy: { rules: [other] } } });
});

test('rules that were changed in the meantime are not overwritten', async () => {
  const { lifecycle, replace } = await account([mine]);
  const before = await lifecycle.get('shopdata/logs', never);
  replace({ properties: { policy: { rules: [other, mine] } } });
  await expect(lifecycle.put('shopdata/logs', [], before, never)).rejects.toMatchObject({ error: { code: 'conflict' } });
});

test('the last rule takes the document with it; an account without rules has none', async () => {
  const { lifecycle, stored } = await account([mine]);
  const before = await lifecycle.get('shopdata/logs', never);
  expect((await lifecycle.put('shopdata/logs', [], before, never)).rules).toEqual([]);
  expect(stored()).toBeNull();
});

test('what Azure cannot say is refused with rule and field', async () => {
  const { lifecycle } = await account([mine]);
  const [rule] = (await lifecycle.get('shopdata/logs', never)).rules;
  const refused = (change: object) => () => lifecycle.check([{ ...rule!, ...change }]);
  expect(refused({})).not.toThrow();
  expect(refused({ filter: { ...rule!.filter, suffixes: ['.log'] } })).toThrow(/cool-down, suffixes/);
  expect(refused({ actions: [{ kind: 'abort_uploads', days: 7 }] })).toThrow(/cool-down, action/);
  expect(refused({ actions: [{ kind: 'transition', days: 7, storageClass: 'GLACIER', basis: 'created' }] })).toThrow(/cool-down, class/);
});

test('a rule that is not understood goes when it is removed, but not when it is of other containers too', async () => {
  const snapshots = {
    ...mine,
    name: 'snapshots',
    definition: { ...mine.definition, actions: { snapshot: { delete: { daysAfterCreationGreaterThan: 9 } } } },
  };
  const shared = { ...mine, name: 'everywhere', definition: { actions: mine.definition.actions, filters: { blobTypes: ['blockBlob'] } } };
  const { lifecycle, stored } = await account([snapshots, shared]);
  const before = await lifecycle.get('shopdata/logs', never);
  expect(before.rules.map(({ id, unsupported }) => [id, unsupported])).toEqual([
    ['snapshots', ['snapshot delete']],
    ['everywhere', ['applies to other containers too']],
  ]);
  await expect(lifecycle.put('shopdata/logs', [before.rules[0]!], before, never)).rejects.toThrow('everywhere applies to other containers');
  await lifecycle.put('shopdata/logs', [before.rules[1]!], before, never);
  expect(stored()).toEqual({ properties: { policy: { rules: [shared] } } });
});
