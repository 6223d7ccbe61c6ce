import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { CheckResult, Connection, Manifest } from '#shared/model/connection.ts';
import type { Field } from '#shared/model/field.ts';
import type { DirectClient } from '../direct-client.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import type { OpenedCore } from '../open-core.ts';
import { resolvePath } from '../paths.ts';
import { table, time } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { pair } from './selection.ts';

export interface AddOptions {
  name?: string;
  set: string[];
  secretEnv: string[];
  secretStdin?: string;
}

/** A connection by its id or its name, whatever the name's case. */
export async function findConnection(client: DirectClient, wanted: string): Promise<Connection> {
  const connections = await client.connections.list({});
  const found = connections.find(({ id }) => id === wanted) ?? connections.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found) return found;
  throw failure('not_found', `There is no connection ${wanted}`, { hint: 'See `connections list` for ids and names.' });
}

function settingOf(io: CliIo, field: Field | undefined, { key, value }: { key: string; value: string }): string | number | boolean {
  if (field?.type === 'secret') {
    throw new UsageError(`${key} is a secret: never give it as an argument`, `Use --secret-env ${key}=ENVVAR or --secret-stdin ${key}.`);
  }
  if (field?.type === 'number') return value.trim() === '' ? Number.NaN : Number(value);
  if (field?.type === 'flag' && ['true', 'false'].includes(value)) return value === 'true';
  return field?.type === 'file' && value ? resolvePath(io, value) : value;
}

async function stdinText(io: CliIo): Promise<string> {
  const parts: string[] = [];
  for await (const part of io.stdin) parts.push(part.toString());
  return parts.join('').replace(/\r?\n$/, '');
}

async function secretsOf(io: CliIo, { secretEnv, secretStdin }: AddOptions): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const text of secretEnv) {
    const [key, variable] = pair(text, '--secret-env');
    const value = io.env[variable];
    if (!value) throw new UsageError(`The environment variable ${variable} is not set`, `Set it to the value of ${key}.`);
    secrets[key] = value;
  }
  if (secretStdin) secrets[secretStdin] = await stdinText(io);
  return secrets;
}

function settingsOf(io: CliIo, manifest: Manifest, set: string[]): Record<string, string | number | boolean> {
  const entries = set.map((text) => {
    const [key, value] = pair(text, '--set');
    return [
      key,
      settingOf(
        io,
        manifest.fields.find((field) => field.key === key),
        { key, value },
      ),
    ] as const;
  });
  return Object.fromEntries(entries);
}

function described({ id, kind, name, account, lastCheckAt }: Connection) {
  return [id, kind, name, account, time(lastCheckAt)];
}

const columns = ['ID', 'KIND', 'NAME', 'ACCOUNT', 'CHECKED'];

/** Settings that the connector refuses were given as arguments. */
function asUsage(cause: unknown): never {
  if (cause instanceof AppFailure && cause.error.code === 'invalid_input') throw new UsageError(cause.error.message, cause.error.hint);
  throw cause;
}

export async function addConnection(io: CliIo, { client }: OpenedCore, input: AddOptions & { kind: string }): Promise<Outcome> {
  const manifests = await client.connections.kinds({});
  const manifest = manifests.find(({ kind }) => kind === input.kind);
  if (!manifest)
    throw new UsageError(`There is no connector ${input.kind}`, `It is one of ${manifests.map(({ kind }) => kind).join(', ')}.`);
  const settings = settingsOf(io, manifest, input.set);
  const secrets = await secretsOf(io, input);
  const connection = await client.connections
    .add({ kind: input.kind, name: input.name ?? manifest.title, settings, secrets })
    .catch(asUsage);
  return { json: connection, text: table(columns, [described(connection)]), exit: exits.done };
}

export async function listConnections({ client }: OpenedCore): Promise<Outcome> {
  const connections = await client.connections.list({});
  return { json: { connections }, text: table(columns, connections.map(described)), exit: exits.done };
}

export async function listKinds({ client }: OpenedCore): Promise<Outcome> {
  const kinds = await client.connections.kinds({});
  const rows = kinds.flatMap(({ kind, title, fields }) =>
    fields.map((field) => [kind, title, field.key, field.type, field.required ? 'required' : '', field.label]),
  );
  return { json: { kinds }, text: table(['KIND', 'TITLE', 'FIELD', 'TYPE', '', 'MEANING'], rows), exit: exits.done };
}

function checkText({ account, identity, missing, notes }: CheckResult): string {
  const lines = missing.map(({ name, neededFor }) => `! missing ${name}: needed for ${neededFor}\n`);
  return `account ${account}, ${identity}\n${[...lines, ...notes.map((note) => `${note}\n`)].join('')}`;
}

export async function checkConnection({ client }: OpenedCore, wanted: string): Promise<Outcome> {
  const { id } = await findConnection(client, wanted);
  const result = await client.connections.check({ connectionId: id });
  const exit = result.missing.length > 0 ? exits.partial : exits.done;
  return { json: { connectionId: id, ...result }, text: checkText(result), exit };
}

export async function removeConnection(
  { client }: OpenedCore,
  { wanted, forgetData }: { wanted: string; forgetData: boolean },
): Promise<Outcome> {
  const { id, name } = await findConnection(client, wanted);
  const { removedRows } = await client.connections.remove({ connectionId: id, forgetData });
  const kept = forgetData ? `${removedRows} cached rows forgotten` : 'cached rows kept';
  return { json: { removed: id, name, removedRows }, text: `Removed ${name} (${id}), ${kept}\n`, exit: exits.done };
}
