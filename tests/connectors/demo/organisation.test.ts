import { expect, test } from 'vitest';
import { dayOf, thirteenMonths } from '#connectors/demo/calendar.ts';
import { organisation } from '#connectors/demo/organisation.ts';

const now = Date.UTC(2026, 10, 15, 12);
const period = thirteenMonths(dayOf(now));
const one = () => organisation({ seed: 1, scale: 1 });

test('equal options make equal parts, another seed others', () => {
  const parts = (seed: number) => {
    const it = organisation({ seed, scale: 0.1 });
    return JSON.stringify([it.fleets(), it.places(), [...it.people(now)], [...it.devices(now)], it.buckets(), it.anomalies(period)]);
  };
  expect(parts(1)).toBe(parts(1));
  expect(parts(1)).not.toBe(parts(2));
});

test('fleets fill exactly the machines of the scale', () => {
  for (const [scale, machines] of [
    [0.05, 100],
    [1, 2000],
    [7.5, 15_000],
    [50, 100_000],
  ] as const) {
    const fleets = organisation({ seed: 3, scale }).fleets();
    expect(fleets.reduce((sum, fleet) => sum + fleet.size, 0)).toBe(machines);
    expect(fleets.every((fleet, index) => index === 0 || fleet.firstSlot === fleets[index - 1]!.firstSlot + fleets[index - 1]!.size)).toBe(
      true,
    );
    expect(new Set(fleets.map((fleet) => `${fleet.account.id}/${fleet.name}`)).size).toBe(fleets.length);
  }
});

test('every metered line has a resource of its own or none', () => {
  const ids = one()
    .serviceLines()
    .map((line) => line.resourceId)
    .filter(Boolean);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(80);
});

test('buckets are those that storage charges are for', () => {
  const buckets = one().buckets();
  const charged = new Set(
    one()
      .serviceLines()
      .map((line) => line.resourceId),
  );
  expect(buckets.length).toBeGreaterThan(8);
  expect(buckets.every((bucket) => charged.has(bucket.id) && bucket.bytes > 0 && bucket.objects > 0)).toBe(true);
});

test('places lie on the map, and devices and people in them', () => {
  const it = one();
  const places = it.places();
  const ids = new Set(places.map((place) => place.id));
  expect(places).toHaveLength(150);
  expect(places.every(({ latitude, longitude }) => Math.abs(latitude) < 90 && Math.abs(longitude) < 180)).toBe(true);
  const devices = [...it.devices(now)];
  expect(devices.length).toBeGreaterThan(2000);
  expect(new Set(devices.map((device) => device.id)).size).toBe(devices.length);
  expect(devices.every((device) => ids.has(device.placeId) && device.lastSeen <= now)).toBe(true);
  const people = [...it.people(now)];
  expect(people).toHaveLength(400);
  expect(new Set(people.map((person) => person.email)).size).toBe(400);
  expect(people.filter((person) => person.managerId === null)).toHaveLength(1);
  expect(people.every((person) => ids.has(person.placeId) && (person.lastSignIn ?? 0) <= now)).toBe(true);
});

test('planted anomalies lie in the period and stay where they are when time goes on', () => {
  const truth = one().anomalies(period);
  expect(truth.length).toBeGreaterThan(5);
  expect(new Set(truth.map((anomaly) => anomaly.kind)).size).toBeGreaterThan(2);
  for (const anomaly of truth) {
    expect(anomaly.startDay).toBeLessThanOrEqual(period.end);
    expect(anomaly.endDay).toBeGreaterThanOrEqual(period.start);
  }
  const later = one()
    .anomalies(thirteenMonths(period.end + 40))
    .map((anomaly) => anomaly.id);
  const stillInside = truth.filter((anomaly) => anomaly.startDay >= thirteenMonths(period.end + 40).start);
  expect(later).toEqual(expect.arrayContaining(stillInside.map((anomaly) => anomaly.id)));
});
