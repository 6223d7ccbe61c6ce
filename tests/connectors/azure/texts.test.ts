import { describe, expect, test } from 'vitest';
import { parseArmId } from '#connectors/azure/arm-id.ts';
import { azure } from '#connectors/azure/index.ts';
import { readSettings } from '#connectors/azure/settings.ts';
import { plainMachine } from '#connectors/sdk.ts';
import { machineSchema } from '#shared/model/machine.ts';

const base = {
  ...plainMachine,
  name: 'x',
  provider: 'azure',
  account: 's',
  accountName: 's',
  region: 'westeurope',
  zone: '',
  state: 'running',
  providerState: 'running',
  type: '',
  os: 'Linux',
  privateIp: '',
  publicIp: '',
  environment: '',
  launched: null,
  tags: {},
};
const machine = (path: string, own: object = {}) =>
  machineSchema.parse({ ...base, id: `/subscriptions/s/resourcegroups/g/providers/${path}`, ...own });

describe('ids', () => {
  test('are taken apart without regard to case', () => {
    expect(
      parseArmId('/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/Set/virtualMachines/3'),
    ).toEqual({
      subscription: 's',
      resourceGroup: 'g',
      type: 'virtualmachinescalesets/virtualmachines',
      names: ['set', '3'],
      name: '3',
    });
  });

  test.each(['', 'i-123', '/subscriptions/s', '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute'])('%j is none', (id) =>
    expect(() => parseArmId(id)).toThrow('Not the id'),
  );
});

describe('commands to connect', () => {
  const commands = (path: string, own?: object) => azure.connect!(machine(path, own)).map(({ command }) => command.split(' --')[0]);
  test('fit the kind', () => {
    expect(commands('microsoft.compute/virtualmachines/web')).toEqual(['az ssh vm', 'az network bastion ssh', 'az vm run-command invoke']);
    expect(commands('microsoft.compute/virtualmachines/win', { os: 'Windows (server)' })).toEqual([
      'az network bastion rdp',
      'az vm run-command invoke',
    ]);
    expect(commands('microsoft.compute/virtualmachinescalesets/set/virtualmachines/3')).toEqual([
      'az network bastion ssh',
      'az vmss run-command invoke',
    ]);
    expect(commands('microsoft.containerservice/managedclusters/aks', { kind: 'cluster' })).toEqual(['az aks get-credentials']);
    expect(commands('microsoft.compute/disks/d', { kind: 'disk' })).toEqual([]);
  });

  test('quote what a shell would read otherwise', () => {
    const id = "/subscriptions/s/resourcegroups/g (x)'y/providers/microsoft.compute/virtualmachines/web";
    const [first] = azure.connect!(machine('', { id }));
    expect(first!.command).toContain(String.raw`--resource-group 'g (x)'\''y' --name web`);
  });
});

describe('settings', () => {
  test('a cloud decides the endpoints that are left empty', () => {
    expect(readSettings({ cloud: 'government', endpoint: 'https://arm.example/' })).toMatchObject({
      authority: 'https://login.microsoftonline.us',
      endpoint: 'https://arm.example',
      audience: 'https://management.usgovcloudapi.net',
      metricsEndpoint: 'https://{region}.metrics.monitor.azure.us',
    });
  });

  test('subscriptions are a list without regard to case or commas', () => {
    expect(readSettings({ subscriptions: ' A, b\nB ' }).subscriptions).toEqual(['a', 'b']);
    expect(readSettings({}).subscriptions).toEqual([]);
  });

  test.each([
    ['', true],
    ['11111111-1111-1111-1111-111111111111, 22222222-2222-2222-2222-222222222222', true],
    ['production', false],
  ])('the pattern of subscriptions and %j: %s', (value, fits) => {
    const field = azure.manifest.fields.find(({ key }) => key === 'subscriptions') as { pattern: string };
    expect(new RegExp(field.pattern).test(value)).toBe(fits);
  });
});
