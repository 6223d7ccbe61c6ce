import { Button, Checkbox, Modal, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import { type Output, useCall } from '../../../app/reads.ts';
import { formatBytes, formatNoun } from '../../../ui/format/number.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import actions from '../../actions/actions.module.css';
import { useStores } from '../use-stores.ts';
import { ClassificationTable } from './classification-table.tsx';

type Result = Output<'storage', 'sampleContent'>;

function Outcome({ result, connectionId, bucket }: { result: Result; connectionId: string; bucket: string }) {
  return (
    <>
      <p role="status">{`Read the beginning of ${formatNoun(result.read.objects, 'object')}, ${formatBytes(result.read.bytes)}.`}</p>
      <ClassificationTable classifications={result.classifications.map((one) => ({ ...one, connectionId, bucket }))} />
      {result.skipped.length > 0 ? <p className="ae-muted">Not read: {result.skipped.slice(0, 5).join('; ')}</p> : null}
    </>
  );
}

function SampleForm({ onClose }: { onClose: () => void }) {
  const call = useCall();
  const { buckets } = useStores();
  const nameOf = (one: { connectionId: string; bucket: string }) => JSON.stringify([one.connectionId, one.bucket]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [count, setCount] = useState<string | number>(50);
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const bucket = buckets.find((one) => nameOf(one) === chosen);
  const sample = async () => {
    if (!bucket) return;
    setBusy(true);
    const reply = await call(['storage', 'sampleContent'], {
      connectionId: bucket.connectionId,
      bucket: bucket.bucket,
      maxObjects: Number(count),
    });
    setBusy(false);
    setError(reply.ok ? null : reply.error);
    setResult(reply.ok ? reply.value : null);
  };
  return (
    <div className={actions['dialog']}>
      <Select
        label="Bucket"
        searchable
        value={chosen}
        data={buckets.map((one) => ({ value: nameOf(one), label: one.bucket }))}
        onChange={(next) => {
          setChosen(next);
          setResult(null);
        }}
      />
      <NumberInput label="Objects at most" min={1} max={1000} value={count} onChange={setCount} w={160} />
      <Checkbox
        checked={agreed}
        onChange={(event) => setAgreed(event.currentTarget.checked)}
        label="Read them: the provider charges requests and transfer, and retrieval where the class has it"
        description="Only the beginning of each object is read. What is found is shown masked; nothing of the content is kept."
      />
      {error ? <ProblemNote error={error} /> : null}
      {result && bucket ? <Outcome result={result} connectionId={bucket.connectionId} bucket={bucket.bucket} /> : null}
      <div className={actions['buttons']}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button disabled={!agreed || !bucket} loading={busy} onClick={() => void sample()}>
          Read and examine
        </Button>
      </div>
    </div>
  );
}

/** Looks into the content of some objects: asked for by a person, because reading costs. */
export function SampleContent() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        Examine content…
      </Button>
      {open ? (
        <Modal opened onClose={() => setOpen(false)} title="Examine content" size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
          <SampleForm onClose={() => setOpen(false)} />
        </Modal>
      ) : null}
    </>
  );
}
