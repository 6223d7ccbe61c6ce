import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { AnswerReader } from './answer-reader.ts';
import { prematureEnd, type Sink, silenceMs, type Target, timedOut, type WireRequest } from './exchange.ts';

/** Bytes that one read of the socket takes at most, unless it reads straight to where they belong. */
const bufferBytes = 512 * 1024;
/** The same for the beginning of an answer: what comes of its body with its head is copied. */
const headBytes = 64 * 1024;
/** Larger reads hold up everything else, and leave the processor's cache before they are summed. */
const placeBytes = 1024 * 1024;
/** A connection that nobody uses is closed after so many ms, before servers do. */
const idleMs = 4000;

/** The far side had closed a kept connection before it saw the request: the same may be sent over another. */
export class StaleConnection extends Error {}

interface Running {
  reader: AnswerReader;
  into: Uint8Array | undefined;
  resolve(): void;
  reject(cause: unknown): void;
  signal: AbortSignal;
  onAbort: () => void;
  sent: boolean;
}

function headText({ method, path, headers, body }: WireRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}${body ? `content-length: ${body.length}\r\n` : ''}\r\n`;
}

/** One connection to S3, reading into one buffer for all its life, or to where the caller wants it. Carries one request at a time. */
export class Connection {
  private readonly socket: Socket;
  private running: Running | null = null;
  private used = false;
  private closed = false;
  private waiting = false;
  private readonly headBuffer = Buffer.allocUnsafeSlow(headBytes);
  /** Made when an answer comes that has no place of its own. */
  private buffer: Buffer | null = null;
  private readonly onIdle: (connection: Connection) => void;

  constructor(target: Target, onIdle: (connection: Connection) => void) {
    this.onIdle = onIdle;
    const onread = {
      buffer: () => this.place(),
      callback: (length: number, buffer: Uint8Array) => this.read(buffer.subarray(0, length)),
    };
    const address = { host: target.hostname, port: target.port, onread, noDelay: true, keepAlive: true };
    const name = isIP(target.hostname) ? {} : { servername: target.hostname };
    this.socket = target.secure ? connectTls({ ...address, ...name }) : connect(address);
    this.socket.on('error', (cause) => this.broken(cause));
    this.socket.on('end', () => this.ended());
    this.socket.on('close', () => this.ended());
    this.socket.on('timeout', () => this.silent());
  }

  get usable(): boolean {
    return !this.closed;
  }

  run(request: WireRequest, sink: Sink): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = request;
      const onAbort = () => this.broken(signal.reason);
      const reader = new AnswerReader(sink, request.method === 'HEAD');
      const running = { reader, into: request.into, resolve, reject, signal, onAbort, sent: !request.body };
      this.running = running;
      this.socket.ref();
      this.socket.setTimeout(silenceMs);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      else this.send(request, running);
    });
  }

  private send(request: WireRequest, running: Running): void {
    this.socket.write(headText(request), 'latin1');
    if (request.body) this.socket.write(request.body, () => (running.sent = true));
  }

  /** Where the next read goes: asked for by the socket after each one. */
  private place(): Uint8Array {
    const { running } = this;
    if (!running?.reader.begun) return this.headBuffer;
    return (
      (running.into && running.reader.placeIn(running.into)?.subarray(0, placeBytes)) ??
      (this.buffer ??= Buffer.allocUnsafeSlow(bufferBytes))
    );
  }

  private read(bytes: Uint8Array): boolean {
    const { running } = this;
    if (!running) {
      this.close();
      return false;
    }
    try {
      const wait = running.reader.feed(bytes);
      if (wait) {
        this.waiting = true;
        void wait.then(
          () => this.goOn(),
          (cause: unknown) => this.broken(cause),
        );
        return false;
      }
    } catch (cause) {
      this.broken(cause);
      return false;
    }
    this.settle();
    return true;
  }

  private goOn(): void {
    this.waiting = false;
    this.settle();
    this.socket.resume();
  }

  private settle(): void {
    const { running } = this;
    if (!running?.reader.done) return;
    this.leave(running);
    this.used = true;
    // An answer before the request was wholly sent: what follows on this connection would be taken for another's.
    if (!running.reader.keepAlive || !running.sent) this.close();
    else this.rest();
    running.resolve();
  }

  private rest(): void {
    this.socket.setTimeout(idleMs);
    this.socket.unref();
    this.onIdle(this);
  }

  private leave(running: Running): void {
    this.running = null;
    running.signal.removeEventListener('abort', running.onAbort);
  }

  private broken(cause: unknown): void {
    const { running } = this;
    this.close();
    if (!running) return;
    this.leave(running);
    const stale = this.used && !running.reader.begun && !running.signal.aborted;
    running.reject(stale ? new StaleConnection('closed by the server', { cause }) : cause);
  }

  private ended(): void {
    if (this.waiting) return; // the receiver still has the last bytes; reading on will end again
    if (this.running?.reader.end()) this.settle();
    else this.broken(prematureEnd());
  }

  private silent(): void {
    if (this.waiting) return; // it is the receiver who takes its time
    if (this.running) this.broken(timedOut());
    else this.close();
  }

  private close(): void {
    this.closed = true;
    this.socket.destroy();
  }
}
