import type { DemoPlace } from './places.ts';
import { hash, pickWeighted, streams, uniform } from './random.ts';

export interface DemoDevice {
  id: string;
  name: string;
  kind: 'till' | 'sensor' | 'camera' | 'printer' | 'gateway';
  placeId: string;
  firmware: string;
  online: boolean;
  /** Epoch ms, UTC. */
  lastSeen: number;
  batteryPercent: number | null;
}

const kinds = [
  { kind: 'till', weight: 30, battery: false },
  { kind: 'sensor', weight: 40, battery: true },
  { kind: 'camera', weight: 15, battery: false },
  { kind: 'printer', weight: 10, battery: false },
  { kind: 'gateway', weight: 5, battery: false },
] as const;

const offlineShare = 0.04;

function deviceAt(seed: number, place: DemoPlace, key: number, now: number): DemoDevice {
  const random = (n: number) => uniform(seed, streams.device, key, n);
  const { kind, battery } = pickWeighted(kinds, random(0));
  const online = random(1) >= offlineShare;
  const silentMs = Math.round(online ? random(2) * 60_000 : 3_600_000 + random(2) * 30 * 86_400_000);
  return {
    id: `dev-${hash(seed, streams.device, key, 99).toString(16).padStart(8, '0')}-${key}`,
    name: `${kind}-${place.id}-${key % 1000}`,
    kind,
    placeId: place.id,
    firmware: `${2 + Math.floor(random(3) * 3)}.${Math.floor(random(4) * 10)}.${Math.floor(random(5) * 20)}`,
    online,
    lastSeen: now - silentMs,
    batteryPercent: battery ? Math.round(8 + 92 * random(6)) : null,
  };
}

/** Devices of the places: more in a warehouse than in a store. */
export function* devicesOf(seed: number, places: readonly DemoPlace[], now: number): Generator<DemoDevice> {
  for (const [index, place] of places.entries()) {
    const base = { store: 12, warehouse: 60, office: 8 }[place.kind];
    const count = base + (hash(seed, streams.device, index) % base);
    for (let n = 0; n < count; n++) yield deviceAt(seed, place, index * 1000 + n, now);
  }
}
