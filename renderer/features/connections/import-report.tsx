import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ConformanceReport } from '#shared/model/cost.ts';
import { useRead } from '../../app/reads.ts';
import { useSaveFile } from '../../app/save-file.ts';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { SimpleTable } from '../../ui/simple-table.tsx';
import classes from './connections.module.css';

const pageSize = 50;

function BadRows({ connectionId, total }: { connectionId: string; total: number }) {
  const [page, setPage] = useState(0);
  const save = useSaveFile();
  const read = useRead(['imports', 'badRows'], { connectionId, offset: page * pageSize, limit: pageSize }, { keep: true });
  const pages = Math.ceil((read.data?.total ?? 0) / pageSize);
  const exportAll = () => save('bad-rows.csv', (target, { services }) => services.imports.exportBadRows({ connectionId, target }));
  return (
    <div className={classes['section']}>
      <h3>{formatNoun(total, 'bad row')}: not imported</h3>
      <Button size="compact-xs" variant="default" onClick={() => void exportAll()}>
        Export bad rows
      </Button>
      <SimpleTable
        label="Bad rows"
        rows={read.data?.rows ?? []}
        rowKey={(row, index) => `${row.line} ${index}`}
        columns={[
          { key: 'line', header: 'Line', numeric: true, render: ({ line }) => formatCount(line) },
          { key: 'column', header: 'Column', render: ({ column }) => column ?? <span className="ae-muted">whole row</span> },
          {
            key: 'value',
            header: 'Value',
            render: ({ value, raw }) => (
              <span className="ae-mono" title={raw}>
                {value || '(empty)'}
              </span>
            ),
          },
          { key: 'reason', header: 'Why', render: ({ reason }) => reason },
        ]}
      />
      {pages > 1 ? (
        <div className={classes['buttons']}>
          <Button size="compact-xs" variant="default" disabled={page === 0} onClick={() => setPage(page - 1)}>
            Before
          </Button>
          <span>
            {page + 1} of {pages}
          </span>
          <Button size="compact-xs" variant="default" disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function List({ title, items }: { title: string; items: string[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <div style={{ marginTop: 8 }}>{title}</div>
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}

function Findings({ report }: { report: ConformanceReport }) {
  return (
    <>
      <p>
        {report.file}: {report.format === 'csv.gz' ? 'CSV, gzip' : report.format.toUpperCase()}, FOCUS {report.focusVersion}.{' '}
        {formatCount(report.rowsKept)} of {formatNoun(report.rowsRead, 'row')} kept.
      </p>
      <List title="Mandatory columns that are missing" items={report.missingMandatory} />
      <List title="Older names, read as" items={report.renamed.map(({ from, to }) => `${from} → ${to}`)} />
      <List
        title="Warnings"
        items={report.warnings.map(
          ({ message, rows, firstLine }) =>
            `${message}: ${formatNoun(rows, 'row')}${firstLine === null ? '' : `, first at line ${formatCount(firstLine)}`}`,
        )}
      />
      <List title="Columns outside the specification, kept" items={report.extraColumns} />
    </>
  );
}

/** What was found in a cost file: missing columns, warnings, and rows that were not imported. */
export function ImportReport({ connectionId }: { connectionId: string }) {
  const report = useRead(['imports', 'report'], { connectionId }).data;
  if (!report) return null;
  return (
    <>
      <div className={classes['section']}>
        <h3>Conformance to FOCUS</h3>
        <Findings report={report} />
      </div>
      {report.rowsBad > 0 ? <BadRows connectionId={connectionId} total={report.rowsBad} /> : null}
    </>
  );
}
