import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createHttp } from '#core/net/http-port.ts';

/**
 * Run as a program with a key and a certificate: asks an HTTPS server of its own with agent and fetch, and prints how
 * each went. A program, because what the operating system trusts is read once per process.
 */
const [keyPath = '', certPath = ''] = process.argv.slice(2);
const server = createServer({ key: readFileSync(keyPath), cert: readFileSync(certPath) }, (_, reply) => reply.end('trusted'));
server.listen(0, '127.0.0.1', async () => {
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const http = createHttp();
  const agent = await http.agent();
  const byAgent = new Promise<string>((resolve) => {
    get(url, { agent }, (reply) => reply.on('data', (chunk: Buffer) => resolve(chunk.toString()))).on('error', (error) =>
      resolve((error as NodeJS.ErrnoException).code ?? error.message),
    );
  });
  const byFetch = http.fetch(url).then(
    (reply) => reply.text(),
    (error: Error) => (error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message,
  );
  process.stdout.write(JSON.stringify({ agent: await byAgent, fetch: await byFetch }));
  process.exit(0);
});
