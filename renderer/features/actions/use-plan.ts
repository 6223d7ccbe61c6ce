import { createContext, useContext } from 'react';
import type { ActionInput, Plan } from '#shared/model/action.ts';
import type { MachineKey, MachineSelection } from '#shared/model/machine.ts';

/** What a person wants done. Without `input` the dialog asks for the action's fields first. */
export interface PlanRequest {
  action: string;
  targets: { machines: MachineKey[] } | { selection: MachineSelection };
  input?: ActionInput;
}

export interface PlanDesk {
  /** Opens the dialog: inputs, plan, confirmation, run. */
  request: (request: PlanRequest) => void;
  /** Opens the dialog at a plan that the host has made already (a retry, an undo). */
  review: (plan: Plan) => void;
}

export const PlanDeskContext = createContext<PlanDesk | null>(null);

export function usePlanDesk(): PlanDesk {
  const desk = useContext(PlanDeskContext);
  if (!desk) throw new Error('usePlan needs a PlanProvider');
  return desk;
}

/** Asks for an action on machines; the person reviews and confirms the plan in a dialog. */
export function usePlan(): (request: PlanRequest) => void {
  return usePlanDesk().request;
}
