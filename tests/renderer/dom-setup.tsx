import { cleanup, render } from '@testing-library/react';
import { afterEach } from 'vitest';
import { App } from '#renderer/app/app.tsx';
import type { Connection } from '#renderer/rpc/connection.ts';

/** What jsdom lacks and the components need. Layout is absent there, so elements get a fixed size. */
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(window, {
  matchMedia: (query: string) => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
  ResizeObserver: NoObserver,
  IntersectionObserver: NoObserver,
  requestIdleCallback: () => 0,
  cancelIdleCallback: () => {},
});
Element.prototype.scrollIntoView = () => {};
Element.prototype.scrollTo = () => {};
for (const [name, size] of [
  ['offsetWidth', 1200],
  ['offsetHeight', 640],
  ['clientWidth', 1200],
  ['clientHeight', 640],
] as const) {
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
}

afterEach(() => {
  cleanup();
  localStorage.clear();
  sessionStorage.clear();
});

/** The whole console at a place, over a connection in memory. */
export function renderApp(connection: Connection, place = '/') {
  history.replaceState(null, '', `#${place}`);
  return render(<App host={{ ready: Promise.resolve(connection) }} />);
}
