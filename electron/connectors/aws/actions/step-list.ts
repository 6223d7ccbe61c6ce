import { restartService, scaleService, stopTask } from './container-steps.ts';
import { pauseScaling, resumeScaling, scaleGroup } from './group-steps.ts';
import { removeGroupTags, setGroupTags } from './group-tag-steps.ts';
import { hibernate, modify, reboot, start, stop, terminate } from './instance-steps.ts';
import type { StepKind } from './step-kind.ts';
import { removeContainerTags, removeTags, setContainerTags, setTags } from './tag-steps.ts';
import { deleteVolume, releaseAddress } from './unattached-steps.ts';

/** Every step that a plan can have. */
export const stepKinds: StepKind[] = [
  start,
  stop,
  hibernate,
  reboot,
  terminate,
  modify,
  setTags,
  removeTags,
  setContainerTags,
  removeContainerTags,
  setGroupTags,
  removeGroupTags,
  scaleGroup,
  pauseScaling,
  resumeScaling,
  scaleService,
  restartService,
  stopTask,
  deleteVolume,
  releaseAddress,
];
const byId = new Map(stepKinds.map((kind) => [kind.step.id, kind]));

/** The step of a plan; a plan of another version of the program may name one that is no longer known. */
export function stepKind(id: string): StepKind {
  const kind = byId.get(id);
  if (!kind) throw new Error(`unknown step ${id}`);
  return kind;
}
