import type { ScriptedReply } from './scripted-server.ts';

export type ArmReply = Exclude<ScriptedReply, string>;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): ArmReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) };
}

/** The form of every error of ARM. Reference: https://learn.microsoft.com/rest/api/azure (Error response). */
export function armError(status: number, code: string, message = `Message of ${code}`, headers: Record<string, string> = {}): ArmReply {
  return json(status, { error: { code, message } }, headers);
}
