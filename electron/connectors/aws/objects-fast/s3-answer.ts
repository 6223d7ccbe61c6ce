import type { WireHead } from './wire/exchange.ts';

/** What S3 answered instead of what was asked for; in the form of the SDK's errors, which `awsFailure` reads. */
class S3Answer extends Error {
  readonly $fault = 'client';
  readonly $metadata: { httpStatusCode: number; requestId: string | undefined };
  readonly $response: { statusCode: number; headers: Record<string, string> };
  constructor({ status, headers }: WireHead, code: string, message: string) {
    super(message);
    this.name = code;
    this.$metadata = { httpStatusCode: status, requestId: headers['x-amz-request-id'] };
    this.$response = { statusCode: status, headers };
  }
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of the first element of a name, entities resolved; `''`: none. */
export function elementText(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
  return found.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, word?: string) => {
    if (word) return named[word] ?? whole;
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Names of answers that have no body to say theirs. */
const byStatus: Record<number, string> = { 304: 'PreconditionFailed', 404: 'NotFound', 412: 'PreconditionFailed', 416: 'InvalidRange' };

/** The error of an answer: `awsFailure` makes it one of ours. */
export function s3Answer(head: WireHead, body: string): Error {
  const code = elementText(body, 'Code') || (byStatus[head.status] ?? `Http${head.status}`);
  return new S3Answer(head, code, elementText(body, 'Message') || `HTTP ${head.status}`);
}
