import type { z } from 'zod';
import { type AppError, appError } from '#shared/errors/app-error.ts';

type Issue = z.core.$ZodIssue;

/** Names the fields that were not accepted. Says what was expected, never the value: it may be a secret. */
export function invalidInput(error: z.ZodError): AppError {
  const faults = error.issues.flatMap(leaves).slice(0, 3);
  return appError('invalid_input', `Input not accepted: ${faults.join('; ')}`);
}

/** Of a union only the branch that came closest is worth reading. */
function leaves(issue: Issue): string[] {
  const branches = issue.code === 'invalid_union' ? issue.errors.filter((branch) => branch.length > 0) : [];
  const closest = branches.sort((a, b) => a.length - b.length)[0];
  if (!closest) return [`${issue.path.map(String).join('.') || 'input'}: ${issue.message}`];
  return closest.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }));
}
