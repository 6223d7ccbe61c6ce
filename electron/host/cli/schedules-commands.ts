import { type Command, InvalidArgumentError } from 'commander';
import type { GlobalOptions } from './io.ts';
import type { ProgramParts } from './program.ts';

function timesShown(text: string): number {
  if (!/^([1-9]\d?|100)$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
  return Number(text);
}

/** `schedules`: what is planned. The command line runs none itself: a console that is open does. */
export function addSchedules(program: Command, { io, perform }: ProgramParts): void {
  const group = program.command('schedules').description('start and stop calendars; they are run by an open console');
  const load = () => import('./commands/schedules.ts');
  group
    .command('list')
    .description('list schedules with their next time and what became of the last')
    .action(async (_, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).listSchedules(opened)),
    );
  group
    .command('preview <schedule>')
    .description('the next times of a schedule, by id or name, with what would be skipped and why')
    .option('--count <number>', 'times, at most 100', timesShown, 14)
    .action(async (wanted: string, _, command: Command) => {
      const { count, ...options } = command.optsWithGlobals<GlobalOptions & { count: number }>();
      await perform(options, async (opened) => (await load()).previewSchedule(opened, { wanted, count }));
    });
  group
    .command('export <schedule>')
    .description("a schedule, by id or name, as each provider's own scheduler definition")
    .option('--to <folder>', 'write the files there; default: print them')
    .action(async (wanted: string, _, command: Command) => {
      const { to, ...options } = command.optsWithGlobals<GlobalOptions & { to?: string }>();
      await perform(options, async (opened) => (await load()).exportDefinitions(io, opened, { wanted, ...(to !== undefined && { to }) }));
    });
}
