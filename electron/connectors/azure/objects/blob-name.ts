import { failure } from '../../sdk.ts';

/** Source: "Naming and referencing containers, blobs, and metadata". */
const maxCharacters = 1024;

function refused(key: string, why: string): Error {
  return failure('invalid_input', `Azure cannot hold the name ${JSON.stringify(key.slice(0, 200))}: ${why}.`, {
    hint: 'Choose another name.',
  });
}

/**
 * A key as part of an address. The slashes of one with `.` or `..` between them are escaped too: otherwise those segments
 * would be taken out of the address before it is sent. Throws `invalid_input` for a name that would arrive as another.
 */
export function pathOf(key: string): string {
  if (key.length > maxCharacters) throw refused(key, `it has more than ${maxCharacters} characters`);
  if (key.includes('\\')) throw refused(key, 'it would turn the backslash into a slash');
  if (key === '.' || key === '..') throw refused(key, 'no address can be made of it');
  if (!key.isWellFormed()) throw refused(key, 'it is not valid text');
  const escaped = encodeURIComponent(key);
  return /(^|\/)\.\.?(\/|$)/.test(key) ? escaped : escaped.replaceAll('%2F', '/');
}

/** A version, a snapshot (`snapshot:TIME`), or what the service keeps of a deleted object without versions. */
export const deletedVersion = 'deleted';
const snapshotMark = 'snapshot:';
export const snapshotVersion = (time: string): string => `${snapshotMark}${time}`;

/** Query of an address that names one state of an object. */
export function versionQuery(versionId: string | null | undefined): Record<string, string> {
  if (!versionId || versionId === deletedVersion) return {};
  return versionId.startsWith(snapshotMark) ? { snapshot: versionId.slice(snapshotMark.length) } : { versionid: versionId };
}
