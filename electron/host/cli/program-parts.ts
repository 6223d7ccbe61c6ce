import { InvalidArgumentError } from 'commander';
import type { CliIo, GlobalOptions, Outcome } from './io.ts';
import type { OpenedCore } from './open-core.ts';

/** Runs a command on an open core and prints what it says. */
type Perform = (options: GlobalOptions, work: (opened: OpenedCore) => Promise<Outcome>) => Promise<void>;

/** What the commands are declared with. */
export interface ProgramParts {
  io: CliIo;
  perform: Perform;
  serve(options: GlobalOptions & { port?: number; open: boolean }): Promise<void>;
}

/** For options that may be given several times. */
export const collect = (value: string, before: string[]) => [...before, value];

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
