import { company } from './company.ts';
import type { OrganisationOptions } from './options.ts';
import type { DemoPlace } from './places.ts';
import { pick, pickWeighted, streams, uniform } from './random.ts';

export interface DemoPerson {
  id: string;
  name: string;
  email: string;
  team: string;
  /** Id of the person's manager; null for the first person. */
  managerId: string | null;
  placeId: string;
  groups: string[];
  active: boolean;
  secondFactor: boolean;
  /** Epoch ms, UTC; null when the person never signed in. */
  lastSignIn: number | null;
}

/** First and last names are drawn apart: whoever comes out is nobody. */
const firstNames = [
  'Ada',
  'Bram',
  'Chidi',
  'Dana',
  'Elif',
  'Femke',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Kofi',
  'Lea',
  'Milan',
  'Nadia',
  'Omar',
  'Priya',
];
const lastNames = [
  'Abara',
  'Brink',
  'Costa',
  'Dahl',
  'Engel',
  'Fonseca',
  'Grau',
  'Holm',
  'Ito',
  'Jansen',
  'Kaya',
  'Lindt',
  'Moreau',
  'Novak',
  'Osei',
  'Quist',
];
const teams = [
  { team: 'stores', weight: 40 },
  { team: 'supply-chain', weight: 22 },
  { team: 'storefront', weight: 12 },
  { team: 'data', weight: 9 },
  { team: 'platform', weight: 9 },
  { team: 'payments', weight: 8 },
];
/** Reports per manager. */
const span = 9;

function personAt(seed: number, index: number, places: readonly DemoPlace[], now: number): DemoPerson {
  const random = (n: number) => uniform(seed, streams.person, index, n);
  const first = pick(firstNames, random(0));
  const last = pick(lastNames, random(1));
  const { team } = pickWeighted(teams, random(2));
  const active = random(3) > 0.06;
  return {
    id: `person-${index + 1}`,
    name: `${first} ${last}`,
    email: `${first}.${last}${index + 1}@${company.domain}`.toLowerCase(),
    team,
    managerId: index === 0 ? null : `person-${Math.floor((index - 1) / span) + 1}`,
    placeId: pick(places, random(4)).id,
    groups: ['everyone', team, ...(random(5) < 0.08 ? ['cloud-admins'] : [])],
    active,
    secondFactor: random(6) < 0.88,
    lastSignIn: random(7) < 0.03 ? null : now - Math.round((active ? 9 : 200) * 86_400_000 * random(8) ** 2),
  };
}

/** Staff of the company: 400 at scale 1. */
export function* peopleOf({ seed, scale }: OrganisationOptions, places: readonly DemoPlace[], now: number): Generator<DemoPerson> {
  const count = Math.max(5, Math.round(400 * scale ** 0.7));
  for (let index = 0; index < count; index++) yield personAt(seed, index, places, now);
}
