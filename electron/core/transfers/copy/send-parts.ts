import type { NotedPart, ResumePoint } from '../transfers-api.ts';
import type { Combinable } from './checksums/checksums.ts';
import type { CopyJob } from './copy-job.ts';
import type { PartRange } from './part-plan.ts';
import { sendPart } from './send-part.ts';
import { createWindow } from './window.ts';

const mostParts = 16;

/** Sends parts, several at a time where the target takes them so. When one fails for good, the others are broken off. */
export async function sendParts(
  job: CopyJob,
  { resume, also }: { resume: ResumePoint; also: Combinable | null },
  ranges: readonly PartRange[],
): Promise<NotedPart[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([job.context.signal, stop.signal]);
  const window = createWindow({ clock: job.parts.clock, most: job.target.upload.limits.parallel ? mostParts : 1 });
  const sent: NotedPart[] = [];
  const running = new Set<Promise<void>>();
  const faults: unknown[] = [];
  const start = (range: PartRange) => {
    const part: Promise<void> = sendPart({ job, resume, window, signal, also }, range)
      .then((one) => void sent.push(one))
      .catch((cause: unknown) => {
        faults.push(cause);
        stop.abort();
      })
      .finally(() => running.delete(part));
    running.add(part);
  };
  for (const range of ranges) {
    while (running.size >= window.size()) await Promise.race(running);
    if (faults.length > 0) break;
    start(range);
  }
  await Promise.all(running);
  if (faults.length > 0) throw faults[0];
  return sent;
}
