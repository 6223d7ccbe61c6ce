import type { Fleet } from '../fleets.ts';
import { machineServices } from '../service-catalog.ts';
import { generation, identify, type Slot, slotOf } from '../slots.ts';
import type { ChargeLine, LineText } from './charge-line.ts';
import { commitmentText } from './commitments.ts';
import { diskText, hoursText } from './line-text.ts';
import type { PageWriter } from './page-writer.ts';
import { committedCosts, spotCosts, usageCosts } from './unit-costs.ts';

/** A fleet as the cost generator works with it. */
export interface FleetLines {
  fleet: Fleet;
  hoursLine: number;
  diskLine: number;
  /** Slots whose machine is charged for hours. */
  running: RunningSlot[];
}

/** A slot with the machine of it that was named last. */
interface RunningSlot {
  fleet: Fleet;
  slot: Slot;
  gen: number;
  /** The writer's number of that machine. */
  resource: number;
}

export function hoursCharge(fleet: Fleet): ChargeLine {
  const committed: LineText = fleet.purchase === 'committed' ? { ...commitmentText(fleet.account), CommitmentDiscountStatus: 'Used' } : {};
  const costs = { standard: usageCosts, committed: committedCosts, spot: spotCosts }[fleet.purchase];
  return { text: { ...hoursText(fleet), ...committed }, unit: costs(fleet.account, fleet.type.hourly), metered: true };
}

export function fleetLines(seed: number, fleet: Fleet, writer: PageWriter): FleetLines {
  const { diskPrice } = machineServices[fleet.account.provider];
  const slots = Array.from({ length: fleet.size }, (_, position) => slotOf(seed, fleet, position));
  return {
    fleet,
    hoursLine: writer.addLine(hoursCharge(fleet)),
    diskLine: writer.addLine({ text: diskText(fleet), unit: usageCosts(fleet.account, diskPrice), metered: true }),
    running: slots.filter((slot) => slot.state === 'running').map((slot) => ({ fleet, slot, gen: Number.NaN, resource: 0 })),
  };
}

/** The writer's number of the machine that was in a slot on a day; each machine is named once. */
export function machineResource({ seed, writer }: { seed: number; writer: PageWriter }, running: RunningSlot, day: number): number {
  const gen = generation(running.slot, day);
  if (running.gen !== gen) {
    const { id, name, zone } = identify(seed, running.fleet, running.slot, gen);
    running.gen = gen;
    running.resource = writer.addResource({ ResourceId: id, ResourceName: name, AvailabilityZone: zone });
  }
  return running.resource;
}
