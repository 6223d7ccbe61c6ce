import { type Fault, faultProxy, type SeenRequest } from './fault-proxy.ts';

/** An EC2, STS or IAM error as those services word it. Source: EC2 API reference, "Error codes", and the query protocol. */
export function xmlError(status: number, code: string, headers: Record<string, string> = {}): Fault {
  const error = `<Error><Code>${code}</Code><Message>Message of ${code}</Message></Error>`;
  const body = `<Response><Errors>${error}</Errors>${error}<RequestID>r</RequestID></Response>`;
  return { kind: 'reply', status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'req-42', ...headers }, body };
}

/** A Cost Explorer error (JSON 1.1 protocol). */
export function jsonError(status: number, code: string, message = `Message of ${code}`): Fault {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'req-42' };
  return { kind: 'reply', status, headers, body: JSON.stringify({ __type: code, message }) };
}

export function json(value: unknown): Fault {
  return { kind: 'reply', status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

export function xml(body: string): Fault {
  return { kind: 'reply', status: 200, headers: { 'content-type': 'text/xml' }, body };
}

/** GetCallerIdentity as the STS API reference shows it. */
const identity = xml(
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/Ops/me</Arn><UserId>AROA:me</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
);

const aliases = xml(
  '<ListAccountAliasesResponse><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases><member>shop-prod</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>',
);

export function regions(states: Record<string, string>): Fault {
  const items = Object.entries(states).map(
    ([name, state]) => `<item><regionName>${name}</regionName><optInStatus>${state}</optInStatus></item>`,
  );
  return xml(`<DescribeRegionsResponse><regionInfo>${items.join('')}</regionInfo></DescribeRegionsResponse>`);
}

/** IAM's verdict on every action that was asked for. `decide` names what is not allowed. */
export function simulated(decide: (action: string) => string): (request: SeenRequest) => Fault {
  return ({ body }) => {
    const asked = [...new URLSearchParams(body)].filter(([key]) => key.startsWith('ActionNames.')).map(([, name]) => name);
    const members = asked.map(
      (name) => `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decide(name)}</EvalDecision></member>`,
    );
    const result = `<IsTruncated>false</IsTruncated><EvaluationResults>${members.join('')}</EvaluationResults>`;
    return xml(
      `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult>${result}</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
    );
  };
}

export type AwsScript = Record<string, Fault | ((request: SeenRequest) => Fault)>;

/** AWS as far as a script goes, by action; an action without a script is refused like a missing permission. */
export async function scriptedAws(script: AwsScript) {
  const server = await faultProxy();
  const known: AwsScript = { GetCallerIdentity: identity, ListAccountAliases: aliases, ...script };
  server.rule = (request) => {
    const reply = known[request.action];
    if (typeof reply === 'function') return reply(request);
    return reply ?? xmlError(403, 'AccessDenied');
  };
  return { url: server.url, seen: server.seen, calls: (action: string) => server.seen.filter((request) => request.action === action) };
}
