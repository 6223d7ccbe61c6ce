import { tell } from './tell.ts';

/** Puts text on the clipboard and says so; a browser may refuse, then the text itself is shown. */
export async function copyText(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell('info', done);
  } catch {
    tell('warning', `The clipboard is not available: ${text}`);
  }
}
