/**
 * `npm run bench`: runs every benchmark in a process of its own and prints one JSON line for each measurement; everything
 * else they say goes to standard error. Arguments choose benchmarks by name. Exits with 1 when one crashed.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const benches = [
  'start',
  'import-focus',
  'cost-query',
  'machines-filter',
  'metrics',
  'event-loop',
  'idle-memory',
  'inventory',
  'grid-scroll',
  'object-search',
  'storage-list',
  'storage-sync-plan',
  'storage-transfer',
];

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

async function run(name: string): Promise<boolean> {
  process.stderr.write(`bench: ${name} …\n`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) (isJson(line) ? process.stdout : process.stderr).write(`${line}\n`);
  const exit = await code;
  if (exit !== 0) process.stderr.write(`bench: ${name} crashed (exit ${exit})\n`);
  return exit === 0;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are ${benches.join(', ')}.\n`);
  process.exit(2);
}
for (const name of asked.length > 0 ? asked : benches) if (!(await run(name))) process.exitCode = 1;
