import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { inspect } from '#core/boundary/guard.ts';
import { contract } from '#shared/contract/services.ts';
import { mainPort } from '../../electron/main/main-port.ts';

function fakePort() {
  return Object.assign(new EventEmitter(), { start: vi.fn<() => void>(), postMessage: vi.fn<() => void>(), close: vi.fn<() => void>() });
}
const adapt = (port: ReturnType<typeof fakePort>) => mainPort(port);

it('unwraps Electron events once and starts the port with the first listener', () => {
  const port = fakePort();
  const seen: unknown[] = [];
  adapt(port).onMessage((message) => seen.push(message));
  expect(port.start).toHaveBeenCalledOnce();
  port.emit('message', { data: { id: '1' }, ports: [] });
  expect(seen).toEqual([{ id: '1' }]);
});

it('closes ports that a message brings, and the message is dropped', () => {
  const port = fakePort();
  const uninvited = { close: vi.fn<() => void>() };
  const seen: unknown[] = [];
  adapt(port).onMessage((message) => seen.push(message));
  port.emit('message', { data: { id: '1', type: 'RELEASE' }, ports: [uninvited] });
  expect(uninvited.close).toHaveBeenCalledOnce();
  expect(inspect(contract, seen[0])).toEqual({ kind: 'drop', reason: 'malformed' });
});

it('hands on posting and closing', () => {
  const port = fakePort();
  const closed = vi.fn<() => void>();
  const adapted = adapt(port);
  adapted.onClose(closed);
  adapted.post({ a: 1 });
  adapted.close();
  port.emit('close');
  expect(port.postMessage).toHaveBeenCalledWith({ a: 1 });
  expect(port.close).toHaveBeenCalledOnce();
  expect(closed).toHaveBeenCalledOnce();
});
