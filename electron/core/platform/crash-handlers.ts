import type { Logger } from '../ports.ts';

/**
 * Logs what nobody caught. A rejected promise is logged and survived: one broken panel must not take the console down.
 * After an exception the state is unknown: `onFatal` ends the process in the host's way.
 */
export function installCrashHandlers(logger: Logger, onFatal: (cause: Error) => void): () => void {
  const onException = (cause: Error) => {
    logger.error('uncaught exception', { error: cause });
    onFatal(cause);
  };
  const onRejection = (cause: unknown) => logger.error('unhandled rejection', { error: cause instanceof Error ? cause : String(cause) });
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
}
