import type { Page } from '@playwright/test';

/** What a hostile page of the desktop window has at hand: a raw port and all it received. */
interface RawPort {
  post(message: unknown): void;
  received: Record<string, unknown>[];
  closed: boolean;
}

interface PageWithPorts extends Window {
  aetherium: { portMessage: string; requestPort(): void };
  rawPorts: RawPort[];
}

type Path = [service: string, method: string];

/** A well-formed call as comlink puts it on the wire. */
export function callMessage(id: string, path: Path, input: unknown) {
  const argumentList = [
    { type: 'RAW', value: input },
    { type: 'RAW', value: { id: `call-${id}` } },
  ];
  return { id, type: 'APPLY', path, argumentList };
}

/**
 * Asks for a port from the page's main world, like an attacker with a script in the page. Returns its number once it
 * answers: the console asks for one too while it loads, and only the last that was asked for is alive.
 */
export async function takeRawPort(page: Page): Promise<number> {
  await page.waitForFunction(() => document.readyState === 'complete');
  return page.evaluate(
    (hello) =>
      new Promise<number>((resolve) => {
        const self = window as unknown as PageWithPorts;
        self.rawPorts ??= [];
        const adopt = (port: MessagePort) => {
          const raw: RawPort = { received: [], closed: false, post: (message) => port.postMessage(message) };
          const index = self.rawPorts.push(raw) - 1;
          port.addEventListener('message', ({ data }) => {
            if (data.id === hello.id) {
              window.removeEventListener('message', onMessage);
              resolve(index);
            } else raw.received.push(data);
          });
          port.addEventListener('close', () => (raw.closed = true));
          port.start();
          port.postMessage(hello);
        };
        const onMessage = ({ data, ports }: MessageEvent) => {
          if (data === self.aetherium.portMessage && ports[0]) adopt(ports[0]);
        };
        window.addEventListener('message', onMessage);
        self.aetherium.requestPort();
      }),
    callMessage('hello', ['app', 'info'], {}),
  );
}

/** Sends raw messages on a port of the page. */
export function postRaw(page: Page, index: number, messages: unknown[]): Promise<void> {
  return page.evaluate(
    ([number, list]) => list.forEach((message) => (window as unknown as PageWithPorts).rawPorts[number]!.post(message)),
    [index, messages] as const,
  );
}

/** Everything a raw port received so far, and whether it was closed. */
export function readRaw(page: Page, index: number): Promise<{ received: Record<string, unknown>[]; closed: boolean }> {
  return page.evaluate((number) => {
    const { received, closed } = (window as unknown as PageWithPorts).rawPorts[number]!;
    return { received, closed };
  }, index);
}

/** One call on a port of its own; its reply. The console's own port is closed by it. */
export async function callRaw(page: Page, path: Path, input: unknown): Promise<unknown> {
  const index = await takeRawPort(page);
  await postRaw(page, index, [callMessage('message', path, input)]);
  const answered = await page.waitForFunction(
    (number) => (window as unknown as PageWithPorts).rawPorts[number]!.received.find(({ id }) => id === 'message'),
    index,
  );
  return ((await answered.jsonValue()) as { value: unknown }).value;
}
