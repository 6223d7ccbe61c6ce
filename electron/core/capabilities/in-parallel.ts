/** Works on the items, at most `limit` at a time; results in the order of the items. Ends with the first failure: no further item is begun. */
export async function inParallel<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = [...items.keys()].reverse();
  async function worker(): Promise<void> {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      results[at] = await work(items[at]!).catch((cause: unknown) => {
        waiting.length = 0;
        throw cause;
      });
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
