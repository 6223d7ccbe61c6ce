import { expect, test } from 'vitest';
import { aws } from '#connectors/aws/index.ts';
import { awsMachine } from '#tests/helpers/aws-machine.ts';

const commands = (fields: Parameters<typeof awsMachine>[0]) => aws.connect!(awsMachine(fields)).map(({ command }) => command);

test('an instance: Session Manager, Instance Connect and SSH, with region, profile and key', () => {
  expect(
    commands({ id: 'i-1', publicIp: '203.0.113.7', privateIp: '10.0.0.1', details: { profile: 'prod', 'key name': 'ops key' } }),
  ).toEqual([
    'aws ssm start-session --target i-1 --region eu-west-1 --profile prod',
    'aws ec2-instance-connect ssh --instance-id i-1 --region eu-west-1 --profile prod',
    "ssh -i ~/.ssh/'ops key.pem' ec2-user@203.0.113.7",
  ]);
  expect(commands({ id: 'i-1', privateIp: '10.0.0.1' }).at(-1)).toBe('ssh ec2-user@10.0.0.1');
});

test('Windows gets a tunnel for Remote Desktop', () => {
  expect(commands({ os: 'Windows' }).join('\n')).toContain('portNumber=3389');
  expect(commands({ os: 'Windows' }).join('\n')).not.toContain('ssh ');
});

test('a task is entered by ECS Exec', () => {
  const task = { kind: 'task', id: 'arn:aws:ecs:eu-west-1:1:task/shop/0123', parents: ['arn:aws:ecs:eu-west-1:1:cluster/shop'] } as const;
  expect(commands({ ...task, parents: [...task.parents] })).toEqual([
    'aws ecs execute-command --cluster shop --task 0123 --interactive --command /bin/sh --region eu-west-1',
  ]);
});

test('words from the provider are quoted for a shell', () => {
  const [command] = commands({ id: "i-1'; rm -rf ~ #", details: { profile: '$(whoami)' } });
  expect(command).toBe(`aws ssm start-session --target 'i-1'\\''; rm -rf ~ #' --region eu-west-1 --profile '$(whoami)'`);
});

test('nothing for groups, clusters, disks, and what is gone', () => {
  for (const kind of ['group', 'cluster', 'service', 'disk', 'address'] as const) expect(commands({ kind })).toEqual([]);
  expect(commands({ state: 'terminated' })).toEqual([]);
});
