import { createFastS3, type FastS3 } from '#connectors/aws/objects-fast/index.ts';
import { type ListRequest, textAt } from '#connectors/sdk.ts';
import { createHttp } from '#core/net/http-port.ts';

/** The fast calls against a server of this machine. */
export async function fastS3At(url: string): Promise<FastS3> {
  return createFastS3({
    credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'S' }),
    region: 'us-east-1',
    endpoint: url,
    pathStyle: true,
    agent: await createHttp().agent(),
    connectionId: 'c1',
    now: () => Date.now(),
  });
}

export interface Listed {
  keys: string[];
  sizes: number[];
  etags: string[];
  prefixes: string[];
  calls: number;
}

/** All that a listing gives. */
export async function listed(fast: FastS3, request: Partial<ListRequest>): Promise<Listed> {
  const all: Listed = { keys: [], sizes: [], etags: [], prefixes: [], calls: 0 };
  const signal = new AbortController().signal;
  for await (const page of fast.list({ bucket: 'b', prefix: '', delimiter: null, signal, ...request })) {
    const { objects } = page;
    all.calls += page.calls;
    all.prefixes.push(...page.prefixes);
    for (let row = 0; row < objects.count; row += 1) {
      all.keys.push(textAt(objects.keys, row));
      all.sizes.push(objects.size[row]!);
      all.etags.push(textAt(objects.etags!, row));
    }
  }
  return all;
}
