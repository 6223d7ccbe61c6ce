import type { ConnectSnippet, Machine } from '../sdk.ts';
import { clusterArnOf } from './container-rows.ts';
import { detailOf } from './details.ts';
import { nameIn } from './place.ts';

/** A word for a POSIX shell: names and tags come from the provider and may hold anything. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function where(machine: Machine): string {
  const profile = detailOf(machine, 'profile');
  return `--region ${quoted(machine.region)}${profile ? ` --profile ${quoted(profile)}` : ''}`;
}

function instanceSnippets(machine: Machine): ConnectSnippet[] {
  const { id, privateIp, publicIp, os } = machine;
  const sessionManager = {
    title: 'Session Manager',
    command: `aws ssm start-session --target ${quoted(id)} ${where(machine)}`,
    needs: 'AWS CLI with the Session Manager plugin; SSM Agent on the instance and an instance profile with AmazonSSMManagedInstanceCore.',
  };
  if (/windows/i.test(os)) {
    const tunnel = `aws ssm start-session --target ${quoted(id)} --document-name AWS-StartPortForwardingSession --parameters portNumber=3389,localPortNumber=13389 ${where(machine)}`;
    return [
      sessionManager,
      { title: 'Remote Desktop through Session Manager', command: tunnel, needs: 'As Session Manager; then open localhost:13389.' },
    ];
  }
  const key = detailOf(machine, 'key name');
  const instanceConnect = {
    title: 'EC2 Instance Connect',
    command: `aws ec2-instance-connect ssh --instance-id ${quoted(id)} ${where(machine)}`,
    needs: 'AWS CLI 2; a public address or an EC2 Instance Connect Endpoint in the VPC, and port 22 open to it.',
  };
  const ssh = {
    title: 'SSH',
    command: `ssh ${key ? `-i ~/.ssh/${quoted(`${key}.pem`)} ` : ''}ec2-user@${publicIp || privateIp}`,
    needs: `${key ? `The private key ${key}` : 'A key that the instance accepts'}; the user is ubuntu, admin or another one on other images.`,
  };
  return [sessionManager, instanceConnect, ...(publicIp || privateIp ? [ssh] : [])];
}

function taskSnippets(machine: Machine): ConnectSnippet[] {
  const cluster = quoted(nameIn(clusterArnOf(machine)));
  const command = `aws ecs execute-command --cluster ${cluster} --task ${quoted(nameIn(machine.id))} --interactive --command /bin/sh ${where(machine)}`;
  const needs = 'AWS CLI with the Session Manager plugin; ECS Exec enabled on the task. With several containers add --container NAME.';
  return [{ title: 'ECS Exec', command, needs }];
}

/** Commands that open a shell on an instance or in a task. They hold no secret: a profile is only named. */
export function connectSnippets(machine: Machine): ConnectSnippet[] {
  if (machine.state === 'terminated') return [];
  if (machine.kind === 'machine') return instanceSnippets(machine);
  return machine.kind === 'task' ? taskSnippets(machine) : [];
}
