import { Command } from 'commander';
import { addActions } from './actions-commands.ts';
import { addAudit } from './audit-commands.ts';
import { addCompute } from './compute-commands.ts';
import type { GlobalOptions } from './io.ts';
import { collect, type ProgramParts, wholeNumber } from './program-parts.ts';
import { addSchedules } from './schedules-commands.ts';
import { addStorage } from './storage-commands.ts';

export type { ProgramParts } from './program-parts.ts';

/** Options of an action: commander hands them over together with those given before the subcommand. */
type With<T> = T & GlobalOptions;

function addConnections(program: Command, { io, perform }: ProgramParts): void {
  const group = program.command('connections').description('add, list, check and remove connections');
  group
    .command('add <kind>')
    .description('add a connection; see `connections kinds` for its settings')
    .option('--name <name>', 'name shown; default: the title of the kind')
    .option('--set <key=value>', 'a setting (repeatable)', collect, [])
    .option('--secret-env <key=variable>', 'a secret from an environment variable (repeatable)', collect, [])
    .option('--secret-stdin <key>', 'a secret from standard input')
    .action(async (kind: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ name?: string; set: string[]; secretEnv: string[]; secretStdin?: string }>>();
      await perform(options, async (opened) => (await import('./commands/connections.ts')).addConnection(io, opened, { ...options, kind }));
    });
  group
    .command('list')
    .description('list connections')
    .action(async (_, command: Command) =>
      perform(command.optsWithGlobals(), async (opened) => (await import('./commands/connections.ts')).listConnections(opened)),
    );
  group
    .command('kinds')
    .description('list connectors and their settings')
    .action(async (_, command: Command) =>
      perform(command.optsWithGlobals(), async (opened) => (await import('./commands/connections.ts')).listKinds(opened)),
    );
  group
    .command('check <connection>')
    .description('check a connection by id or name: account and missing permissions')
    .action(async (wanted: string, _, command: Command) =>
      perform(command.optsWithGlobals(), async (opened) => (await import('./commands/connections.ts')).checkConnection(opened, wanted)),
    );
  group
    .command('remove <connection>')
    .description('remove a connection by id or name, with its secrets')
    .option('--forget-data', 'delete its cached rows too')
    .action(async (wanted: string, _, command: Command) => {
      const { forgetData = false, ...options } = command.optsWithGlobals<With<{ forgetData?: boolean }>>();
      await perform(options, async (opened) =>
        (await import('./commands/connections.ts')).removeConnection(opened, { wanted, forgetData }),
      );
    });
}

function addSync(program: Command, { io, perform }: ProgramParts): void {
  program
    .command('sync [connection]')
    .description('refresh everything, or one connection by id or name')
    .option('--data-set <name>', 'only this data set: costs, machines, metrics or buckets')
    .option('--force', 'even what is fresh; billed calls included', false)
    .action(async (connection: string | undefined, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ dataSet?: string; force: boolean }>>();
      await perform(options, async (opened) =>
        (await import('./commands/sync.ts')).syncNow(io, opened, { ...options, ...(connection !== undefined && { connection }) }),
      );
    });
}

function addImport(program: Command, { io, perform }: ProgramParts): void {
  program
    .command('import')
    .description('import files')
    .command('focus <file>')
    .description('import a FOCUS cost export: CSV, CSV.gz or Parquet; importing the same file again replaces it')
    .option('--name <name>', 'name of its connection')
    .action(async (file: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<{ name?: string }>>();
      await perform(options, async (opened) => (await import('./commands/import.ts')).importFocus(io, opened, { ...options, file }));
    });
}

interface RawCosts {
  filter: string[];
  [option: string]: unknown;
}

function addCosts(program: Command, { io, perform }: ProgramParts): void {
  const costs = program
    .command('costs')
    .description('sums of cost by period and dimension')
    .option('--group-by <dimensions>', 'up to three FOCUS columns or tag:KEY, separated by commas')
    .option('--metric <name>', 'BilledCost, EffectiveCost, ListCost or ContractedCost', 'EffectiveCost')
    .option('--granularity <name>', 'daily, monthly or total', 'monthly')
    .option('--from <day>', 'first day or month, UTC')
    .option('--to <day>', 'day or month before which to end, UTC')
    .option('--filter <dimension=value>', 'only these charges; also != and ~ for "contains" (repeatable)', collect, [])
    .option('--currency <code>', 'convert where a rate is known; default: currencies apart')
    .option('--top <count>', 'only the largest groups; the rest as one row', wholeNumber)
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<With<RawCosts>>();
      await perform(options, async (opened) => (await import('./commands/costs.ts')).queryCosts(opened, options));
    });
  costs
    .command('rows')
    .description('the charges behind a figure; takes --from, --to and --filter')
    .option('--limit <count>', 'rows', wholeNumber, 100)
    .option('--offset <count>', 'rows to skip', wholeNumber, 0)
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<With<RawCosts & { limit: number; offset: number }>>();
      await perform(options, async (opened) => (await import('./commands/costs.ts')).listCharges(opened, options));
    });
  costs
    .command('export <file>')
    .description('write the sums (or with --rows the charges) to a .csv or .parquet file')
    .option('--rows', 'the charges instead of the sums', false)
    .action(async (file: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<RawCosts & { rows: boolean }>>();
      await perform(options, async (opened) => (await import('./commands/costs.ts')).exportCosts(io, opened, { ...options, file }));
    });
}

/** All commands. `--home` and `--json` are taken before and after a subcommand. */
export function buildProgram(parts: ProgramParts): Command {
  const program = new Command('aetherium')
    .description('Multi-cloud costs, machines and storage, from the local cache')
    .version(parts.io.version)
    .option('--home <folder>', 'folder of the console; also AETHERIUM_HOME')
    .option('--json', 'one JSON document on standard output, nothing else')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const add of [addConnections, addSync, addImport, addCosts, addCompute, addStorage, addActions, addAudit, addSchedules])
    add(program, parts);
  program
    .command('serve')
    .description('serve the console to a browser of this machine')
    .option('--port <number>', 'port; default: a free one', wholeNumber)
    .option('--no-open', 'do not open the browser')
    .action(async (_, command: Command) => parts.serve(command.optsWithGlobals()));
  return program;
}
