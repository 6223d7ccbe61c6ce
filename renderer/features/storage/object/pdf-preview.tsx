import { Button } from '@mantine/core';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import { useHost } from '../../../app/host.tsx';
import { formatCount } from '../../../ui/format/number.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import classes from '../storage.module.css';
import { openPdf } from './pdf-document.ts';
import type { PreviewProps } from './preview-tab.tsx';

const unreadable = appError('invalid_input', 'This PDF could not be read', {
  hint: 'It may be damaged or need a password. Download it instead.',
});

function Page({ document, number }: { document: PDFDocumentProxy; number: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let stopped = false;
    let stop = () => {};
    const draw = async () => {
      const page = await document.getPage(number);
      if (stopped || !canvas.current) return;
      const viewport = page.getViewport({ scale: 1.5 });
      canvas.current.width = viewport.width;
      canvas.current.height = viewport.height;
      const task = page.render({ canvas: canvas.current, viewport });
      stop = () => task.cancel();
      await task.promise;
    };
    // A page that was left before it was drawn is no fault.
    draw().catch(() => {});
    return () => {
      stopped = true;
      stop();
    };
  }, [document, number]);
  return <canvas ref={canvas} role="img" aria-label={`Page ${number}`} />;
}

/** Pages of a PDF, one at a time. */
export function PdfPreview({ object, detail }: PreviewProps) {
  const host = useHost();
  const [document, setDocument] = useState<PDFDocumentProxy | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [number, setNumber] = useState(1);
  useEffect(() => {
    const task = openPdf(host, object, detail.size);
    task.promise.then(setDocument, () => setError(unreadable));
    return () => void task.destroy();
  }, [host, object, detail.size]);
  if (error) return <ProblemNote error={error} />;
  if (!document) return <p className="ae-muted">Loading…</p>;
  return (
    <div className={classes['pdf']}>
      <div className={classes['tools']}>
        <Button size="compact-xs" variant="default" disabled={number === 1} onClick={() => setNumber(number - 1)}>
          Before
        </Button>
        <Button size="compact-xs" variant="default" disabled={number >= document.numPages} onClick={() => setNumber(number + 1)}>
          After
        </Button>
        <span className="ae-muted" role="status">{`page ${number} of ${formatCount(document.numPages)}`}</span>
      </div>
      <Page document={document} number={number} />
    </div>
  );
}
