import classes from '../storage.module.css';

const terms: [string, string][] = [
  ['report 2025', 'both words in bucket or key, in any case'],
  ['"annual report"', 'words in quotes are one'],
  ['size>1GB size<=20kB', 'size; kB, MB, GB, TB are 1000-based'],
  ['modified<2025-01-01', 'last changed before a day, UTC'],
  ['class:STANDARD', 'storage class'],
  ['ext:parquet', 'ending of the name'],
  ['bucket:logs connection:prod', 'where'],
  ['prefix:logs/2025/', 'below a folder'],
  ['-ext:log', 'a minus before a word or term: not'],
];

/** What can be typed; a click tries it. */
export function SyntaxHelp({ onExample }: { onExample: (query: string) => void }) {
  return (
    <dl className={classes['syntax']} style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '4px 16px', margin: 0 }}>
      {terms.map(([term, means]) => (
        <div key={term} style={{ display: 'contents' }}>
          <dt>
            <button type="button" className={classes['crumb']} onClick={() => onExample(term)}>
              <code>{term}</code>
            </button>
          </dt>
          <dd style={{ margin: 0, alignSelf: 'center' }}>{means}</dd>
        </div>
      ))}
    </dl>
  );
}
