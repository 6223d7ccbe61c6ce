import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOtherProcess } from '../platform/other-process.ts';

/** Says which processes have the cache open, and whether one of them ended without closing it. */
export interface OpenMarkers {
  /** A process that had the cache open is gone without closing it. */
  unclean: boolean;
  /** Another living process has the cache open now. */
  shared: boolean;
  /** Forgets the processes that are gone: call when the file was found sound. */
  clearDead(): void;
  remove(): void;
}

const pattern = /^open-(\d+)-[0-9a-f]+$/;

/** Puts this process's marker beside the database and looks at those of the others. */
export function markOpen(folder: string): OpenMarkers {
  const others = readdirSync(folder).flatMap((name) => {
    const pid = pattern.exec(name)?.[1];
    return pid ? [{ path: join(folder, name), alive: isOtherProcess(Number(pid)) }] : [];
  });
  const dead = others.filter((other) => !other.alive);
  const own = join(folder, `open-${process.pid}-${randomBytes(4).toString('hex')}`);
  writeFileSync(own, '', { mode: 0o600 });
  return {
    unclean: dead.length > 0,
    shared: others.length > dead.length,
    clearDead: () => dead.forEach((other) => rmSync(other.path, { force: true })),
    remove: () => rmSync(own, { force: true }),
  };
}
