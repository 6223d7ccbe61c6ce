import { createHash } from 'node:crypto';
import type { AppError } from '#shared/errors/app-error.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import type { ObjectRef, PresignedUrl } from '#shared/model/storage.ts';
import type { StoragePlan, Transfer, TransferItem } from '#shared/model/transfer.ts';
import { auditEntry } from '../../audit/audit-log.ts';
import { addressOf } from '../plans/address.ts';
import type { PlannerParts } from '../plans/planner-parts.ts';
import type { StoredPlan } from '../transfers-api.ts';
import { createSubjects, type SubjectOf } from './subjects.ts';

/** Writes changes of stored objects into the audit log. */
export interface StorageAuditor {
  /** Before a transfer begins. */
  started(transfer: Transfer, stored: StoredPlan): Promise<void>;
  refused(plan: Pick<StoragePlan, 'id' | 'title' | 'verb'>, error: AppError): Promise<void>;
  /** A transfer ended: its items, its counts and a digest that stands for all of them. */
  ended(transfer: Transfer): Promise<void>;
  /** A presigned link was made: an access grant. The link itself is a secret and is not written down. */
  linkMade(object: ObjectRef, link: { method: 'GET' | 'PUT'; expiresAt: PresignedUrl['expiresAt'] }): Promise<void>;
}

type Parts = Pick<PlannerParts, 'audit' | 'transfers' | 'stores' | 'bucketOf'>;

const pageSize = 2_000;
const entriesAtOnce = 200;
/** A larger transfer has records of its failed items only, as many as this; the digest stands for the others. */
const mostRecords = 1_000;
const shownItems = 100;

/** One line of the digest: `0 copy /a/b.csv bucket/b.csv succeeded`. A side that is not there is `-`. */
function digestLine({ index, does, from, to, state }: TransferItem): string {
  return `${index} ${does} ${from ?? '-'} ${to ?? '-'} ${state}\n`;
}

type Notable = Pick<AuditEntry, 'actor' | 'action' | 'planId' | 'runId'>;

function itemEntry(base: Notable, { title }: Transfer, item: TransferItem, subjectOf: SubjectOf): AuditEntry {
  const { index, does, from, to, size, state, error, verified, note, attempts } = item;
  const place = does === 'copy' || does === 'move' ? (to ?? from) : (from ?? to);
  const subject = subjectOf(place ?? '');
  return auditEntry({
    ...base,
    event: 'target_ended',
    summary: `${title}: ${place ?? index} ${state}`,
    subject,
    outcome: state,
    error,
    details: { index, does, from, to, size, verified, note, attempts },
  });
}

async function writeItems({ audit, transfers, ...parts }: Parts, base: Notable, transfer: Transfer, stored: StoredPlan): Promise<string> {
  const api = await transfers.api();
  const subjectOf = await createSubjects(parts, stored.request);
  const digest = createHash('sha256');
  let recorded = 0;
  let waiting: AuditEntry[] = [];
  for (let offset = 0, total = 1; offset < total; offset += pageSize) {
    const page = await api.transfers.items({ transferId: transfer.id, offset, limit: pageSize });
    total = page.total;
    for (const item of page.items) {
      digest.update(digestLine(item));
      if (recorded >= mostRecords || (total > mostRecords && item.state !== 'failed')) continue;
      recorded += 1;
      waiting.push(itemEntry(base, transfer, item, subjectOf));
      if (waiting.length < entriesAtOnce) continue;
      await audit.append(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await audit.append(waiting);
  return digest.digest('hex');
}

export function createStorageAuditor(parts: Parts): StorageAuditor {
  const { audit, transfers, stores } = parts;
  const base = ({ id, planId, verb }: Transfer): Notable => ({ actor: audit.person(), action: verb, planId, runId: id });
  return {
    async started(transfer, { plan, request }) {
      const { items } = await (await transfers.api()).plans.items({ planId: plan.id, offset: 0, limit: shownItems });
      const { act, skip, refuse } = plan.counts;
      const summary = `${plan.title} (${act} of ${act + skip + refuse} objects)`;
      await audit.append([auditEntry({ ...base(transfer), event: 'run_started', summary, details: { plan, request, items } })]);
    },
    async refused({ id: planId, title, verb: action }, error) {
      const summary = `${title}: not applied, ${error.message}`;
      await audit.append([
        auditEntry({ actor: audit.person(), event: 'apply_refused', summary, action, outcome: 'refused', planId, error }),
      ]);
    },
    async ended(transfer) {
      const stored = await (await transfers.api()).plans.get({ planId: transfer.planId });
      if (!stored) return;
      const { counts, bytes, verified, copied, state, title } = transfer;
      const sha256 = await writeItems(parts, base(transfer), transfer, stored);
      const details = {
        counts,
        bytes,
        verified,
        copied,
        items: { sha256, line: 'index does from to outcome', order: 'as listed: failed, then the others' },
      };
      await audit.append([auditEntry({ ...base(transfer), event: 'run_ended', summary: `${title}: ${state}`, outcome: state, details })]);
    },
    async linkMade({ connectionId, bucket, key, versionId = null }, { method, expiresAt }) {
      const address = addressOf((id) => stores.features(id), { connectionId, bucket, key });
      const subjectOf = await createSubjects(parts, { verb: 'create_folder', connectionId, bucket, prefix: key });
      const may = method === 'GET' ? 'read' : 'write';
      const summary = `Link made: whoever has it may ${may} ${address} until ${new Date(expiresAt).toISOString()}`;
      const details = { method, expiresAt, versionId };
      await audit.append([
        auditEntry({
          actor: audit.person(),
          event: 'link_made',
          summary,
          action: 'presign',
          subject: subjectOf(`${bucket}/${key}`),
          details,
        }),
      ]);
    },
  };
}
