import { createSign } from 'node:crypto';
import { attachment, failure, type ObjectAddress, type PresignedUrl } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { sendJson } from '../send.ts';

/** What the SDK's signer asks of a sign-in. */
interface SigningAuth {
  getCredentials(): Promise<{ client_email: string }>;
  /** Base64 of the signature. */
  sign(text: string): Promise<string>;
}

/** Source: https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signBlob */
async function signByIam(
  account: GcpAccount,
  email: string,
  { headers, text, signal }: { headers: Record<string, string>; text: string; signal: AbortSignal },
) {
  const reply = await sendJson(account.context, {
    source: { operation: 'iam.serviceAccounts.signBlob', scope: email },
    url: `${account.settings.endpoints.impersonation}/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}:signBlob`,
    method: 'POST',
    headers,
    body: { payload: Buffer.from(text).toString('base64') },
    signal,
  });
  const { signedBlob } = reply as { signedBlob?: string };
  if (signedBlob) return signedBlob;
  throw failure('provider_unavailable', `IAM gave no signature of ${email}.`);
}

interface Signer {
  auth: SigningAuth;
  note: string;
  /** Why it could not sign: the SDK keeps only the words of what it is told. */
  fault: unknown;
}

async function signerOf(account: GcpAccount, signal: AbortSignal): Promise<Signer> {
  const held = await account.tokens.signer();
  const { email, key } = held;
  if (!email) {
    const hint = 'Name a service account under "Act as service account" in the connection, or sign in with its key.';
    throw failure('unsupported', 'A person cannot sign links of Cloud Storage.', { hint });
  }
  const how = key === null ? 'Signed by IAM' : 'Signed with its key on this computer';
  const note = `${how} as ${email}. It works as long as that account may read or write the object, and ends early when its key is removed.`;
  const signed = async (text: string) => {
    if (key === null) return signByIam(account, email, { headers: await held.headers(), text, signal });
    return createSign('RSA-SHA256').update(text).sign(key, 'base64');
  };
  const sign = (text: string) =>
    signed(text).catch((cause: unknown) => {
      signer.fault = cause;
      throw cause;
    });
  const signer: Signer = { auth: { sign, getCredentials: async () => ({ client_email: email }) }, note, fault: null };
  return signer;
}

/** A URL drops `.` and `..` on the way: such a link would lead to another object. */
function refuseDots(key: string): void {
  if (!key.split('/').some((name) => name === '.' || name === '..')) return;
  throw failure('unsupported', `A link to ${JSON.stringify(key)} would be changed by browsers: it has a part "." or "..".`, {
    hint: 'Copy the object under another name.',
  });
}

interface PresignOptions {
  method: 'GET' | 'PUT';
  expiresInSeconds: number;
  download: boolean;
}

/** `presign` of the store: a V4 signed URL by Google's SDK, with the connection's own sign-in. */
export async function presignObject(
  account: GcpAccount,
  { bucket, key, versionId }: ObjectAddress,
  { method, expiresInSeconds, download, signal }: PresignOptions & { signal: AbortSignal },
): Promise<PresignedUrl> {
  refuseDots(key);
  const signer = await signerOf(account, signal);
  const { Storage } = await import('@google-cloud/storage');
  const storage = new Storage({ projectId: 'unused', apiEndpoint: account.settings.endpoints.storage, retryOptions: { autoRetry: false } });
  // Only the signer is used of it: it takes this for its sign-in, and sends nothing itself.
  Object.assign(storage, { authClient: signer.auth });
  const now = Math.floor(account.context.clock.now() / 1000) * 1000;
  const expiresAt = now + expiresInSeconds * 1000;
  const [url] = await storage
    .bucket(bucket)
    .file(key)
    .getSignedUrl({
      version: 'v4',
      action: method === 'GET' ? 'read' : 'write',
      accessibleAt: now,
      expires: expiresAt,
      ...(download && method === 'GET' ? { responseDisposition: attachment(key) } : {}),
      ...(versionId ? { queryParams: { generation: versionId } } : {}),
    })
    .catch((cause: unknown) => {
      throw signer.fault ?? cause;
    });
  return { url, expiresAt, note: signer.note };
}
