import type { Machine } from '#shared/model/machine.ts';
import type { Source } from './source.ts';

/** Machines of a connection. A completed read of a scope removes the scope's machines that it did not see. */
export type ComputeSource = Source<Machine[]>;
