import type { ComputeManagementClient } from '@azure/arm-compute';
import type { ContainerServiceClient } from '@azure/arm-containerservice';
import { type AppError, AppFailure, type ConnectorContext } from '../sdk.ts';
import { azureFailure, type CallSource } from './errors.ts';
import { createHttpClient, type Watch } from './http-client.ts';
import type { AzureSettings } from './settings.ts';
import type { SignIn } from './sign-in.ts';
import { listSubscriptions, type Subscription } from './subscriptions.ts';
import type { TokenSource } from './tokens.ts';

/** Everything the parts of a session share. */
export interface AzureAccount {
  context: ConnectorContext;
  settings: AzureSettings;
  /** Hosts that get tokens. */
  hosts: readonly string[];
  /** Tokens, given up on when the signal fires. */
  credential(signal: AbortSignal): TokenSource;
  /** Clients of one subscription for one operation: its signal ends every request, next pages included, which the SDK's own does not. */
  compute(subscription: string, watch: OperationWatch): Promise<ComputeManagementClient>;
  containers(subscription: string, watch: OperationWatch): Promise<ContainerServiceClient>;
  /** Runs calls of an SDK; what they throw becomes an `AppFailure` that names the call. */
  call<T>(source: Omit<CallSource, 'connectionId'>, work: () => Promise<T>): Promise<T>;
  /** Told of every refusal: one of the token ends the sign-in. */
  refused(error: AppError): void;
  subscriptions(signal: AbortSignal): Promise<Subscription[]>;
}

export interface OperationWatch extends Watch {
  signal: AbortSignal;
}

function abortable(tokens: TokenSource, signal: AbortSignal): TokenSource {
  return {
    async getToken(scopes, options) {
      signal.throwIfAborted();
      const { promise, reject } = Promise.withResolvers<never>();
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([tokens.getToken(scopes, options), promise]);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

export function createAccount(context: ConnectorContext, settings: AzureSettings, signIn: SignIn): AzureAccount {
  const hosts = [new URL(settings.endpoint).hostname];
  let subscriptions: Promise<Subscription[]> | null = null;
  const options = async (watch: OperationWatch) => ({
    endpoint: settings.endpoint,
    credentials: { scopes: [`${settings.audience}/.default`] },
    httpClient: await createHttpClient(context, { ...watch, hosts }),
    retryOptions: { maxRetries: 0 },
  });
  const account: AzureAccount = {
    context,
    settings,
    hosts,
    credential: (signal) => abortable(signIn.tokens, signal),
    async compute(subscription, watch) {
      const { ComputeManagementClient } = await import('@azure/arm-compute');
      return new ComputeManagementClient(account.credential(watch.signal), subscription, await options(watch));
    },
    async containers(subscription, watch) {
      const { ContainerServiceClient } = await import('@azure/arm-containerservice');
      return new ContainerServiceClient(account.credential(watch.signal), subscription, await options(watch));
    },
    async call(source, work) {
      try {
        return await work();
      } catch (cause) {
        const failed = azureFailure(cause, { ...source, connectionId: context.connectionId }, context.clock.now());
        if (failed instanceof AppFailure) account.refused(failed.error);
        throw failed;
      }
    },
    refused: ({ code }) => {
      if (code === 'auth_required') signIn.forget();
    },
    subscriptions(signal) {
      subscriptions ??= listSubscriptions(account, signal).catch((cause: unknown) => {
        subscriptions = null;
        throw cause;
      });
      return subscriptions;
    },
  };
  return account;
}
