/** A canvas that draws nothing: jsdom has none, and charts only ask it for the widths of texts. */
const context = new Proxy(
  {},
  {
    get: (_, name) => (name === 'measureText' ? () => ({ width: 20 }) : () => undefined),
    set: () => true,
  },
);

class NoPath {
  moveTo() {}
  lineTo() {}
  rect() {}
  arc() {}
  addPath() {}
  closePath() {}
}

Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { configurable: true, value: () => context });
Object.assign(globalThis, { Path2D: NoPath });
