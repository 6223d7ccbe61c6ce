import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const probe = fileURLToPath(new URL('../../helpers/https-probe.ts', import.meta.url));
const runnable = process.platform === 'linux' && spawnSync('openssl', ['version']).status === 0;

/** A certificate for localhost that nobody trusts yet. */
function certificate(): { key: string; cert: string } {
  const folder = tempFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  return { key, cert };
}

function ask({ key, cert }: { key: string; cert: string }, env: NodeJS.ProcessEnv): unknown {
  return JSON.parse(execFileSync(process.execPath, [probe, key, cert], { env: { ...process.env, ...env }, encoding: 'utf8' }));
}

describe.skipIf(!runnable)(`certificates${runnable ? '' : ' (skipped: needs Linux and openssl)'}`, () => {
  test('of the operating system are trusted by agent and fetch', () => {
    const files = certificate();
    expect(ask(files, { SSL_CERT_FILE: files.cert })).toEqual({ agent: 'trusted', fetch: 'trusted' });
  });

  test('of nobody are not', () => {
    const refused = expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) as string;
    expect(ask(certificate(), {})).toEqual({ agent: refused, fetch: refused });
  });
});
