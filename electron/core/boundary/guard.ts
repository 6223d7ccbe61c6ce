import type { ContractShape } from '#shared/contract/method.ts';
import { type CallMeta, maxMessageBytes } from '#shared/contract/wire.ts';
import { type AppError, appError } from '#shared/errors/app-error.ts';
import { type DataFault, dataFault, isRecord } from './plain-data.ts';

/** A comlink message rebuilt from checked parts: nothing of the received object goes on but `input`. */
export type CleanMessage =
  | {
      id: string;
      type: 'APPLY';
      path: [service: string, method: string];
      argumentList: [{ type: 'RAW'; value: unknown }, { type: 'RAW'; value: CallMeta }];
    }
  | { id: string; type: 'RELEASE' };

/** Why a message was thrown away. */
export type DropReason = DataFault | 'malformed' | 'forbidden_type' | 'forbidden_argument';

export type Verdict =
  | { kind: 'pass'; message: CleanMessage }
  /** Well formed, but there is no such call: told to the client under comlink's message id. */
  | { kind: 'refuse'; id: string; error: AppError }
  | { kind: 'drop'; reason: DropReason };

/**
 * Judges one message before comlink sees it. `comlink.expose()` alone walks any path and takes CONSTRUCT, SET, GET and
 * ENDPOINT: with it a hostile renderer runs code and pollutes prototypes. Here only APPLY of an own key of the contract
 * with two RAW arguments, and RELEASE, go through. Never throws.
 *
 * @param raw JSON text (WebSocket) or a structured clone (message port)
 */
export function inspect(contract: ContractShape, raw: unknown): Verdict {
  try {
    const message = typeof raw === 'string' ? parseText(raw) : raw;
    const fault = message === oversized ? 'oversized' : dataFault(message);
    return fault ? drop(fault) : judge(contract, message);
  } catch {
    return drop('malformed');
  }
}

const oversized = Symbol('oversized');

function parseText(text: string): unknown {
  if (text.length > maxMessageBytes) return oversized;
  return JSON.parse(text);
}

function judge(contract: ContractShape, message: unknown): Verdict {
  if (!isRecord(message) || !isId(message['id'])) return drop('malformed');
  const { id, type } = message;
  if (type === 'RELEASE') return hasOnly(message, ['id', 'type']) ? { kind: 'pass', message: { id, type } } : drop('malformed');
  if (type !== 'APPLY') return drop('forbidden_type');
  if (!hasOnly(message, ['id', 'type', 'path', 'argumentList'])) return drop('malformed');
  return judgeCall(contract, id, message);
}

function judgeCall(contract: ContractShape, id: string, message: Record<string, unknown>): Verdict {
  const path = message['path'];
  const args = message['argumentList'];
  if (!isPath(path) || !Array.isArray(args) || args.length !== 2) return drop('malformed');
  if (!args.every(isRaw)) return drop('forbidden_argument');
  const [input, meta] = args.map((arg) => arg.value);
  if (!isMeta(meta)) return drop('malformed');
  const [service, method] = path;
  if (!isDeclared(contract, service, method)) return { kind: 'refuse', id, error: unknownCall(service, method) };
  return {
    kind: 'pass',
    message: {
      id,
      type: 'APPLY',
      path: [service, method],
      argumentList: [
        { type: 'RAW', value: input },
        { type: 'RAW', value: { id: meta.id } },
      ],
    },
  };
}

function isDeclared(contract: ContractShape, service: string, method: string): boolean {
  return Object.hasOwn(contract, service) && Object.hasOwn(contract[service]!, method);
}

function unknownCall(service: string, method: string): AppError {
  // Names are echoed only when they look like ours: the text ends up in logs and on screens.
  const named = /^[a-z]+$/i.test(service + method) ? `: ${service}.${method}` : '';
  return appError('unsupported', `There is no such call${named}`, { hint: 'The window and the console differ in version. Restart it.' });
}

function isRaw(arg: unknown): arg is { type: 'RAW'; value: unknown } {
  return isRecord(arg) && arg['type'] === 'RAW' && hasOnly(arg, ['type', 'value']);
}

function isMeta(meta: unknown): meta is CallMeta {
  return isRecord(meta) && hasOnly(meta, ['id']) && isId(meta['id']);
}

function isPath(path: unknown): path is [string, string] {
  return Array.isArray(path) && path.length === 2 && path.every((part) => typeof part === 'string' && part.length <= 64);
}

/** comlink's ids are hex groups, ours are UUIDs. */
function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id);
}

function hasOnly(record: Record<string, unknown>, keys: string[]): boolean {
  return Object.keys(record).every((key) => keys.includes(key));
}

function drop(reason: DropReason): Verdict {
  return { kind: 'drop', reason };
}
