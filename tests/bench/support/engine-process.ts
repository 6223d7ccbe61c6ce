import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineRun, Request } from './transfer-engine.ts';

/** A console in a process of its own, with one connection to a server of S3's protocol. */
export interface Engine {
  connectionId: string;
  /** Plans and carries out; rejects unless all of it succeeded. */
  run(request: Request): Promise<EngineRun>;
  stop(): void;
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the engine ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

/** Starts one below a folder. Its sources are compiled once for all: a built console has nothing to compile. */
export async function startEngine(folder: string, url: string): Promise<Engine> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const home = mkdtempSync(join(folder, 'home-'));
  const child = fork(join(import.meta.dirname, 'transfer-engine.ts'), [home, url], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const connectionId = await answer<string>(child);
  return {
    connectionId,
    run(request) {
      child.send(request);
      return answer<EngineRun>(child);
    },
    stop: () => child.kill('SIGKILL'),
  };
}
