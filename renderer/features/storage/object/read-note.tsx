import { formatBytes } from '../../../ui/format/number.ts';

/** Says how much of an object is shown. */
export function ReadNote({ read, size }: { read: number; size: number }) {
  return (
    <p className="ae-muted" style={{ marginTop: 4 }}>
      {read >= size ? `All of its ${formatBytes(size)}.` : `The first ${formatBytes(read)} of ${formatBytes(size)}.`}
    </p>
  );
}
