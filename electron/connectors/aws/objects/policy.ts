import type { BucketFacts } from '../../sdk.ts';

interface Statement {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  Action?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** What a bucket's policy lets in. Pure reading of the document; S3 alone decides. */
export type PolicyFindings = Pick<BucketFacts, 'publicBy' | 'outsiders' | 'stale'> & { insecureTransport: boolean };

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

function statementsOf(policy: unknown): Statement[] {
  const { Statement: said = [] } = policy as { Statement?: Statement | Statement[] };
  return Array.isArray(said) ? said : [said];
}

const nameOf = ({ Sid }: Statement, n: number) => (Sid ? `"${Sid}"` : `number ${n + 1}`);

/** `*`, or by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
function principalsOf({ Principal }: Statement): { kind: string; id: string }[] {
  if (typeof Principal !== 'object' || Principal === null) return listOf(Principal).map((id) => ({ kind: 'AWS', id }));
  return Object.entries(Principal).flatMap(([kind, ids]) => listOf(ids).map((id) => ({ kind, id })));
}

interface Condition {
  operator: string;
  key: string;
  values: string[];
}

function conditionsOf({ Condition = {} }: Statement): Condition[] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: listOf(values) })),
  );
}

/** Keys that limit a policy to somebody known. Source: S3 User Guide, "The meaning of public". */
const limiting = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

function isLimited(statement: Statement): boolean {
  return conditionsOf(statement).some(
    ({ operator, key, values }) =>
      limiting.has(key) && !/Not/.test(operator) && !values.some((value) => value === '*' || value.endsWith('/0')),
  );
}

const isEverybody = (statement: Statement) => principalsOf(statement).some(({ kind, id }) => kind === 'AWS' && id === '*');
const deletedId = /^(AIDA|AROA|AGPA|ANPA)[A-Z0-9]{12,}$/;

function isOutside({ kind, id }: { kind: string; id: string }, account: string): boolean {
  if (kind === 'Federated' || kind === 'CanonicalUser') return true;
  if (kind !== 'AWS' || id === '*' || deletedId.test(id)) return false;
  const owner = /^\d{12}$/.test(id) ? id : (id.split(':')[4] ?? '');
  return account !== '' && owner !== '' && owner !== account;
}

/** A time in a condition: ISO 8601, or seconds since 1970. */
function timeIn(value: string): number {
  return /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function staleReasons(statement: Statement, now: number): string[] {
  const conditions = conditionsOf(statement);
  const dead = principalsOf(statement).filter(({ id }) => deletedId.test(id));
  const ended = conditions
    .filter(({ operator }) => /^Date(LessThan|LessThanEquals|Equals)(IfExists)?$/.test(operator))
    .flatMap(({ values }) => values);
  const allows = statement.Effect === 'Allow';
  const says = (key: string, value?: string) =>
    conditions.some((one) => one.key === key && (value === undefined || one.values.includes(value)));
  return [
    ...dead.map(({ id }) => `It names ${id}, a user or role that was deleted.`),
    ...ended
      .filter((value) => timeIn(value) < now)
      .map((value) => `Its time ended on ${new Date(timeIn(value)).toISOString().slice(0, 10)}.`),
    ...(allows && says('s3:signatureversion', 'AWS') ? ['It lets signatures of version 2 in.'] : []),
    ...(allows && says('s3:authtype', 'REST-QUERY-STRING') && !says('s3:signatureage')
      ? ['It lets presigned links in without a limit of their age (s3:signatureAge).']
      : []),
  ];
}

/** A denial of everything that does not come by TLS. */
function deniesHttp(statement: Statement): boolean {
  const [condition, ...more] = conditionsOf(statement);
  const isTransport =
    condition?.key === 'aws:securetransport' && /^Bool(IfExists)?$/.test(condition.operator) && condition.values.includes('false');
  const isAll = listOf(statement.Action).some((action) => action === '*' || action.toLowerCase() === 's3:*');
  return statement.Effect === 'Deny' && isEverybody(statement) && isAll && isTransport && more.length === 0;
}

export function readPolicy(policy: unknown, { account, now }: { account: string; now: number }): PolicyFindings {
  const findings: PolicyFindings = { publicBy: [], outsiders: [], stale: [], insecureTransport: true };
  statementsOf(policy).forEach((statement, n) => {
    const name = nameOf(statement, n);
    const access = listOf(statement.Action).join(', ');
    for (const reason of staleReasons(statement, now)) findings.stale.push({ statement: name, reason });
    if (deniesHttp(statement)) findings.insecureTransport = false;
    if (statement.Effect !== 'Allow') return;
    if (isEverybody(statement) && !isLimited(statement)) findings.publicBy.push(`Policy statement ${name} allows everybody ${access}`);
    const outside = principalsOf(statement).filter((principal) => isOutside(principal, account));
    findings.outsiders.push(...outside.map(({ id }) => ({ principal: id, access, by: `policy statement ${name}` })));
  });
  return findings;
}
