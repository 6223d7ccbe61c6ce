import type { Target } from './wire/exchange.ts';

/** Where a bucket is reached. */
export interface BucketPlace {
  target: Target;
  /** Value of the Host header. */
  host: string;
  /** Path of the bucket, without a slash at the end. */
  path: string;
}

/** As SigV4 and S3 want it: all but unreserved characters, byte by byte. A lone half of a pair becomes U+FFFD. */
export function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Path of a key: its slashes stay, and `//`, `.` and `..` mean nothing. */
export function keyPath(key: string): string {
  return key.split('/').map(encoded).join('/');
}

export function queryText(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
}

/** AWS's own endpoint of a region. Source: AWS General Reference, "Amazon S3 endpoints". */
function endpointOf(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

interface PlaceOptions {
  region: string;
  endpoint: string | undefined;
  pathStyle: boolean;
}

export function bucketPlace(bucket: string, { region, endpoint, pathStyle }: PlaceOptions): BucketPlace {
  const url = new URL(endpoint ?? endpointOf(region));
  const secure = url.protocol === 'https:';
  // The certificate of *.s3.… does not hold for a name with dots.
  const inPath = pathStyle || (secure && bucket.includes('.'));
  const hostname = inPath ? url.hostname : `${bucket}.${url.hostname}`;
  const port = Number(url.port) || (secure ? 443 : 80);
  const base = url.pathname.replace(/\/+$/, '');
  return {
    target: { secure, hostname: hostname.replace(/^\[|\]$/g, ''), port },
    host: url.port ? `${hostname}:${url.port}` : hostname,
    path: inPath ? `${base}/${encoded(bucket)}` : base,
  };
}
