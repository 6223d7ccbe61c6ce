import { failure, type ObjectProperties } from '../../sdk.ts';

/** Names must be identifiers of C#, values ASCII. Source: "Naming and referencing containers, blobs, and metadata". */
const taken = /^[A-Za-z_]\w*$/;
const plain = /^[\x20-\x7e]*$/;
const encoded = /^=\?UTF-8\?B\?([\w+/=]*)\?=$/i;

/** Other text than ASCII as RFC 2047 has it: what S3 does with its own. */
const encode = (value: string) => (plain.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`);

function decode(value: string): string {
  const bytes = encoded.exec(value)?.[1];
  return bytes === undefined ? value : Buffer.from(bytes, 'base64').toString();
}

const mapped = (metadata: Record<string, string>, change: (value: string) => string) =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, change(value)]));

/** As whoever wrote it meant it. */
export const readMetadata = (metadata: Record<string, string>): Record<string, string> => mapped(metadata, decode);

/** What somebody sets: a name that Azure does not take is refused. */
export function metadataOf({ metadata = {} }: ObjectProperties): Record<string, string> {
  const wrong = Object.keys(metadata).find((name) => !taken.test(name));
  if (wrong !== undefined)
    throw failure('invalid_input', `The metadata ${wrong} cannot be kept: its name is none that Azure takes.`, {
      hint: 'Names have letters, digits and _ only, and do not begin with a digit; rename it.',
    });
  return mapped(metadata, encode);
}

function fitted(name: string): string {
  const replaced = name.replace(/\W/g, '_');
  return taken.test(replaced) ? replaced : `_${replaced}`;
}

/** What comes with an object from elsewhere: other characters of names become `_`. Refused when two names become one: neither may be lost. */
export function carriedMetadata({ metadata = {} }: ObjectProperties): Record<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(metadata)) {
    // They are headers, so letters count alike.
    const id = fitted(name).toLowerCase();
    const other = names.get(id);
    if (other !== undefined)
      throw failure('invalid_input', `The metadata ${other} and ${name} would have the same name in Azure: ${fitted(name)}.`, {
        hint: 'Rename or remove one of them at the source.',
      });
    names.set(id, name);
  }
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [fitted(name), encode(value)]));
}
