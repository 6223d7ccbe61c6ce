import type { z } from 'zod';
import type { Reply } from '../errors/reply.ts';

/** One call across the boundary: one options object in, one cloneable value out. */
export interface Method<I extends z.ZodType = z.ZodType, O = unknown> {
  input: I;
  /** The client gives up and cancels after this many milliseconds. */
  timeoutMs: number;
  /** Type only; never present. */
  readonly output?: O;
}

export type ServiceShape = Record<string, Method>;
export type ContractShape = Record<string, ServiceShape>;

/** Declares a method: `method<Connection[]>()(z.object({}))`. Curried so that the input type is inferred. */
export function method<O>() {
  return <I extends z.ZodType>(input: I, timeoutMs = 30_000): Method<I, O> => ({ input, timeoutMs });
}

type Input<M> = M extends Method<infer I> ? I : never;
type Output<M> = M extends Method<z.ZodType, infer O> ? O : never;

/** What the privileged side implements. Input is parsed; expected failures are thrown as `AppFailure`. */
export type Handlers<C extends ContractShape> = {
  [S in keyof C]: { [M in keyof C[S]]: (input: z.output<Input<C[S][M]>>, call: CallContext) => Promise<Output<C[S][M]>> | Output<C[S][M]> };
};

/** What a client sees: defaults may be left out, every call can be aborted, replies are values. */
export type Client<C extends ContractShape> = {
  [S in keyof C]: {
    [M in keyof C[S]]: (input: z.input<Input<C[S][M]>>, options?: { signal?: AbortSignal }) => Promise<Reply<Output<C[S][M]>>>;
  };
};

/** Per call: its id (minted by the client) and the signal that fires on cancel, timeout or closed port. */
export interface CallContext {
  id: string;
  signal: AbortSignal;
}
