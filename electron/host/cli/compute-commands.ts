import type { Command } from 'commander';
import type { GlobalOptions } from './io.ts';
import { collect, type ProgramParts, wholeNumber } from './program-parts.ts';

/** Options of an action: commander hands them over together with those given before the subcommand. */
type With<T> = T & GlobalOptions;

function addList(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('list')
    .description('list machines: refreshes them first (20 s at most) and answers from the cache whatever happens')
    .option('--filter <text>', 'words that must all occur')
    .option('--kind <kind>', 'machine, group, cluster, service, task, node_pool, disk or address (repeatable)', collect, [])
    .option('--where <column=value>', 'only this value of a column or tag:NAME (repeatable)', collect, [])
    .option('--sort <column>', 'column, or -column for descending')
    .option('--limit <count>', 'rows; default: all', wholeNumber)
    .option('--cached', 'do not ask the providers')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<With<{ where: string[]; kind: string[] }>>();
      await perform(options, async (opened) => (await import('./commands/compute.ts')).listMachines(io, opened, options));
    });
}

function addShow(group: Command, { perform }: ProgramParts): void {
  group
    .command('show <machine>')
    .description('one machine by id or name: what it is, its cost, last measurements and recent runs; from the cache')
    .option('--connection <connection>', 'look in this connection only')
    .action(async (id: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ connection?: string }>>();
      await perform(options, async (opened) => (await import('./commands/show-machine.ts')).showMachine(opened, { ...options, id }));
    });
}

function addPlan(group: Command, { perform }: ProgramParts): void {
  group
    .command('plan <action> [machines...]')
    .description('what an action would do to machines named by id or name, or selected; changes nothing')
    .option('--filter <text>', 'all machines in which these words occur')
    .option('--where <column=value>', 'all machines with this value of a column or tag:NAME (repeatable)', collect, [])
    .option('--connection <connection>', 'look in this connection only')
    .option('--set <key=value>', 'an input of the action (repeatable; the same key again adds a line)', collect, [])
    .action(async (action: string, ids: string[], _, command: Command) => {
      const options = command.optsWithGlobals<With<{ where: string[]; set: string[] }>>();
      await perform(options, async (opened) => (await import('./commands/plan.ts')).makePlan(opened, { ...options, action, ids }));
    });
}

function addApply(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('apply <plan>')
    .description('carry a plan out and wait for its end; Ctrl-C cancels what has not begun')
    .option('--confirm <text>', 'the words that the plan asks for', '')
    .action(async (planId: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ confirm: string }>>();
      await perform(options, async (opened) => (await import('./commands/apply.ts')).applyPlan(io, opened, { ...options, planId }));
    });
}

function addMetrics(group: Command, { perform }: ProgramParts): void {
  group
    .command('metrics <machine>')
    .description('measurements of a machine by id or name: each value of one metric, or a summary of several')
    .option('--connection <connection>', 'look in this connection only')
    .option('--metric <name>', 'cpu, memory, network_in, … (repeatable); default: all', collect, [])
    .option('--range <range>', '1h, 6h, 24h, 7d or 30d', '24h')
    .option('--cached', 'do not ask the provider')
    .action(async (id: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ metric: string[]; range: string }>>();
      await perform(options, async (opened) => (await import('./commands/metrics.ts')).showMetrics(opened, { ...options, id }));
    });
}

/** `compute`: see machines, and steer them by plan and confirmation. */
export function addCompute(program: Command, parts: ProgramParts): void {
  const group = program.command('compute').description('machines: list, show, measure, and change by plan and confirmation');
  for (const add of [addList, addShow, addPlan, addApply, addMetrics]) add(group, parts);
}
