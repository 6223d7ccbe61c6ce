import type { Agent } from 'node:http';
import { agentExchange } from './by-agent.ts';
import { directExchange } from './direct.ts';
import type { Exchange, Target } from './exchange.ts';

/** Says the proxy of an address, `''` for none: the console's agent does. */
type Asked = Agent & { getProxyForUrl?: (url: string) => string | Promise<string> };

/** So long an answer about the proxy holds: thousands of small calls need not ask each. */
const askedMs = 1_000;

/** Sockets of our own where no proxy is set for the address; the agent where one is, or where it cannot be told. */
export function chooseExchange(target: Target, agent: Agent): Exchange {
  const { getProxyForUrl } = agent as Asked;
  const byAgent = agentExchange(target, agent);
  if (!getProxyForUrl) return byAgent;
  const direct = directExchange(target);
  const address = `http${target.secure ? 's' : ''}://${target.hostname}:${target.port}/`;
  let asked = { until: 0, proxy: Promise.resolve('') };
  return async (request, sink) => {
    const now = performance.now();
    if (now > asked.until) asked = { until: now + askedMs, proxy: Promise.resolve(getProxyForUrl.call(agent, address)) };
    const proxy = await asked.proxy;
    return (proxy ? byAgent : direct)(request, sink);
  };
}
