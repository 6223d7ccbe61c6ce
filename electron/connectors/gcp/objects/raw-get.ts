import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { GcpAccount } from '../account.ts';

/** Longest silence on a connection before it counts as broken. */
const silenceMs = 60_000;

interface RawGet {
  url: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/**
 * A GET whose body comes as it was stored. `fetch` cannot be used: it unpacks what has the content encoding gzip, and then
 * neither ranges nor checksums fit. What the network does is thrown as `fetch` throws it, so that it is told the same way.
 */
export async function rawGet(account: GcpAccount, { url, headers, signal }: RawGet): Promise<IncomingMessage> {
  const agent = await account.context.http.agent();
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const asked = send(url, { agent, headers, signal });
    asked.setTimeout(silenceMs, () => asked.destroy(new DOMException('No answer in time.', 'TimeoutError')));
    asked.once('response', resolve);
    asked.once('error', (cause: Error) => {
      const known = cause.name === 'AbortError' || cause.name === 'TimeoutError';
      reject(known ? cause : new TypeError('fetch failed', { cause }));
    });
    asked.end();
  });
}
