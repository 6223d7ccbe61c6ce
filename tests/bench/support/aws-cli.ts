import { spawn, spawnSync } from 'node:child_process';

const env = (url: string): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'y',
  AWS_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_ENDPOINT_URL: url,
});

/** Whether AWS's own command line is there. */
export function hasAws(): boolean {
  return spawnSync('aws', ['--version']).status === 0;
}

/** Milliseconds of `aws s3 …`, its defaults; why there are none where it failed. It is slow: once is enough. */
export function awsS3(url: string, args: readonly string[]): Promise<number | string> {
  const start = performance.now();
  const child = spawn('aws', ['s3', ...args, '--no-progress'], { env: env(url), stdio: ['ignore', 'ignore', 'pipe'] });
  let problems = '';
  child.stderr.on('data', (piece: Buffer) => (problems += piece.toString()));
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code) => resolve(code === 0 ? performance.now() - start : `ended with ${code}: ${problems.trim().slice(0, 300)}`));
  });
}

/** How many keys `aws s3 ls` lists. */
export async function awsKeys(url: string): Promise<number> {
  const child = spawn('aws', ['s3', 'ls', 's3://b', '--recursive'], { env: env(url), stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  child.stdout.on('data', (piece: Buffer) => (lines += piece.reduce((sum, byte) => sum + Number(byte === 0x0a), 0)));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`aws s3 ls ended with ${String(code)}`);
  return lines;
}
