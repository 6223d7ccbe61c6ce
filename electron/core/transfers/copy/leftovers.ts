import type { CopyJob } from './copy-job.ts';

/** Clocks of this machine and of the far side may differ by so much. */
const skewMs = 5 * 60_000;

/** From now on something may be left of it, here or at the far side, that the next try of this item looks for. */
export function noteBegun({ item }: CopyJob): void {
  item.begunAt ??= Date.now();
}

/**
 * Removes what a process left at the target that was killed before it could note it: between the far side's beginning of an
 * upload and our table, or within the writing of a small file. Uploads that any transfer of this home knows are left alone.
 */
export async function removeLeftovers({ item, to, target, parts, context }: CopyJob): Promise<void> {
  const { begunAt } = item;
  if (begunAt === undefined || !target.pendingUploads || !target.abortPendingUpload) return;
  const { signal } = context;
  const known = new Set((await (await parts.transfers.api()).parts.open()).map(({ resume }) => resume.upload.uploadId));
  for await (const page of target.pendingUploads({ bucket: to.bucket, prefix: to.key, signal })) {
    const ours = page.filter(
      ({ key, uploadId, initiated }) => key === to.key && !known.has(uploadId) && (initiated ?? begunAt) >= begunAt - skewMs,
    );
    for (const upload of ours) await target.abortPendingUpload(to.bucket, upload, signal);
  }
}
