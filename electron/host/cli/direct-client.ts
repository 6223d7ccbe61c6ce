import type { z } from 'zod';
import type { Core } from '#core/core.ts';
import type { HostShell } from '#core/ports.ts';
import { type Contract, contract } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import { UsageError } from './usage-error.ts';

/** A command line asks nobody: files are named in its arguments. */
export const cliShell: HostShell = {
  kind: 'cli',
  chooseOpen: () => Promise.reject(failure('unsupported', 'The command line takes files as arguments')),
  chooseSave: () => Promise.reject(failure('unsupported', 'The command line takes files as arguments')),
  makeDragFolder: () => Promise.reject(failure('unsupported', 'Nothing is dragged out of a command line')),
};

/** The services as plain functions: input is parsed, failures are thrown. */
export type DirectClient = {
  [S in keyof Contract]: {
    [M in keyof Contract[S]]: Contract[S][M] extends { input: infer I extends z.ZodType; output?: infer O }
      ? (input: z.input<I>) => Promise<Exclude<O, undefined>>
      : never;
  };
};

type AnyMethod = (input: unknown, call: { id: string; signal: AbortSignal }) => unknown;
type AnyContract = Record<string, Record<string, { input: z.ZodType }>>;

/** Calls the core as a renderer would, without a port in between. */
export function directClient(core: Core, signal: AbortSignal): DirectClient {
  const services = core.services as unknown as Record<string, Record<string, AnyMethod>>;
  let calls = 0;
  const callOf =
    (service: string, name: string, { input }: { input: z.ZodType }) =>
    async (given: unknown) => {
      const parsed = input.safeParse(given);
      if (!parsed.success) throw new UsageError(`${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`);
      calls += 1;
      return services[service]![name]!(parsed.data, { id: `cli-${calls}`, signal });
    };
  const groups = Object.entries(contract as AnyContract).map(([service, methods]) => [
    service,
    Object.fromEntries(Object.entries(methods).map(([name, declared]) => [name, callOf(service, name, declared)])),
  ]);
  return Object.fromEntries(groups) as DirectClient;
}
