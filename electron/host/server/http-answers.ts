import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AppError, AppFailure, appError, toAppError } from '#shared/errors/app-error.ts';
import type { ErrorCode } from '#shared/errors/codes.ts';
import { fail } from '#shared/errors/reply.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  auth_required: 401,
  forbidden: 403,
  invalid_input: 400,
  not_found: 404,
  unsupported: 405,
  conflict: 409,
  rate_limited: 429,
};

/** Answers with JSON that nobody may keep. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(JSON.stringify(body));
}

/** Answers with a failed `Reply`, or ends the connection when the answer has begun. */
export function sendFailure(response: ServerResponse, cause: unknown): AppError {
  const error = cause instanceof AppFailure ? cause.error : toAppError(cause);
  if (response.headersSent) response.destroy();
  else sendJson(response, statusOf[error.code] ?? 500, fail(error));
  return error;
}

/** Reads a small JSON body. */
export async function readJson(request: IncomingMessage, maxBytes = 1024): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > maxBytes) throw new AppFailure(appError('invalid_input', 'The request is too large'));
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new AppFailure(appError('invalid_input', 'The request is not JSON'));
  }
}
