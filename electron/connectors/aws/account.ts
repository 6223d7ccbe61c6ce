import type { ConnectorContext } from '../sdk.ts';
import type { AwsClients } from './clients.ts';
import { awsFailure, type CallSource } from './errors.ts';
import type { AwsSettings } from './settings.ts';

/** Everything the parts of a session share. */
export interface AwsAccount {
  context: ConnectorContext;
  settings: AwsSettings;
  clients: AwsClients;
  /** Runs one call of the SDK; what it throws becomes an `AppFailure` that names the call. */
  call<T>(source: Omit<CallSource, 'connectionId'>, work: () => Promise<T>): Promise<T>;
  /** Account id and principal of the credentials. */
  identity(signal: AbortSignal): Promise<{ account: string; arn: string }>;
  /** Account id of the credentials, asked once. */
  id(signal: AbortSignal): Promise<string>;
  /** Alias of the account, `''` when it has none or may not be asked. */
  alias(signal: AbortSignal): Promise<string>;
}

async function askIdentity(account: AwsAccount, abortSignal: AbortSignal): Promise<{ account: string; arn: string }> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const client = await account.clients.sts();
  const source = { operation: 'sts:GetCallerIdentity' };
  const reply = await account.call(source, () => client.send(new GetCallerIdentityCommand({}), { abortSignal }));
  return { account: reply.Account ?? '', arn: reply.Arn ?? '' };
}

async function askAlias(account: AwsAccount, abortSignal: AbortSignal): Promise<string> {
  const { ListAccountAliasesCommand } = await import('@aws-sdk/client-iam');
  const client = await account.clients.iam();
  const source = { operation: 'iam:ListAccountAliases' };
  try {
    const reply = await account.call(source, () => client.send(new ListAccountAliasesCommand({}), { abortSignal }));
    return reply.AccountAliases?.[0] ?? '';
  } catch (cause) {
    abortSignal.throwIfAborted();
    // A nicer name only: without it the account id is shown.
    account.context.log.info('no account alias', { cause: cause instanceof Error ? cause.message : String(cause) });
    return '';
  }
}

/** Asks once and keeps the answer; a failure is not kept. */
function once<T>(ask: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let asked: Promise<T> | null = null;
  return (signal) => {
    asked ??= ask(signal).catch((cause: unknown) => {
      asked = null;
      throw cause;
    });
    return asked;
  };
}

export function createAccount(context: ConnectorContext, settings: AwsSettings, clients: AwsClients): AwsAccount {
  const account: AwsAccount = {
    context,
    settings,
    clients,
    async call(source, work) {
      try {
        return await work();
      } catch (cause) {
        throw awsFailure(cause, { ...source, connectionId: context.connectionId }, context.clock.now());
      }
    },
    identity: (signal) => askIdentity(account, signal),
    id: once(async (signal) => (await askIdentity(account, signal)).account),
    alias: once((signal) => askAlias(account, signal)),
  };
  return account;
}
