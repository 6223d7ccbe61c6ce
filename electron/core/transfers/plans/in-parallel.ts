/** Works on several values at a time; results come in the order of the values. */
export async function* mapAhead<T, R>(
  values: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (value: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const value of values) {
    const one = work(value);
    // Its fault is thrown in its turn; until then it must not count as unhandled.
    one.catch(() => undefined);
    under.push(one);
    if (under.length >= atOnce) yield await under.shift()!;
  }
  while (under.length > 0) yield await under.shift()!;
}
