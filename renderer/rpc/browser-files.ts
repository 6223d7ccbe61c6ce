import { appError, appErrorSchema } from '#shared/errors/app-error.ts';
import { fail, ok, type Reply } from '#shared/errors/reply.ts';
import { sessionHeaders } from './browser-session.ts';
import type { ChosenFile, ConnectionFiles } from './connection.ts';

/** Files in a browser: chosen by its own dialog, sent to the host, fetched by navigation. */
export const browserFiles: ConnectionFiles = {
  open: async ({ extensions, multiple = false, folders = false }) =>
    folders ? fail(appError('unsupported', 'A browser sends the files of a folder')) : register(await choose(extensions, multiple)),
  register,
  download: (path) => {
    const link = document.createElement('a');
    link.href = path;
    // The host names the file; an empty value keeps the browser from leaving the page.
    link.download = '';
    link.click();
  },
  dragOut: null,
};

async function register(files: File[]): Promise<Reply<ChosenFile[]>> {
  const chosen: ChosenFile[] = [];
  for (const file of files) {
    const reply = await upload(file);
    if (!reply.ok) return reply;
    // The host stores it under a name that its disk can hold; here it is what the person knows it by.
    chosen.push({ ...reply.value, name: file.name });
  }
  return ok(chosen);
}

function choose(extensions: string[], multiple: boolean): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = multiple;
  // Browsers match on the last ending only: `.csv.gz` would hide every file.
  input.accept = extensions.map((extension) => extension.slice(extension.lastIndexOf('.'))).join(',');
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** The browser streams the file from the disk; it is never read into memory here. */
async function upload(file: File): Promise<Reply<ChosenFile>> {
  try {
    const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: sessionHeaders(),
      body: file,
    });
    const body: unknown = await response.json();
    return response.ok ? ok(body as ChosenFile) : fail(refusal(body));
  } catch {
    return fail(appError('offline', `${file.name} could not be sent to the console`, { hint: 'Is the host still running?' }));
  }
}

function refusal(body: unknown) {
  const parsed = appErrorSchema.safeParse((body as { error?: unknown } | null)?.error);
  return parsed.success ? parsed.data : appError('internal', 'The file was not accepted');
}
