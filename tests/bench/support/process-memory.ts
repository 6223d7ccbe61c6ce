import { readdirSync, readFileSync } from 'node:fs';

const kilobyte = 1024;

/** A process and everything it started, by Linux's /proc. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (const one of tree) tree.push(...(children.get(one) ?? []));
  return tree;
}

function parentOf(pid: number): number | null {
  try {
    // The second field, the program's name in brackets, may hold spaces.
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]);
  } catch {
    return null; // ended meanwhile
  }
}

export interface MemoryMb {
  /** Proportional set size: shared pages count by how many share them. */
  pss: number;
  /** What would be free if the processes ended. */
  private: number;
}

/** Memory of processes together, in MB (10^6 bytes). */
export function memoryOf(pids: readonly number[]): MemoryMb {
  const sum: MemoryMb = { pss: 0, private: 0 };
  for (const pid of pids) {
    const rollup = rollupOf(pid);
    sum.pss += valueOf(rollup, 'Pss');
    sum.private += valueOf(rollup, 'Private_Clean') + valueOf(rollup, 'Private_Dirty');
  }
  return sum;
}

function rollupOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
}

function valueOf(rollup: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1];
  return (Number(found ?? 0) * kilobyte) / 1e6;
}
