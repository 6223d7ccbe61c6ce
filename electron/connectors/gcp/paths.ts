/**
 * Compute Engine names a resource by the address of its record: `https://www.googleapis.com/compute/v1/projects/p/zones/z/instances/n`.
 * Without host and version that is the id used here: the same for every endpoint, and what `gcloud` takes.
 */
export function idOf(link: string): string {
  const at = link.indexOf('projects/');
  return at < 0 ? link : link.slice(at);
}

/** Last part of an address: the resource's own name. */
export function nameOf(link: string): string {
  return link.slice(link.lastIndexOf('/') + 1);
}

/** The part behind `word` in an address: `partOf(link, 'zones')`; `''` when it has none. */
export function partOf(link: string, word: string): string {
  const parts = link.split('/');
  const at = parts.indexOf(word);
  return at < 0 ? '' : (parts[at + 1] ?? '');
}

/** `europe-west1-b` lies in `europe-west1`. */
export function regionOfZone(zone: string): string {
  return zone.replace(/-[a-z]$/, '');
}

/** Zone and region of an address; both `''` for a global resource. */
export function placeOf(link: string): { zone: string; region: string } {
  const zone = partOf(link, 'zones');
  return { zone, region: zone ? regionOfZone(zone) : partOf(link, 'regions') };
}

/** What the operations of a resource are kept under: its zone, its region, or the project's global ones. */
export function operationsOf(id: string): string {
  const project = `projects/${partOf(id, 'projects')}`;
  const { zone, region } = placeOf(id);
  if (zone) return `${project}/zones/${zone}/operations`;
  return region ? `${project}/regions/${region}/operations` : `${project}/global/operations`;
}
