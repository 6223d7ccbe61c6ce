import { useRead } from '../../../app/reads.ts';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import classes from '../storage.module.css';
import type { PreviewProps } from './preview-tab.tsx';

/** First rows of a CSV or Parquet object. */
export function TablePreview({ object }: PreviewProps) {
  const read = useRead(['storage', 'table'], object);
  return (
    <Loaded read={read} height={240}>
      {({ columns, rows, totalRows, bytesRead, note }) => (
        <>
          <div className={classes['table']} tabIndex={0} role="region" aria-label="Rows">
            <table>
              <thead>
                <tr>
                  {columns.map(({ name, type }) => (
                    <th key={name} scope="col">
                      {name} <span className="ae-muted">{type}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  // Rows of a file have no identity but their place.
                  // oxlint-disable-next-line react/no-array-index-key
                  <tr key={index}>
                    {row.map((cell, at) => (
                      <td key={columns[at]?.name ?? at} data-numeric={typeof cell === 'number' || undefined}>
                        {cell === null ? <span className="ae-muted">null</span> : String(cell)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="ae-muted" style={{ marginTop: 4 }}>
            {`${formatCount(rows.length)} of ${totalRows === null ? 'an unknown number of' : formatCount(totalRows)} rows, from ${formatBytes(bytesRead)} read.`}
            {note ? ` ${note}` : ''}
          </p>
        </>
      )}
    </Loaded>
  );
}
