import { failure } from '#shared/errors/app-error.ts';
import type { ActionEngine } from './action-engine.ts';

export function createActionEngine(): ActionEngine {
  const notYet = () => Promise.reject(failure('unsupported'));
  return { plan: notYet, apply: notYet, cancel: notYet, resume: notYet, resumeAll: async () => {}, ended: notYet, stop: async () => {} };
}
