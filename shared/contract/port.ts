/**
 * One end of a two-way message channel: a WebSocket carries JSON text, a message port structured clones.
 * Both ends of the boundary are written against this, so that neither knows the transport.
 */
export interface Port {
  /** Sends one message. Throws when the message cannot be carried (a function, a cycle in JSON) or the port is closed. */
  post(message: unknown): void;
  /** Every message of the other end, as it came: WebSockets deliver the JSON text itself. Nothing is delivered before the first listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when either end closed the port or the peer went away. */
  onClose(listener: () => void): void;
  close(): void;
}
