import { uptime } from 'node:os';

/** The clock may have been set while the system ran. */
const clockSlackMs = 60_000;

/**
 * Whether another living process can be the one that had this number at `since` (epoch ms of the machine's clock). What was
 * noted before the system started is of a process that is gone, whoever has its number now.
 */
export function isProcessSince(pid: number, since: number): boolean {
  return isOtherProcess(pid) && since > Date.now() - uptime() * 1_000 - clockSlackMs;
}

/** Whether it is this very process that noted its number at `since`, and not an earlier one that had the same number. */
export function isThisProcessSince(pid: number, since: number): boolean {
  return pid === process.pid && since > Date.now() - process.uptime() * 1_000;
}

/**
 * Whether a process number found in a leftover file belongs to another living process. Our own number counts as gone: a
 * restarted container hands out the same numbers again.
 */
export function isOtherProcess(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
