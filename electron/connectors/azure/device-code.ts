import { type ConnectorContext, failure } from '../sdk.ts';
import type { AccessToken, TokenOptions } from './tokens.ts';

/** What the person has to be told. */
export interface DeviceCode {
  userCode: string;
  verificationUri: string;
}

/** The SDK's credential as far as it is used: `authenticate` asks the person, `getToken` never does. */
interface DeviceCredential {
  authenticate(scopes: string[]): Promise<unknown>;
  getToken(scopes: string[], options: TokenOptions): Promise<AccessToken>;
}

interface Flow {
  /** Settles when there is a code to show; null when the sign-in was done without one. */
  code: Promise<DeviceCode | null>;
}

function tell(context: ConnectorContext, { userCode, verificationUri }: DeviceCode): Error {
  return failure('auth_required', `To sign in to Azure, open ${verificationUri} and enter the code ${userCode}.`, {
    hint: 'Refresh after that. The sign-in lasts until the console is closed, and needs a new code then.',
    fix: { kind: 'open_url', url: verificationUri },
    source: { connectionId: context.connectionId, operation: 'devicecode' },
  });
}

/**
 * Sign-in by a code that the person enters in a browser. A question for a token cannot wait for minutes: it fails with
 * the code, while the SDK goes on asking whether the person is done. The next question gets the token, or the same code.
 */
export function deviceTokens(context: ConnectorContext, make: (onCode: (code: DeviceCode) => void) => DeviceCredential) {
  let flow: Flow | null = null;
  let signedIn = false;
  let refused: unknown = null;
  let onCode: (code: DeviceCode) => void = () => {};
  const credential = make((code) => onCode(code));

  function begin(scopes: string[]): Flow {
    const { promise, resolve } = Promise.withResolvers<DeviceCode | null>();
    onCode = resolve;
    const end = (outcome: { signedIn: boolean; refused: unknown }) => {
      ({ signedIn, refused } = outcome);
      flow = null;
      resolve(null);
    };
    credential.authenticate(scopes).then(
      () => end({ signedIn: true, refused: null }),
      (cause: unknown) => end({ signedIn: false, refused: cause }),
    );
    return { code: promise };
  }

  return async (scopes: string[], options: TokenOptions): Promise<AccessToken> => {
    if (!signedIn) {
      flow ??= begin(scopes);
      const code = await flow.code;
      if (code && !signedIn) throw tell(context, code);
      if (refused) throw refused;
    }
    try {
      return await credential.getToken(scopes, options);
    } catch (cause) {
      // The refresh token has ended: the next question begins anew.
      signedIn = false;
      throw cause;
    }
  };
}
