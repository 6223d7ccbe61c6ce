#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/run-cli.ts';

const root = new URL('../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new DOMException(`Stopped by ${signal}`, 'AbortError')));
}

/** Everything was written before this resolves: a pipe must get the whole document before the process ends. */
const write = (stream: NodeJS.WriteStream) => (text: string) => new Promise<void>((resolve) => void stream.write(text, () => resolve()));

// A reader that stops reading (`| head`) is no fault of ours.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const exitCode = await runCli(process.argv.slice(2), {
  version,
  rendererDir: fileURLToPath(new URL('out/renderer', root)),
  env: process.env,
  cwd: process.cwd(),
  signal: interrupted.signal,
  stdin: process.stdin,
  out: write(process.stdout),
  err: write(process.stderr),
});
process.exit(exitCode);
