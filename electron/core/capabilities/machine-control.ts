import type { AppError } from '#shared/errors/app-error.ts';
import type { MachineState } from '#shared/model/machine.ts';

/** What the provider answered for one machine. */
export interface MachineChange {
  id: string;
  /** State after the call, usually `starting` or `stopping`; null when it was refused. */
  state: MachineState | null;
  /** Why it was refused; null when it was not. */
  error: AppError | null;
}

/** Starts and stops machines. A refused machine does not stop the others; starting a running one changes nothing. */
export interface MachineControl {
  start(ids: readonly string[], signal: AbortSignal): Promise<MachineChange[]>;
  stop(ids: readonly string[], signal: AbortSignal): Promise<MachineChange[]>;
}
