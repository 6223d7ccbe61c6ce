import type { Core } from '#core/core.ts';
import type { ChangeTable } from '#shared/contract/events.ts';

/** A change that nobody told of is seen after this long. */
const lookEveryMs = 1_000;

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Resolves when a table of this core changed, after a second, or when the person insists. */
export async function nextChange(core: Core, table: ChangeTable, insist: AbortSignal): Promise<void> {
  let unfollow = () => {};
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      new Promise<void>((resolve) => {
        unfollow = core.onEvent((event) => event.type === 'changed' && event.tables.includes(table) && resolve());
        timer = setTimeout(resolve, lookEveryMs);
      }),
      once(insist),
    ]);
  } finally {
    unfollow();
    clearTimeout(timer);
  }
}
