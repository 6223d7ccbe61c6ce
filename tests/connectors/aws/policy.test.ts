import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepKinds } from '#connectors/aws/actions/step-list.ts';
import { permissions } from '#connectors/aws/permissions.ts';

const page = readFileSync(new URL('../../../docs/providers/aws.md', import.meta.url), 'utf8');
const [, block = ''] = /```json\n([^]*?)```/.exec(page) ?? [];
const policy = JSON.parse(block) as { Statement: { Sid: string; Action: string[] }[] };
const documented = policy.Statement.flatMap(({ Action }) => Action);

test('the documented policy holds what the check asks for, and the three that identify the account', () => {
  const others = ['ec2:DescribeRegions', 'iam:ListAccountAliases', 'iam:SimulatePrincipalPolicy'];
  expect([...documented].sort()).toEqual([...permissions.map(({ name }) => name), ...others].sort());
});

test('every step calls something that the policy allows, and what destroys stands apart', () => {
  const destroying = policy.Statement.find(({ Sid }) => Sid === 'Destroy')!.Action;
  for (const { step } of stepKinds) {
    expect(documented, step.id).toContain(step.operation);
    expect(destroying.includes(step.operation), step.id).toBe(step.effect === 'destroy');
  }
});
