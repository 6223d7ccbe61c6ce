import { type PlantedAnomaly, plantedAnomalies } from './anomalies.ts';
import { bucketsOf, type DemoBucket } from './buckets.ts';
import type { Period } from './calendar.ts';
import { accounts, type DemoAccount } from './company.ts';
import { type DemoDevice, devicesOf } from './devices.ts';
import { type Fleet, fleetsOf } from './fleets.ts';
import type { OrganisationOptions } from './options.ts';
import { type DemoPerson, peopleOf } from './people.ts';
import { type DemoPlace, placesOf } from './places.ts';
import { type ServiceLine, serviceLinesOf } from './service-lines.ts';

/** Everything there is in an organisation. Each part is made when it is first asked for. */
export interface Organisation {
  /** Fleets of one account, or of all. */
  fleets(account?: DemoAccount): readonly Fleet[];
  serviceLines(): ServiceLine[];
  anomalies(period: Period): PlantedAnomaly[];
  buckets(): DemoBucket[];
  places(): DemoPlace[];
  /** `now`: epoch ms UTC, for times like the last sign-in. */
  people(now: number): Generator<DemoPerson>;
  devices(now: number): Generator<DemoDevice>;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/**
 * The organisation that a seed and a scale stand for.
 *
 * A day is the same whenever it is read: every number is a hash of seed, thing and day (or month), never of today. Slots
 * of machines, growth, anomalies and refunds are tied to the calendar, so a read a month later moves the window of
 * thirteen months on and leaves the days inside it alone. What may change about a past day is only its detail: single
 * machines are named for 31 days, then their fleets, with the same sums; and invoices get their ids when a month closes.
 */
export function organisation(options: OrganisationOptions): Organisation {
  const { seed } = options;
  const byAccount = new Map(accounts.map((account) => [account, once(() => fleetsOf(options, account))]));
  const fleets = (account?: DemoAccount) => (account ? byAccount.get(account)!() : accounts.flatMap((one) => byAccount.get(one)!()));
  const serviceLines = once(() => serviceLinesOf(options, fleets));
  const places = once(() => placesOf(options));
  return {
    fleets,
    serviceLines,
    places,
    anomalies: (period) => plantedAnomalies(options, period, serviceLines()),
    buckets: once(() => bucketsOf(seed, serviceLines())),
    people: (now) => peopleOf(options, places(), now),
    devices: (now) => devicesOf(seed, places(), now),
  };
}
