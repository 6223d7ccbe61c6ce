#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/run-cli.ts';

const root = new URL('../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };

/** After the second signal, what is said and journalled within this time is said and journalled. */
const lastWordsMs = 3_000;

/** A wrapper such as npm forwards the signal that the terminal has sent already: what follows so soon is the same one. */
const samePressMs = 200;
let lastSignalAt = Number.NEGATIVE_INFINITY;

const interrupted = new AbortController();
const insisted = new AbortController();
/** The first asks to stop, the second insists, the third ends the process. */
function onSignal(signal: NodeJS.Signals): void {
  const now = performance.now();
  if (now - lastSignalAt < samePressMs) return;
  lastSignalAt = now;
  if (insisted.signal.aborted) process.exit(1);
  if (!interrupted.signal.aborted) return interrupted.abort(new DOMException(`Stopped by ${signal}`, 'AbortError'));
  insisted.abort();
  setTimeout(() => process.exit(1), lastWordsMs).unref();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);

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
  insist: insisted.signal,
  stdin: process.stdin,
  out: write(process.stdout),
  err: write(process.stderr),
});
process.exit(exitCode);
