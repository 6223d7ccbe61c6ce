import { resolve } from 'node:path';
import { defaultHome } from '#core/config/default-home.ts';
import type { CliIo, GlobalOptions } from './io.ts';

/** `npm run` changes into the project; paths mean the folder in which the person typed. */
export function resolvePath({ env, cwd }: Pick<CliIo, 'env' | 'cwd'>, path: string): string {
  const base = env['npm_lifecycle_event'] ? (env['INIT_CWD'] ?? cwd) : cwd;
  return resolve(base, path);
}

export function homeOf(io: CliIo, { home }: GlobalOptions): string {
  const given = home ?? io.env['AETHERIUM_HOME'];
  return given ? resolvePath(io, given) : defaultHome(io.env);
}
