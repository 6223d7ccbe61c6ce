import { Loaded } from '../../../ui/loaded.tsx';
import classes from '../storage.module.css';
import { bytesOf, useBytes } from './object-bytes.ts';
import type { PreviewProps } from './preview-tab.tsx';
import { ReadNote } from './read-note.tsx';

/** Larger documents are shown as text: a part of one cannot be parsed. */
const wholeBytes = 2_097_152;
/** Entries shown of one list or record. */
const mostEntries = 200;

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function summaryOf(value: object): string {
  const count = Object.keys(value).length;
  return Array.isArray(value) ? `[${count}]` : `{${count}}`;
}

function Node({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const label = name === null ? null : <span className="ae-muted">{name}: </span>;
  if (typeof value !== 'object' || value === null)
    return (
      <div>
        {label}
        {JSON.stringify(value)}
      </div>
    );
  const entries = Object.entries(value);
  return (
    <details open={depth < 2}>
      <summary>
        {label}
        {summaryOf(value)}
      </summary>
      <div>
        {entries.slice(0, mostEntries).map(([key, one]) => (
          <Node key={key} name={key} value={one} depth={depth + 1} />
        ))}
        {entries.length > mostEntries ? <div className="ae-muted">and {entries.length - mostEntries} more</div> : null}
      </div>
    </details>
  );
}

/** A JSON document whose parts fold; what is too long or no JSON stands as text. */
export function JsonPreview({ object }: PreviewProps) {
  const read = useBytes(object, wholeBytes);
  return (
    <Loaded read={read} height={240}>
      {({ base64, size }) => {
        const bytes = bytesOf(base64);
        const text = new TextDecoder().decode(bytes);
        const document = bytes.length >= size ? parsed(text) : null;
        return (
          <>
            <div className={`${classes['code']} ${classes['json']}`} tabIndex={0} role="region" aria-label="JSON">
              {document ? <Node name={null} value={document.value} depth={0} /> : text.slice(0, 262_144)}
            </div>
            {document ? null : <p className="ae-muted">{bytes.length < size ? 'Too long to be folded.' : 'This is no valid JSON.'}</p>}
            <ReadNote read={bytes.length} size={size} />
          </>
        );
      }}
    </Loaded>
  );
}
