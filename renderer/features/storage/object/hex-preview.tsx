import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../../../ui/format/number.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import classes from '../storage.module.css';
import { hexLines } from './hex-lines.ts';
import { bytesOf, useBytes } from './object-bytes.ts';
import type { PreviewProps } from './preview-tab.tsx';

const pageBytes = 4096;

/** Bytes of any object, a page at a time. */
export function HexPreview({ object, detail }: PreviewProps) {
  const [offset, setOffset] = useState(0);
  const read = useBytes(object, pageBytes, offset);
  const last = Math.max(0, Math.floor((detail.size - 1) / pageBytes) * pageBytes);
  return (
    <>
      <div className={classes['tools']}>
        <Button size="compact-xs" variant="default" disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - pageBytes))}>
          Before
        </Button>
        <Button size="compact-xs" variant="default" disabled={offset >= last} onClick={() => setOffset(offset + pageBytes)}>
          After
        </Button>
        <Button size="compact-xs" variant="default" disabled={offset === last} onClick={() => setOffset(last)}>
          End
        </Button>
        <span className="ae-muted">{`from byte ${formatCount(offset)} of ${formatCount(detail.size)}`}</span>
      </div>
      <Loaded read={read} height={240}>
        {({ base64, offset: from }) => (
          <pre className={`${classes['code']} ${classes['hex']}`} tabIndex={0} aria-label="Bytes">
            {hexLines(bytesOf(base64), from)}
          </pre>
        )}
      </Loaded>
    </>
  );
}
