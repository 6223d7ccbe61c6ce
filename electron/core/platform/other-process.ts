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
