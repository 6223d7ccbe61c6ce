import { readFile } from 'node:fs/promises';

/** Names the time since the machine was started; null where the system does not say. */
async function readBootId(): Promise<string | null> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim() || null,
    () => null,
  );
}

let asked: Promise<string | null> | null = null;

export function bootId(): Promise<string | null> {
  return (asked ??= readBootId());
}
