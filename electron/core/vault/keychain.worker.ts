/**
 * One keychain call in a process of its own. The library connects to D-Bus in a blocking call that nothing can end when
 * the bus does not answer: in the main thread it would freeze the console, in a worker thread it would keep the process
 * from exiting. A process can be killed.
 */
import { answer, type KeychainCall } from './keychain-calls.ts';

process.once('message', async (call) => {
  process.send?.(await answer(call as KeychainCall), () => process.disconnect());
});
