import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerUrl } from '../worker-url.ts';
import type { KeychainAnswer, KeychainCall } from './keychain-calls.ts';

/** Runs one call in a killable process; null when there was no answer within `timeoutMs`. The value travels by pipe, never as an argument. */
export function askProcess(call: KeychainCall, timeoutMs: number): Promise<KeychainAnswer | null> {
  const child = fork(fileURLToPath(workerUrl(import.meta.url, 'keychain.worker')), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve) => {
    const kill = () => child.kill('SIGKILL');
    const timer = setTimeout(kill, timeoutMs);
    process.once('exit', kill);
    const end = (answer: KeychainAnswer | null) => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(answer);
    };
    child.once('message', (answer) => end(answer as KeychainAnswer));
    child.once('error', (cause) => end({ ok: false, message: cause.message }));
    child.once('exit', (code, signal) => end(signal === 'SIGKILL' ? null : { ok: false, message: `keychain process ended with ${code}` }));
    child.send(call);
  });
}
