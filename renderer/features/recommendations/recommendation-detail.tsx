import { Anchor, Button, CloseButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Recommendation } from '#shared/model/recommendation.ts';
import { useZone } from '../../app/preferences.ts';
import { useCall } from '../../app/reads.ts';
import { useScopedHref } from '../../app/scope.ts';
import { formatMoney } from '../../ui/format/money.ts';
import { formatTime } from '../../ui/format/time.ts';
import { tellError } from '../../ui/tell.ts';
import { EvidenceTable } from './evidence-table.tsx';
import classes from './recommendations.module.css';

interface Props {
  one: Recommendation;
  onPlan: (one: Recommendation) => void;
  onClose: () => void;
}

function Dismiss({ one }: Pick<Props, 'one'>) {
  const call = useCall();
  const [reason, setReason] = useState('');
  const dismiss = async () => {
    const reply = await call(['recommendations', 'dismiss'], { id: one.id, reason });
    if (!reply.ok) tellError(reply.error);
  };
  return (
    <form
      className={classes['dismiss']}
      onSubmit={(event) => {
        event.preventDefault();
        void dismiss();
      }}
    >
      <TextInput
        label="Dismiss, because"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        placeholder="Kept for the yearly peak"
        maxLength={300}
      />
      <Button type="submit" variant="default" disabled={reason.trim() === ''}>
        Dismiss
      </Button>
    </form>
  );
}

function Dismissed({ one }: Pick<Props, 'one'>) {
  const call = useCall();
  const zone = useZone();
  const { reason, by, at } = one.dismissed!;
  const restore = async () => {
    const reply = await call(['recommendations', 'restore'], { id: one.id });
    if (!reply.ok) tellError(reply.error);
  };
  return (
    <section className={classes['section']}>
      <p>
        Dismissed by {by}, {formatTime(at, zone)}: {reason}
      </p>
      <Button variant="default" onClick={() => void restore()}>
        Restore
      </Button>
    </section>
  );
}

/** One advice with everything it rests on. */
export function RecommendationDetail({ one, onPlan, onClose }: Props) {
  const href = useScopedHref();
  return (
    <section className={classes['detail']} aria-label="Recommendation">
      <div className={classes['head']}>
        <h2 className={classes['title']}>{one.title}</h2>
        <CloseButton aria-label="Close the recommendation" onClick={onClose} />
      </div>
      <p>
        <Anchor component={Link} href={href('/compute', { open: `${one.connectionId} ${one.machineId}` })} size="sm">
          {one.name}
        </Anchor>{' '}
        <span className="ae-muted">
          {one.accountName || one.account} · {one.region} · {one.environment || 'no environment'}
        </span>
      </p>
      <p>{one.reason}</p>
      {one.evidence.length > 0 ? <EvidenceTable evidence={one.evidence} /> : null}
      <section className={classes['section']}>
        <h3>{one.saving ? `${formatMoney(-one.saving.amount, one.saving.currency)} a month` : 'Saving unknown'}</h3>
        <p className="ae-muted">{one.saving ? one.saving.basis : 'The price table does not know this type in this region.'}</p>
      </section>
      <section className={classes['section']}>
        <h3>Confidence: {one.confidence}</h3>
        <p className="ae-muted">{one.confidenceReason}</p>
      </section>
      {one.dismissed ? (
        <Dismissed one={one} />
      ) : (
        <>
          <Button disabled={one.action === null} onClick={() => onPlan(one)}>
            Plan this change…
          </Button>
          <Dismiss key={one.id} one={one} />
        </>
      )}
    </section>
  );
}
