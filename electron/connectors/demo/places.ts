import type { OrganisationOptions } from './options.ts';
import { pickWeighted, streams, uniform } from './random.ts';

export interface DemoPlace {
  id: string;
  name: string;
  kind: 'store' | 'warehouse' | 'office';
  city: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** Degrees, WGS 84. */
  latitude: number;
  longitude: number;
}

/** City centres, rounded to a hundredth of a degree. */
const cities: readonly { city: string; country: string; at: [latitude: number, longitude: number]; weight: number }[] = [
  { city: 'Amsterdam', country: 'NL', at: [52.37, 4.9], weight: 8 },
  { city: 'Rotterdam', country: 'NL', at: [51.92, 4.48], weight: 5 },
  { city: 'Hamburg', country: 'DE', at: [53.55, 9.99], weight: 7 },
  { city: 'Berlin', country: 'DE', at: [52.52, 13.4], weight: 8 },
  { city: 'Munich', country: 'DE', at: [48.14, 11.58], weight: 6 },
  { city: 'Paris', country: 'FR', at: [48.86, 2.35], weight: 9 },
  { city: 'Lyon', country: 'FR', at: [45.76, 4.84], weight: 4 },
  { city: 'Madrid', country: 'ES', at: [40.42, -3.7], weight: 6 },
  { city: 'Lisbon', country: 'PT', at: [38.72, -9.14], weight: 3 },
  { city: 'Milan', country: 'IT', at: [45.46, 9.19], weight: 5 },
  { city: 'Copenhagen', country: 'DK', at: [55.68, 12.57], weight: 3 },
  { city: 'Stockholm', country: 'SE', at: [59.33, 18.07], weight: 4 },
  { city: 'Dublin', country: 'IE', at: [53.35, -6.26], weight: 4 },
  { city: 'London', country: 'GB', at: [51.51, -0.13], weight: 9 },
  { city: 'New York', country: 'US', at: [40.71, -74.01], weight: 8 },
  { city: 'Chicago', country: 'US', at: [41.88, -87.63], weight: 5 },
  { city: 'Seattle', country: 'US', at: [47.61, -122.33], weight: 4 },
  { city: 'Sydney', country: 'AU', at: [-33.87, 151.21], weight: 4 },
];

const kinds = [
  { kind: 'store', weight: 86 },
  { kind: 'warehouse', weight: 9 },
  { kind: 'office', weight: 5 },
] as const;

/** How far from the centre a place lies at most, in degrees. */
const spread = 0.18;

function placeAt(seed: number, index: number): DemoPlace {
  const random = (n: number) => uniform(seed, streams.place, index, n);
  const { city, country, at } = pickWeighted(cities, random(0));
  const { kind } = pickWeighted(kinds, random(1));
  const offset = (n: number) => (random(n) - 0.5) * 2 * spread;
  return {
    id: `place-${String(index + 1).padStart(5, '0')}`,
    name: `${city} ${kind} ${index + 1}`,
    kind,
    city,
    country,
    latitude: Math.round((at[0] + offset(2)) * 1e5) / 1e5,
    longitude: Math.round((at[1] + offset(3)) * 1e5) / 1e5,
  };
}

/** Stores, warehouses and offices: 150 at scale 1. */
export function placesOf({ seed, scale }: OrganisationOptions): DemoPlace[] {
  return Array.from({ length: Math.max(3, Math.round(150 * scale ** 0.7)) }, (_, index) => placeAt(seed, index));
}
