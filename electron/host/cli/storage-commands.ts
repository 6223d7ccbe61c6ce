import { Argument, type Command, Option } from 'commander';
import { conflictRules, type Priority, priorities } from '#shared/model/transfer.ts';
import type { CopyOptions, SyncOptions } from './commands/storage/copy.ts';
import type { FindOptions } from './commands/storage/find.ts';
import type { ListOptions } from './commands/storage/list.ts';
import type { PresignOptions } from './commands/storage/presign.ts';
import type { RemoveOptions } from './commands/storage/remove.ts';
import type { GlobalOptions } from './io.ts';
import { type ProgramParts, wholeNumber } from './program-parts.ts';

/** Options of an action: commander hands them over together with those given before the subcommand. */
type With<T> = T & GlobalOptions;

const priority = () => new Option('--priority <priority>', 'before or after other transfers').choices([...priorities]).default('normal');
const dryRun = ['--dry-run', 'print the plan, change nothing'] as const;
const confirm = ['--confirm <text>', 'the words that the plan asks for'] as const;

function addList(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('ls <place>')
    .description('buckets (CONNECTION:), or objects (CONNECTION:BUCKET/PREFIX), from the provider')
    .option('-r, --recursive', 'everything below, not one level')
    .option('--jsonl', 'one JSON line for each object (or bucket), as they arrive')
    .option('--limit <count>', 'objects; default: all', wholeNumber)
    .action(async (place: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<Omit<ListOptions, 'place'>>>();
      await perform(options, async (opened) => (await import('./commands/storage/list.ts')).list(io, opened, { ...options, place }));
    });
}

function addCopies(group: Command, { io, perform }: ProgramParts): void {
  for (const [name, verb, what] of [
    ['cp <from> <to>', 'copy', 'copy between this machine and stores, or between stores'],
    ['mv <from> <to>', 'move', 'copy, verify, then delete the source'],
  ] as const) {
    group
      .command(name)
      .description(`${what}; what is in a folder with --recursive`)
      .option('-r, --recursive', 'what is in the folder')
      .addOption(new Option('--conflict <rule>', 'when the target exists').choices([...conflictRules]).default('different'))
      .option('--storage-class <class>', 'class of the new objects')
      .option('--content-type <type>', 'content type of the new objects')
      .addOption(priority())
      .option(...dryRun)
      .option(...confirm)
      .action(async (from: string, to: string, _, command: Command) => {
        const options = command.optsWithGlobals<With<Omit<CopyOptions, 'from' | 'to'>>>();
        await perform(options, async (opened) =>
          (await import('./commands/storage/copy.ts')).copy(io, opened, { ...options, from, to, verb }),
        );
      });
  }
  group
    .command('sync <from> <to>')
    .description('make a folder like another; see what it would do with --dry-run')
    .option('--delete', 'delete at the target what the source does not have')
    .addOption(new Option('--compare <how>', 'what counts as the same').choices(['size_time', 'size', 'checksum']).default('size_time'))
    .addOption(priority())
    .option(...dryRun)
    .option(...confirm)
    .action(async (from: string, to: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<Omit<SyncOptions, 'from' | 'to'>>>();
      await perform(options, async (opened) => (await import('./commands/storage/copy.ts')).sync(io, opened, { ...options, from, to }));
    });
}

function addRemove(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('rm <places...>')
    .description('delete objects; several, or a folder, ask for words to confirm')
    .option('-r, --recursive', 'everything below')
    .option('--versions', 'all versions, so that nothing remains')
    .option(...dryRun)
    .option(...confirm)
    .action(async (places: string[], _, command: Command) => {
      const options = command.optsWithGlobals<With<Omit<RemoveOptions, 'places'>>>();
      await perform(options, async (opened) => (await import('./commands/storage/remove.ts')).remove(io, opened, { ...options, places }));
    });
}

function addPresign(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('presign <place>')
    .description('a link that lets anyone who has it read (or write) one object until it expires')
    .option('--expires <duration>', '15m, 12h, 7d', '1h')
    .option('--method <method>', 'GET or PUT', 'GET')
    .option('--download', 'a browser saves it instead of showing it')
    .action(async (place: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<Omit<PresignOptions, 'place'>>>();
      await perform(options, async (opened) => (await import('./commands/storage/presign.ts')).presign(io, opened, { ...options, place }));
    });
}

