import { onTestFinished } from 'vitest';
import { aws } from '#connectors/aws/index.ts';
import type { ConnectionSettings, Machine, Page, Session, Source } from '#connectors/sdk.ts';
import { createHttp } from '#core/net/http-port.ts';
import { fakeClock } from './fake-clock.ts';
import { silentLogger } from './vaults.ts';

interface SessionOptions {
  settings?: ConnectionSettings;
  secrets?: Record<string, string>;
  now?: number;
}

/** A session of the AWS connector against `endpoint`, with keys that an emulator accepts. Ended with the test. */
export async function awsSession(endpoint: string, options: SessionOptions = {}): Promise<Session> {
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const secrets: Record<string, string> = { secretAccessKey: 'S', ...options.secrets };
  return aws.open({
    connectionId: 'c1',
    settings: { endpoint, accessKeyId: 'x', ...options.settings },
    secret: async (key) => secrets[key] ?? null,
    signal: ended.signal,
    log: silentLogger,
    clock: fakeClock(options.now ?? Date.UTC(2026, 10, 15, 12)),
    http: createHttp(),
  });
}

/** All pages of one scope. */
export async function readAll<T>(source: Source<T> | undefined, scope = '', cursor: string | null = null): Promise<Page<T>[]> {
  if (!source) throw new Error('the session does not offer it');
  const pages: Page<T>[] = [];
  const signal = new AbortController().signal;
  for await (const page of source.read({ scope: { id: scope, label: scope }, signal, cursor })) pages.push(page);
  return pages;
}

export function machinesOn(pages: Page<Machine[]>[]): Machine[] {
  return pages.flatMap((page) => page.items);
}
