import type { Command } from 'commander';
import type { AuditOptions } from './commands/audit.ts';
import type { GlobalOptions } from './io.ts';
import { collect, type ProgramParts, wholeNumber } from './program-parts.ts';

const load = () => import('./commands/audit.ts');

/** Which records. */
function withFilters(command: Command): Command {
  return command
    .option('--filter <text>', 'words that must all occur in summary, actor, subject or action')
    .option('--event <name>', 'only this event, e.g. run_started (repeatable)', collect, [])
    .option('--outcome <outcome>', 'only this outcome, e.g. failed')
    .option('--run <run>', 'only records of this run')
    .option('--from <time>', 'first day or time, UTC')
    .option('--to <time>', 'day or time before which to end, UTC');
}

/** `audit`: what was changed, by whom, and the proof that the record of it is whole. */
export function addAudit(program: Command, { io, perform }: ProgramParts): void {
  const group = program.command('audit').description('the audit log: list, show, verify and export');
  withFilters(group.command('list').description('list records, newest first'))
    .option('--limit <count>', 'rows', wholeNumber, 100)
    .option('--offset <count>', 'rows to skip', wholeNumber, 0)
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & AuditOptions & { limit: number; offset: number }>();
      await perform(options, async (opened) => (await load()).listAudit(opened, options));
    });
  group
    .command('show <seq>')
    .description('one record by its number, with everything')
    .action(async (seq: string, _, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).showRecord(opened, wholeNumber(seq))),
    );
  group
    .command('verify')
    .description('check every record, the chain and its end; exit 1 names the first record that is not what was written')
    .action(async (_, command: Command) =>
      perform(command.optsWithGlobals<GlobalOptions>(), async (opened) => (await load()).verifyAudit(io, opened)),
    );
  withFilters(group.command('export <file>').description('write records as JSON Lines, oldest first')).action(
    async (file: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & AuditOptions>();
      await perform(options, async (opened) => (await load()).exportAudit(io, opened, { ...options, file }));
    },
  );
}
