import { type ObjectColumns, textAt } from '#core/capabilities/object-columns.ts';

/** Text that JSON writes as it is. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const quoted = (text: string) => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** Objects as JSON Lines. Times repeat in a listing: the last one is not made anew. */
export function jsonLines(objects: ObjectColumns): string {
  const classes = objects.classes.map((one) => JSON.stringify(one));
  let text = '';
  let modified = Number.NaN;
  let date = '';
  for (let row = 0; row < objects.count; row += 1) {
    const ms = objects.modified[row]!;
    if (ms !== modified) {
      modified = ms;
      date = new Date(ms).toISOString();
    }
    const etag = objects.etags ? textAt(objects.etags, row) : '';
    text += `{"key":${quoted(textAt(objects.keys, row))},"size":${objects.size[row]},"modified":"${date}","storageClass":${classes[objects.classOf[row]!] ?? '""'},"etag":${etag ? quoted(etag) : 'null'}}\n`;
  }
  return text;
}
