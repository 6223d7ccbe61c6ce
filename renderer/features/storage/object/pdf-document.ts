import { GlobalWorkerOptions, getDocument, PDFDataRangeTransport, type PDFDocumentLoadingTask } from 'pdfjs-dist';
// The bundler answers with the address of the file.
// oxlint-disable-next-line import/default
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type { ObjectRef } from '#shared/model/storage.ts';
import type { Host } from '../../../app/host.tsx';
import { bytesOf, readRange } from './object-bytes.ts';

/** Bundled with the console: nothing is fetched from elsewhere. */
GlobalWorkerOptions.workerSrc = workerUrl;

const chunkBytes = 262_144;

/** Brings pdf.js the ranges that it asks for. */
class ObjectTransport extends PDFDataRangeTransport {
  readonly #read: (begin: number, end: number) => Promise<Uint8Array>;

  constructor(size: number, read: (begin: number, end: number) => Promise<Uint8Array>) {
    super(size, null);
    this.#read = read;
  }

  override requestDataRange(begin: number, end: number): void {
    void this.#read(begin, end).then(
      (bytes) => this.onDataRange(begin, bytes),
      () => this.abort(),
    );
  }
}

/** Opens a PDF by ranges: only the pages that are looked at are read. */
export function openPdf(host: Host, object: ObjectRef, size: number): PDFDocumentLoadingTask {
  const range = new ObjectTransport(size, async (begin, end) =>
    bytesOf((await readRange(host, object, { offset: begin, length: end - begin })).base64),
  );
  return getDocument({
    range,
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    useWasm: false,
    enableXfa: false,
  });
}
