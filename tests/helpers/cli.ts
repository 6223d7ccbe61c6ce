import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { CliIo } from '#host/cli/io.ts';
import { runCli } from '#host/cli/run-cli.ts';

/** What a command left behind. */
export interface CliResult {
  exit: number;
  stdout: string;
  stderr: string;
  /** The one JSON document on standard output; throws when there is anything else. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a command prints has no type of its own
  json<T = Record<string, unknown>>(): T;
}

/** The command line as a file. */
export const entry = fileURLToPath(new URL('../../electron/host/cli.ts', import.meta.url));

/** Settings of the person who runs the tests must not leak into what they test. */
export function cleanEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const mine = Object.entries(process.env).filter(([name]) => !/^(AETHERIUM_|AWS_|npm_|INIT_CWD|DBUS_|NODE_OPTIONS)/.test(name));
  return { ...Object.fromEntries(mine), AETHERIUM_VAULT: 'memory', ...env };
}

function result(exit: number, stdout: string, stderr: string): CliResult {
  return { exit, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** Runs the command line as a process of its own. */
export function cli(args: string[], { env = {}, input = '' }: { env?: NodeJS.ProcessEnv; input?: string } = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], { env: cleanEnv(env), stdio: 'pipe' });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => (texts.stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (texts.stderr += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve(result(code ?? -1, texts.stdout, texts.stderr)));
    child.stdin.end(input);
  });
}

/** Runs the command line in this process: faster, for what does not depend on the process. */
export async function cliHere(args: string[], patch: Partial<CliIo> & { env?: NodeJS.ProcessEnv } = {}): Promise<CliResult> {
  const texts = { stdout: '', stderr: '' };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const exit = await runCli(args, {
    version: '0.0.0',
    rendererDir: '',
    cwd: process.cwd(),
    signal: stop.signal,
    insist: new AbortController().signal,
    stdin: (async function* () {})(),
    out: async (text) => void (texts.stdout += text),
    err: async (text) => void (texts.stderr += text),
    ...patch,
    env: cleanEnv(patch.env ?? {}),
  });
  return result(exit, texts.stdout, texts.stderr);
}
