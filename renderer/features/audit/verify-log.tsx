import { Anchor, Button, CloseButton } from '@mantine/core';
import { IconAlertOctagon, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { AuditVerdict } from '#shared/model/audit.ts';
import { useZone } from '../../app/preferences.ts';
import { useCall } from '../../app/reads.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatCount, formatNoun } from '../../ui/format/number.ts';
import { formatTime } from '../../ui/format/time.ts';
import { tellError } from '../../ui/tell.ts';
import classes from './audit.module.css';

/** A verdict and when it was given. */
export interface Judged {
  verdict: AuditVerdict;
  at: number;
}

/** Lets the host check the whole log. */
export function useVerify() {
  const call = useCall();
  const [judged, setJudged] = useState<Judged | null>(null);
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    const reply = await call(['audit', 'verify'], {});
    setBusy(false);
    if (reply.ok) setJudged({ verdict: reply.value, at: Date.now() });
    else tellError(reply.error);
  };
  return { judged, busy, verify, forget: () => setJudged(null) };
}

export function VerifyButton({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  return (
    <Button variant="default" leftSection={<IconShieldCheck size={15} />} loading={busy} onClick={onClick}>
      Verify
    </Button>
  );
}

function Head({ verdict: { head } }: Judged) {
  return (
    <span className={classes['hash']}>
      Head <span className="ae-mono">{head}</span> <CopyButton text={head} label="Copy the head" />
    </span>
  );
}

interface Props {
  judged: Judged;
  onOpen: (seq: number) => void;
  onClose: () => void;
}

function Broken({ judged, onOpen }: Omit<Props, 'onClose'>) {
  const { broken, records } = judged.verdict;
  const { seq, reason } = broken!;
  return (
    <>
      <strong>Record {formatCount(seq)} is not what was written</strong>: {reason}.{' '}
      {seq > 0 && seq <= records ? (
        <Anchor component="button" type="button" size="sm" onClick={() => onOpen(seq)}>
          Open record {formatCount(seq)}
        </Anchor>
      ) : null}
      <div className="ae-muted">
        {formatNoun(records, 'record')} in the log; what comes before this one is sound. Compare with an export or a head that you kept
        elsewhere.
      </div>
    </>
  );
}

/** What the verifier found, with the head of the log to keep elsewhere. */
export function Verdict({ judged, onOpen, onClose }: Props) {
  const zone = useZone();
  const { ok, records } = judged.verdict;
  return (
    <div className={classes['verdict']} role={ok ? 'status' : 'alert'} data-ok={ok || undefined}>
      {ok ? <IconShieldCheck size={18} aria-hidden /> : <IconAlertOctagon size={18} aria-hidden />}
      <div className={classes['finding']}>
        {ok ? <strong>{formatNoun(records, 'record')}, all as they were written</strong> : <Broken judged={judged} onOpen={onOpen} />}
        <div>
          <Head {...judged} /> <span className="ae-muted">checked {formatTime(judged.at, zone)}</span>
        </div>
      </div>
      <CloseButton aria-label="Close the verdict" onClick={onClose} />
    </div>
  );
}
