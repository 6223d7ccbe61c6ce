import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import classes from '../storage.module.css';

interface Row {
  name: string;
  bytes: number;
  objects: number;
}

/** Sizes beside each other; the figures say what the bars show. */
export function ByteBars({ label, rows }: { label: string; rows: Row[] }) {
  const most = Math.max(1, ...rows.map(({ bytes }) => bytes));
  return (
    <ul className={classes['plainList']} aria-label={label}>
      {rows.map(({ name, bytes, objects }) => (
        <li key={name} className={classes['bar']} title={formatNoun(objects, 'object')}>
          <span className="ae-clip">{name}</span>
          <span className={classes['barTrack']}>
            <span className={classes['barFill']} style={{ width: `${(bytes / most) * 100}%` }} />
          </span>
          <span className="ae-num">{formatBytes(bytes)}</span>
        </li>
      ))}
    </ul>
  );
}
