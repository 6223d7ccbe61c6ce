import type { Command } from 'commander';
import type { RunsOptions } from './commands/actions.ts';
import type { GlobalOptions } from './io.ts';
import { type ProgramParts, wholeNumber } from './program-parts.ts';

const load = () => import('./commands/actions.ts');

function addAgain(group: Command, { io, perform }: ProgramParts, how: 'retry' | 'undo', description: string): void {
  group
    .command(`${how} <run>`)
    .description(description)
    .option('--confirm [text]', 'carry the plan out at once, with the words that it asks for; default: only print it')
    .action(async (runId: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { confirm?: string | true }>();
      await perform(options, async (opened) => (await load()).again(io, opened, { ...options, runId, how }));
    });
}

/** `actions`: the runs of plans that were carried out. */
export function addActions(program: Command, parts: ProgramParts): void {
  const { io, perform } = parts;
  const group = program.command('actions').description('runs: list, show, retry, undo, resume and cancel');
  group
    .command('list')
    .description('list runs, newest first')
    .option('--machine <machine>', 'only those that touched this machine, by id or name')
    .option('--connection <connection>', 'the connection of the machine')
    .option('--limit <count>', 'rows', wholeNumber, 50)
    .option('--offset <count>', 'rows to skip', wholeNumber, 0)
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & RunsOptions>();
      await perform(options, async (opened) => (await load()).listRuns(opened, options));
    });
  group
    .command('show <run>')
    .description('a run with the outcome of each target')
    .action(async (runId: string, _, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).showRun(opened, runId)),
    );
  addAgain(group, parts, 'retry', 'plan again what failed, was cancelled or is in doubt');
  addAgain(group, parts, 'undo', 'plan what puts back what a run did');
  group
    .command('resume <run>')
    .description('go on with a run that a killed process left, and wait for its end')
    .action(async (runId: string, _, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).resumeRun(io, opened, runId)),
    );
  group
    .command('cancel <run>')
    .description('end a run that a killed process left without beginning anything more')
    .action(async (runId: string, _, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).cancelRun(io, opened, runId)),
    );
}
