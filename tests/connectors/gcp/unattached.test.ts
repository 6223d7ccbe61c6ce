import { describe, expect, test } from 'vitest';
import { rows, signal } from '#tests/helpers/gcp-actions.ts';
import { gcpSession, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { link } from '#tests/helpers/scripted-gcp-state.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const disk = 'projects/shop-prod/zones/europe-west1-b/disks/old';
const address = 'projects/shop-prod/regions/europe-west1/addresses/spare';

describe('what nothing used when it was listed (self-authored)', () => {
  async function listed() {
    const world = await scriptedGcp();
    world.state.disks.set(disk, { id: '71', name: 'old', selfLink: link(disk), status: 'READY' });
    world.state.addresses.set(address, { id: '72', name: 'spare', selfLink: link(address), status: 'RESERVED' });
    const session = await gcpSession(world);
    return { world, actions: session.actions!, listedRows: await rows(session, 'unattached') };
  }

  test.each([
    ['disk', 'delete'],
    ['address', 'release'],
  ])('a %s that is used by now is not deleted: %s is refused', async (kind, action) => {
    const { world, actions, listedRows } = await listed();
    const row = listedRows.find((one) => one.kind === kind)!;
    expect(row.state).toBe('stopped');
    expect((await actions.plan({ action, target: row, input: {} }, signal)).steps).toHaveLength(1);
    world.state.disks.get(disk)!.users = [link('projects/shop-prod/zones/europe-west1-b/instances/web-1')];
    world.state.addresses.get(address)!.status = 'IN_USE';
    const [target] = await actions.read([row], signal);
    expect(target?.state).toBe('running');
    expect(await errorOf(actions.plan({ action, target: target!, input: {} }, signal))).toMatchObject({ code: 'conflict' });
  });
});
