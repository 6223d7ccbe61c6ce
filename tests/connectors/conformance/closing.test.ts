import { describe, test } from 'vitest';
import { until } from '#tests/helpers/fake-clock.ts';
import { isAbsent } from './fixture.ts';
import { candidates, never, openConnector, sourcesOf } from './open-connector.ts';

/** Open sockets, files and threads of this process. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) {
    if (/TCPSocketWrap|TCPServerWrap|MessagePort|Worker|FSReqPromise|FileHandle|ChildProcess|ProcessWrap/.test(type))
      counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

describe.each(candidates())('$kind', ({ connector, situations }) => {
  test('closing ends reads and releases sockets, files and threads', async () => {
    const before = held();
    const opened = await openConnector(connector, isAbsent(situations.paged) ? situations.healthy : situations.paged);
    const reads = [];
    for (const [, source] of sourcesOf(opened.session)) {
      const [scope] = await source.scopes(never);
      const read = source.read({ scope: scope!, cursor: null, signal: never })[Symbol.asyncIterator]();
      await read.next();
      reads.push(read);
    }
    const rest = reads.map((read) => read.next());
    await Promise.all([opened.close(), Promise.allSettled(rest)]);
    // Others may end meanwhile: what counts is that nothing was added. In vain, the test runs into its time limit.
    await until(() => Object.entries(held()).every(([type, count]) => count <= (before[type] ?? 0)));
  });

  test('a session can be closed twice and without having been used', async () => {
    const { session, close } = await openConnector(connector, situations.healthy);
    await session.close();
    await close();
  });
});
