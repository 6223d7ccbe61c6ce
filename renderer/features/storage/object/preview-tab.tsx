import { SegmentedControl } from '@mantine/core';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import type { ObjectDetail, ObjectRef } from '#shared/model/storage.ts';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { FaultBoundary } from '../../../ui/fault-boundary.tsx';
import { Section } from '../../compute/drawer/facts.tsx';
import { HexPreview } from './hex-preview.tsx';
import { ImagePreview } from './image-preview.tsx';
import { JsonPreview } from './json-preview.tsx';
import { type PreviewKind, previewKind } from './preview-kind.ts';
import { TablePreview } from './table-preview.tsx';
import { TextPreview } from './text-preview.tsx';

const PdfPreview = lazy(async () => ({ default: (await import('./pdf-preview.tsx')).PdfPreview }));

export interface PreviewProps {
  object: ObjectRef;
  detail: ObjectDetail;
}

const names: Record<PreviewKind, string> = { text: 'Text', json: 'JSON', table: 'Table', image: 'Picture', pdf: 'PDF', hex: 'Bytes' };
const views: Record<PreviewKind, ComponentType<PreviewProps>> = {
  text: TextPreview,
  json: JsonPreview,
  table: TablePreview,
  image: ImagePreview,
  pdf: PdfPreview,
  hex: HexPreview,
};

/** What is in an object, read by ranges: never the whole of a large one. */
export function PreviewTab({ object, detail }: PreviewProps) {
  const likely = previewKind(object.key, detail.properties.contentType ?? '');
  const [kind, setKind] = useState<PreviewKind>(likely);
  if (detail.size === 0) return <EmptyNote title="This object is empty">It has 0 bytes.</EmptyNote>;
  if (detail.restore && detail.restore.state !== 'readable')
    return <EmptyNote title="This object is archived">Restore it from the archive first: its menu has the command.</EmptyNote>;
  const kinds = [...new Set<PreviewKind>([likely, 'text', 'hex'])];
  const View = views[kind];
  return (
    <Section title="Preview">
      <SegmentedControl
        aria-label="Shown as"
        mb={8}
        value={kind}
        data={kinds.map((one) => ({ value: one, label: names[one] }))}
        onChange={(next) => setKind(next)}
      />
      <FaultBoundary key={kind} fallback={<EmptyNote title="This cannot be shown">Look at its bytes, or download it.</EmptyNote>}>
        <Suspense fallback={<p className="ae-muted">Loading…</p>}>
          <View object={object} detail={detail} />
        </Suspense>
      </FaultBoundary>
    </Section>
  );
}
