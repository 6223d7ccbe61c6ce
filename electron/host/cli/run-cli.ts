import { randomUUID } from 'node:crypto';
import { type Command, CommanderError } from 'commander';
import { type AppError, AppFailure, failure, toAppError } from '#shared/errors/app-error.ts';
import { type CliIo, type Exit, exits, type GlobalOptions, type Outcome } from './io.ts';
import type { OpenedCore } from './open-core.ts';
import { homeOf } from './paths.ts';
import { buildProgram } from './program.ts';
import { sentences } from './table.ts';
import { UsageError } from './usage-error.ts';

interface State {
  exit: Exit;
  /** What commander itself wants to say: help and the version. */
  help: string;
}

/** Says on stderr, once for each home, where its protection is weaker than it could be. */
async function sayProtection(io: CliIo, { client, isNew }: OpenedCore): Promise<void> {
  const { cacheKey, detail } = await client.vault.status({});
  if (isNew && cacheKey === 'file' && detail) await io.err(`${detail}\n`);
}

/** A bug goes to the log under an id; what was expected passes. */
function logged({ logger }: OpenedCore, cause: unknown): unknown {
  if (toAppError(cause).code !== 'internal' || cause instanceof AppFailure) return cause;
  const id = randomUUID().slice(0, 8);
  logger.error('command failed', { id, cause: cause instanceof Error ? cause.stack : String(cause) });
  return failure('internal', `Internal error ${id}`, { cause });
}

async function withCore(io: CliIo, options: GlobalOptions, work: (opened: OpenedCore) => Promise<Outcome>): Promise<Outcome> {
  const { openCore } = await import('./open-core.ts');
  const opened = await openCore(io, { home: homeOf(io, options) });
  try {
    await sayProtection(io, opened);
    return await work(opened);
  } catch (cause) {
    throw logged(opened, cause);
  } finally {
    await opened.close();
  }
}

async function serve(io: CliIo, options: GlobalOptions & { port?: number; open: boolean }): Promise<void> {
  const [{ openCore }, { headlessShell }, commands] = await Promise.all([
    import('./open-core.ts'),
    import('../server/headless-shell.ts'),
    import('./commands/serve.ts'),
  ]);
  const home = homeOf(io, options);
  const opened = await openCore(io, { home, shell: headlessShell(home), schedule: true });
  try {
    await sayProtection(io, opened);
    await commands.serve(io, opened, { ...options, json: options.json === true });
  } finally {
    await opened.close();
  }
}

function isUsage(cause: unknown): boolean {
  return cause instanceof UsageError || cause instanceof CommanderError;
}

/** Where there is no dialog to choose a vault in, the environment does it. */
function withVaultHint(error: AppError): AppError {
  if (error.fix?.kind !== 'choose_vault') return error;
  return { ...error, hint: `${error.hint} On the command line: set AETHERIUM_VAULT=passphrase and AETHERIUM_PASSPHRASE.` };
}

function errorOf(cause: unknown): AppError {
  if (!(cause instanceof CommanderError)) return withVaultHint(toAppError(cause));
  if (cause.code === 'commander.help') return new UsageError('A command is missing').error;
  return new UsageError(cause.message.replace(/^error: /, '').replace(/\.?$/, '')).error;
}

async function sayFailure(io: CliIo, cause: unknown, json: boolean): Promise<void> {
  const error = errorOf(cause);
  if (json) await io.out(`${JSON.stringify({ error })}\n`);
  await io.err(`${sentences(error)}\n`);
}

/** Help and version are no failures; commander reports them as errors with exit code 0. */
function isHelp(cause: unknown): boolean {
  return cause instanceof CommanderError && cause.exitCode === 0;
}

function configured(io: CliIo, state: State): Command {
  const program = buildProgram({
    io,
    async perform(options, work) {
      const outcome = await withCore(io, options, work);
      state.exit = outcome.exit;
      await io.out(options.json && outcome.json !== undefined ? `${JSON.stringify(outcome.json)}\n` : outcome.text);
    },
    serve: (options) => serve(io, options),
  });
  const keep = (text: string) => void (state.help += text);
  const output = { writeOut: keep, writeErr: keep, outputError: () => {} };
  const apply = (command: Command) => {
    command.configureOutput(output).exitOverride();
    command.commands.forEach((sub) => apply(sub));
  };
  apply(program);
  return program;
}

/**
 * Runs one command line; returns its exit code. With `--json` standard output gets exactly one JSON document: the result,
 * or `{"error": …}`.
 */
export async function runCli(argv: string[], io: CliIo): Promise<Exit> {
  const state: State = { exit: exits.done, help: '' };
  try {
    await configured(io, state).parseAsync(argv, { from: 'user' });
    return state.exit;
  } catch (cause) {
    await (isHelp(cause) ? io.out : io.err)(state.help);
    if (isHelp(cause)) return exits.done;
    await sayFailure(io, cause, argv.includes('--json'));
    return isUsage(cause) ? exits.usage : exits.failed;
  }
}
