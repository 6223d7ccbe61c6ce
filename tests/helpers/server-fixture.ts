import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '#host/server/start-server.ts';
import { memoryLogger } from './boundary.ts';
import type { StubCore } from './stub-core.ts';

interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

interface HttpCall {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

export interface ServerFixture {
  server: RunningServer;
  home: string;
  rendererDir: string;
  origin: string;
  logger: ReturnType<typeof memoryLogger>;
  /** Moves the server's time. */
  time: { now: number };
  /** Any request, headers as given: Node's own fetch would not let us forge Host and Origin. */
  ask(path: string, call?: HttpCall): Promise<HttpAnswer>;
  /** Exchanges a link for the headers of a session. */
  signIn(url?: string): Promise<{ cookie: string; 'x-aetherium-key': string; origin: string }>;
  end(): Promise<void>;
}

/** Starts the headless host on a temporary home with a tiny renderer. */
export async function serverFixture(core: StubCore): Promise<ServerFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'aetherium-server-'));
  const [home, rendererDir] = [join(folder, 'home'), join(folder, 'renderer')];
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await mkdir(home);
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Aetherium</title>');
  await writeFile(join(rendererDir, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'outside.js'), 'outside');
  const logger = memoryLogger();
  const time = { now: 1_000_000 };
  const server = await startServer({ core, home, rendererDir, logger, now: () => time.now });
  const origin = `http://127.0.0.1:${server.port}`;
  const ask = (path: string, call: HttpCall = {}) => askPort(server.port, path, call);
  return {
    server,
    home,
    rendererDir,
    origin,
    logger,
    time,
    ask,
    signIn: async (url = server.newUrl()) => {
      const answer = await ask('/session', { method: 'POST', headers: { origin }, body: JSON.stringify({ token: tokenOf(url) }) });
      const { key } = JSON.parse(answer.text) as { key: string };
      return { cookie: answer.headers['set-cookie']![0]!.split(';')[0]!, 'x-aetherium-key': key, origin };
    },
    end: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The one-time token of a printed address. */
export function tokenOf(url: string): string {
  return new URL(url).hash.slice('#token='.length);
}

function askPort(port: number, path: string, { method = 'GET', headers = {}, body }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    // `path` goes out as it is: a URL object would resolve `..` before it is sent.
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