function addFind(group: Command, { io, perform }: ProgramParts): void {
  group
    .command('find <query>')
    .description("search the names of all buckets: 'ext:csv size>1MB modified<2025-01-01 class:STANDARD -tmp'")
    .option('--offline', 'from the index alone: buckets that were never read are left out')
    .option('--limit <count>', 'rows', wholeNumber, 200)
    .option('--offset <count>', 'rows to skip', wholeNumber, 0)
    .action(async (query: string, _, command: Command) => {
      const options = command.optsWithGlobals<With<Omit<FindOptions, 'query'>>>();
      await perform(options, async (opened) => (await import('./commands/storage/find.ts')).find(io, opened, { ...options, query }));
    });
  group
    .command('index <place>')
    .description('read all names of a bucket or folder into the index of names')
    .action(async (given: string, _, command: Command) => {
      await perform(command.optsWithGlobals(), async (opened) => {
        const [{ asPrefix, parseBucketPlace }, { readNames }] = await Promise.all([
          import('./commands/storage/address.ts'),
          import('./commands/storage/find.ts'),
        ]);
        const { connectionId, bucket, key } = await parseBucketPlace(io, opened, given);
        return readNames(io, opened, { connectionId, bucket, prefix: asPrefix(key) });
      });
    });
}

function addTransfers(group: Command, { io, perform }: ProgramParts): void {
  const transfers = group.command('transfers').description('list, pause, resume, cancel, retry and prioritise transfers');
  transfers
    .command('list', { isDefault: true })
    .description('transfers, running ones first')
    .option('--limit <count>', 'rows', wholeNumber, 100)
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<With<{ limit: number }>>();
      await perform(options, async (opened) => (await import('./commands/storage/transfers.ts')).listTransfers(opened, options));
    });
  transfers
    .command('show <transfer>')
    .description('one transfer with the outcome of each item')
    .action(async (transferId: string, _, command: Command) =>
      perform(command.optsWithGlobals(), async (opened) =>
        (await import('./commands/storage/transfers.ts')).showTransfer(opened, transferId),
      ),
    );
  for (const [how, what] of [
    ['resume', 'go on with a paused transfer, or with one that a killed process left'],
    ['retry', 'repeat what failed'],
  ] as const) {
    transfers
      .command(`${how} <transfer>`)
      .description(what)
      .action(async (transferId: string, _, command: Command) =>
        perform(command.optsWithGlobals(), async (opened) =>
          (await import('./commands/storage/transfers.ts')).goOn(io, opened, { transferId, how }),
        ),
      );
  }
  for (const [how, what] of [
    ['pause', 'stop for now; what was sent stays'],
    ['cancel', 'stop for good and remove what was left half-way'],
  ] as const) {
    transfers
      .command(`${how} <transfer>`)
      .description(what)
      .action(async (transferId: string, _, command: Command) =>
        perform(command.optsWithGlobals(), async (opened) =>
          (await import('./commands/storage/transfers.ts')).halt(opened, { transferId, how }),
        ),
      );
  }
  transfers
    .command('prioritise <transfer>')
    .alias('prioritize')
    .description('work on it before or after the others')
    .addArgument(new Argument('<priority>').choices([...priorities]))
    .action(async (transferId: string, level: Priority, _, command: Command) =>
      perform(command.optsWithGlobals(), async (opened) =>
        (await import('./commands/storage/transfers.ts')).prioritise(opened, { transferId, priority: level }),
      ),
    );
}

/** `storage`: objects of every cloud and of this machine. A place is `CONNECTION:BUCKET/KEY` or a path. */
export function addStorage(program: Command, parts: ProgramParts): void {
  const group = program.command('storage').description('objects of every cloud: ls, cp, mv, rm, sync, presign, find, transfers');
  for (const add of [addList, addCopies, addRemove, addPresign, addFind, addTransfers]) add(group, parts);
}
