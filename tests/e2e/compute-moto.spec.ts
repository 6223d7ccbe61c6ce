import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from '@playwright/test';
import type { Run, RunTarget } from '#shared/model/action.ts';
import type { AuditVerdict } from '#shared/model/audit.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { runInstances } from '../wire/aws-estate.ts';
import { type Console, openConsole } from './console.ts';

const estate: Record<string, number> = { 'us-east-1': 80, 'eu-west-1': 70, 'eu-central-1': 50 };
const total = 200;
const keys = { accessKeyId: 'x', secretAccessKey: 'S' };
const env = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };

let moto: Moto;
let home: string;
let console: Console;

test.skip(!hasMoto, 'no moto beside the repository');
test.describe.configure({ mode: 'serial', timeout: 480_000 });

/** States of the instances as moto has them, with their count. */
async function states(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const region of Object.keys(estate)) {
    const client = new EC2Client({ endpoint: moto.url, region, credentials: keys });
    const { Reservations = [] } = await client.send(new DescribeInstancesCommand({ MaxResults: 1000 }));
    for (const { Instances = [] } of Reservations) for (const { State } of Instances) found[State!.Name!] = (found[State!.Name!] ?? 0) + 1;
    client.destroy();
  }
  return found;
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  home = await mkdtemp(join(tmpdir(), 'aetherium-moto-'));
  moto = await startMoto();
  await Promise.all(Object.entries(estate).map(([region, count]) => runInstances(moto, region, count)));
  const first = await openConsole({ home });
  await first.cli('connections', 'remove', 'Demo organisation', '--forget-data');
  const settings = {
    auth: 'environment',
    endpoint: moto.url,
    regions: Object.keys(estate).join(','),
    costs: false,
    readEcs: false,
    readAutoScaling: false,
    readUnattached: false,
  };
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  await first.cli('connections', 'add', 'aws', '--name', 'moto', ...set);
  await first.end();
  console = await openConsole({ home, env });
  await expect(console.page.getByTestId('machine-total')).toHaveText(`${total} machines`, { timeout: 60_000 });
});
test.afterAll(async () => {
  await console?.end();
  await moto?.kill();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

const dialog = () => console.page.getByRole('dialog');

/** Chooses every machine and confirms the plan of an action with the words it asks for. */
async function begin(action: string, words: string, input?: string): Promise<void> {
  const { page, go } = console;
  await go('/compute');
  await expect(page.getByTestId('machine-count')).toHaveText(`${total} of ${total} machines`);
  await page.getByLabel(`Select all ${total} that match`).click();
  const bar = page.getByRole('region', { name: 'Selection' });
  const button = bar.getByRole('button', { name: new RegExp(`^${action}(…| \\d| *$)`) });
  await expect(bar.getByRole('button', { name: 'More' })).toBeVisible();
  if (await button.isVisible()) await button.click();
  else {
    await bar.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: new RegExp(`^${action}`) }).click();
  }
  if (input) {
    await dialog().getByLabel(/type/i).first().fill(input);
    await dialog().getByRole('button', { name: /plan/i }).click();
  }
  await expect(dialog().getByTestId('plan-counts')).toHaveText(`${total} act, 0 skipped, 0 refused`, { timeout: 60_000 });
  await dialog()
    .getByLabel(/^Type .* to confirm/)
    .fill(words);
  await dialog()
    .getByRole('button', { name: new RegExp(`: ${total} targets$`) })
    .click();
}

async function ended(): Promise<void> {
  await expect(console.page.getByTestId('run-outcomes')).toHaveAttribute('data-state', 'succeeded', { timeout: 240_000 });
  await expect(console.page.getByTestId('run-outcomes')).toHaveText(`${total} done`);
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  await console.page.getByRole('button', { name: 'Clear the selection' }).click();
}

test('stops 200 instances; the host is killed in the middle, and the run goes on after the restart', async () => {
  await begin('Stop', 'production');
  await expect.poll(async () => (await states())['stopped'] ?? 0, { timeout: 60_000 }).toBeGreaterThan(40);
  await console.host.kill();
  const [left] = (await console.cli<{ runs: Run[] }>('actions', 'list')).runs;
  expect(left!.state).toBe('interrupted');
  expect((await states())['stopped']).toBeLessThan(total);
  await console.end();
  console = await openConsole({ home, env });
  await console.go(`/activity?run=${left!.id}`);
  await expect(console.page.getByTestId('run-outcomes')).toHaveText(`${total} done`, { timeout: 120_000 });
  expect(await states()).toEqual({ stopped: total });
  const { targets } = await console.cli<{ targets: RunTarget[] }>('actions', 'show', left!.id);
  expect(targets.every(({ outcome, calls }) => outcome === 'succeeded' && calls <= 2)).toBe(true);
});

test('starts, reboots and resizes them', async () => {
  await begin('Start', 'production');
  await ended();
  expect(await states()).toEqual({ running: total });
  await begin('Reboot', 'production');
  await ended();
  await begin('Resize', 'production', 'm5.xlarge');
  await ended();
  expect(await states()).toEqual({ running: total });
});

test('terminates them with the words typed, and the audit chain is whole', async () => {
  await begin('Terminate', `terminate ${total}`);
  await ended();
  expect(await states()).toEqual({ terminated: total });
  expect(await console.cli<AuditVerdict>('audit', 'verify')).toMatchObject({ ok: true });
  expect(console.faults).toEqual([]);
});
