/** What the command line touches of its process. */
export interface CliIo {
  version: string;
  /** Folder of the built pages, for `serve`. */
  rendererDir: string;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Fires on SIGINT and SIGTERM. */
  signal: AbortSignal;
  /** Fires on the second of them: the process is about to end, whatever is under way. */
  insist: AbortSignal;
  stdin: AsyncIterable<Buffer | string>;
  /** Standard output: results only. */
  out: (text: string) => Promise<void>;
  /** Standard error: progress, warnings, errors in words. */
  err: (text: string) => Promise<void>;
}

/** Exit codes: done, failed, wrong usage, partly done. */
export const exits = { done: 0, failed: 1, usage: 2, partial: 3 } as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** What a command has to say. */
export interface Outcome {
  /** The one JSON document of `--json`; undefined: `text` is JSON Lines already. */
  json: unknown;
  /** The same for a person. */
  text: string;
  exit: Exit;
}

/** Options that every command takes. */
export interface GlobalOptions {
  json?: true;
  home?: string;
}
