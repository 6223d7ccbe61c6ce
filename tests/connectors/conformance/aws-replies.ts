import type { ScriptedReply } from '#tests/helpers/scripted-server.ts';

/**
 * Replies in the form of AWS's API references:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
function xml(body: string, status = 200): ScriptedReply & object {
  return { status, headers: { 'content-type': 'text/xml' }, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

export function ec2(operation: string, inner: string): ScriptedReply {
  const body = `<requestId>11111111-2222-3333-4444-555555555555</requestId>${inner}`;
  return xml(`<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${body}</${operation}Response>`);
}

export function query(operation: string, namespace: string, inner: string): ScriptedReply {
  const result = `<${operation}Result>${inner}</${operation}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata>`;
  return xml(`<${operation}Response xmlns="${namespace}">${result}</${operation}Response>`);
}

export const identity = query(
  'GetCallerIdentity',
  'https://sts.amazonaws.com/doc/2011-06-15/',
  '<Arn>arn:aws:iam::123456789012:user/ops</Arn><UserId>AIDA</UserId><Account>123456789012</Account>',
);

const iam = 'https://iam.amazonaws.com/doc/2010-05-08/';
export const noAlias = query('ListAccountAliases', iam, '<IsTruncated>false</IsTruncated><AccountAliases/>');

/** IAM's verdict on each of the actions asked for. */
export function simulatePolicy(actions: readonly string[], allowed: boolean): ScriptedReply {
  const decision = allowed ? 'allowed' : 'implicitDeny';
  const members = actions.map(
    (name) => `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`,
  );
  const results = `<EvaluationResults>${members.join('')}</EvaluationResults>`;
  return query('SimulatePrincipalPolicy', iam, `<IsTruncated>false</IsTruncated>${results}`);
}

export function jsonReply(value: unknown): ScriptedReply {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) };
}

export function describeRegions(regions: string[]): ScriptedReply {
  const items = regions.map((name) => `<item><regionName>${name}</regionName><optInStatus>opt-in-not-required</optInStatus></item>`);
  return ec2('DescribeRegions', `<regionInfo>${items.join('')}</regionInfo>`);
}

/** What a dry run answers: never a success. */
export function dryRun(allowed: boolean): ScriptedReply {
  return allowed ? ec2Error(412, 'DryRunOperation') : ec2Error(403, 'UnauthorizedOperation');
}

function ec2Error(status: number, code: string): ScriptedReply & object {
  return xml(
    `<Response><Errors><Error><Code>${code}</Code><Message>${code}</Message></Error></Errors><RequestID>r-2</RequestID></Response>`,
    status,
  );
}

/** Of Cost Explorer, CloudWatch and ECS. */
const jsonOperations = new Set([
  'GetCostAndUsage',
  'GetMetricData',
  'ListClusters',
  'ListServices',
  'ListTasks',
  'DescribeClusters',
  'DescribeServices',
  'DescribeTasks',
]);

/** An error in the form of the service that `operation` belongs to; Cost Explorer has names of its own. */
export function errorXml(operation: string, status: number, code: string, costExplorerCode: string): ScriptedReply & object {
  if (jsonOperations.has(operation)) {
    return {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: costExplorerCode, message: code }),
    };
  }
  if (/^Describe|Instances$/.test(operation)) return ec2Error(status, code);
  return xml(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${code}</Message></Error><RequestId>r-3</RequestId></ErrorResponse>`,
    status,
  );
}

const idOf = (page: number, n: number) => `i-0${String(page * 10 + n).padStart(16, '0')}`;

/** The second of a page can hibernate, the third is stopped. */
function instance(page: number, n: number): string {
  const tags = `<tagSet><item><key>Name</key><value>web-${page}-${n}</value></item></tagSet>`;
  const state = n === 2 ? '<code>80</code><name>stopped</name>' : '<code>16</code><name>running</name>';
  const place = '<placement><availabilityZone>eu-west-1a</availabilityZone></placement><architecture>x86_64</architecture>';
  const root = `<rootDeviceType>ebs</rootDeviceType><enaSupport>true</enaSupport>`;
  const hibernation = `<hibernationOptions><configured>${n === 1}</configured></hibernationOptions>`;
  return `<item><instanceId>${idOf(page, n)}</instanceId><instanceType>t3.micro</instanceType><instanceState>${state}</instanceState>${place}${root}${hibernation}<launchTime>2026-01-02T03:04:05.000Z</launchTime>${tags}</item>`;
}

/** A page of the list; `only` these instances where some are asked for. */
export function describeInstances(page: number, pages: number, only: readonly string[] = []): ScriptedReply {
  const next = page + 1 < pages ? `<nextToken>page-${page + 1}</nextToken>` : '';
  const wanted = [0, 1, 2].filter((n) => only.length === 0 || only.includes(idOf(page, n)));
  const instances = wanted.map((n) => instance(page, n)).join('');
  const reservation = `<item><reservationId>r-${page}</reservationId><ownerId>123456789012</ownerId><instancesSet>${instances}</instancesSet></item>`;
  return ec2('DescribeInstances', `<reservationSet>${wanted.length > 0 ? reservation : ''}</reservationSet>${next}`);
}

export function costExplorerPage(page: number, pages: number): ScriptedReply {
  const amount = (value: string) => ({ Amount: value, Unit: 'USD' });
  const group = (service: string, value: string) => ({
    Keys: [service, '123456789012'],
    Metrics: { UnblendedCost: amount(value), AmortizedCost: amount(value) },
  });
  const day = String(page + 1).padStart(2, '0');
  const body = {
    ResultsByTime: [
      {
        TimePeriod: { Start: `2026-11-${day}`, End: `2026-11-${String(page + 2).padStart(2, '0')}` },
        Groups: [group('Amazon Elastic Compute Cloud - Compute', '1.0000000001'), group('Amazon Simple Storage Service', '0.25')],
        Estimated: false,
      },
    ],
    DimensionValueAttributes: [{ Value: '123456789012', Attributes: { description: 'main' } }],
    ...(page + 1 < pages ? { NextPageToken: `page-${page + 1}` } : {}),
  };
  return jsonReply(body);
}
