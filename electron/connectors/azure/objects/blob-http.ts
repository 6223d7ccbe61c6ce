import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { StoragePipelineOptions } from '@azure/storage-blob';
import { type ConnectorContext, failure } from '../../sdk.ts';
import { createHttpClient } from '../http-client.ts';

type BlobHttp = NonNullable<StoragePipelineOptions['httpClient']>;
type BlobReply = Awaited<ReturnType<BlobHttp['sendRequest']>>;

/** A minute for the answer, and for the body as long as a slow line takes. */
const waitMs = 60_000;
const slowestBytesPerMs = 50;

function timeoutMs({ body }: PipelineRequest): number {
  const bytes = body instanceof Uint8Array ? body.byteLength : 0;
  return waitMs + Math.ceil(bytes / slowestBytesPerMs);
}

/** Plain http is for this machine alone: no other endpoint without TLS is taken. */
function admit(request: PipelineRequest, hostname: string): void {
  const url = new URL(request.url);
  request.allowInsecureConnection = url.protocol === 'http:';
  if (url.hostname === hostname) return;
  throw failure('provider_unavailable', 'Azure named an address that is not its own; nothing was sent there.');
}

/** Every answer of the service has an id. What has none is of a gateway or of the sign-in page of a network. */
function assertService({ status, headers }: PipelineResponse): void {
  if (status >= 400 || headers.has('x-ms-request-id')) return;
  throw failure('provider_unavailable', 'The answer could not be understood: it is not of a Blob service.', {
    hint: 'Check the endpoint, and that no proxy or sign-in page of a network answers in its place.',
  });
}

type BlobRequest = Parameters<BlobHttp['sendRequest']>[0];

/** The storage SDK speaks to its client in the form of its predecessor. */
async function asRequest(request: BlobRequest): Promise<PipelineRequest> {
  const { createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline');
  const { url, method, body, abortSignal, requestId, streamResponseStatusCodes } = request;
  return createPipelineRequest({
    url,
    method,
    headers: createHttpHeaders(request.headers.toJson({ preserveCase: true })),
    requestId,
    ...(body === undefined ? {} : { body }),
    ...(abortSignal ? { abortSignal } : {}),
    ...(streamResponseStatusCodes ? { streamResponseStatusCodes } : {}),
  });
}

/** Of the reply's headers it asks nothing but `toJson`. */
function asReply(reply: PipelineResponse, request: BlobRequest): BlobReply {
  const headers = { toJson: (options?: { preserveCase?: boolean }) => reply.headers.toJSON(options) };
  return { ...reply, request, headers } as unknown as BlobReply;
}

/** The connector's client, for one storage account: its proxy, certificates and limits of time; nothing is sent elsewhere. */
export async function createBlobHttp(context: ConnectorContext, endpoint: string): Promise<BlobHttp> {
  const { hostname } = new URL(endpoint);
  const client = await createHttpClient(context, {
    signal: context.signal,
    checks: { request: (request) => admit(request, hostname), reply: assertService },
    timeoutMs,
  });
  return { sendRequest: async (request) => asReply(await client.sendRequest(await asRequest(request)), request) };
}
