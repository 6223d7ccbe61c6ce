import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate that nobody trusts by itself, and its key, as PEM. */
export interface SelfSigned {
  cert: string;
  key: string;
  publicKey: KeyObject;
  /** SHA-256 of the certificate, base64url: how a client assertion names it. */
  thumbprint: string;
}

/** One DER element. X.690: tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = body.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);
const name = (common: string) => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(common)))));

/** sha256WithRSAEncryption, RFC 4055. */
const algorithm = sequence(oid('2a864886f70d01010b'), der(0x05));
/** Subject alternative names localhost and 127.0.0.1, and the mark of an authority, so that it can be trusted as one. */
const extensions = der(
  0xa3,
  sequence(
    sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))))),
    sequence(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, sequence(der(0x01, Buffer.from([0xff]))))),
  ),
);

const pem = (label: string, content: Buffer) =>
  `-----BEGIN ${label}-----\n${content
    .toString('base64')
    .replace(/(.{64})/g, '$1\n')
    .trimEnd()}\n-----END ${label}-----\n`;

function make(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const day = 86_400_000;
  const [from, to] = [new Date(Date.now() - day), new Date(Date.now() + 30 * day)];
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name('localhost'),
    sequence(utcTime(from), utcTime(to)),
    name('localhost'),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions,
  );
  const certificate = sequence(tbs, algorithm, bits(sign('sha256', tbs, privateKey)));
  return {
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey,
    thumbprint: createHash('sha256').update(certificate).digest('base64url'),
  };
}

let made: SelfSigned | null = null;

/** Made once in a process: a key takes a while. */
export function selfSigned(): SelfSigned {
  return (made ??= make());
}
