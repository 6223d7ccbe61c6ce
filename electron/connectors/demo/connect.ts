import type { ConnectSnippet, Machine } from '../sdk.ts';

/** POSIX single quotes, so that no name can become a command. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** What would connect to such a machine at its provider; the organisation is fictional, the commands are not. */
export function connectSnippets(machine: Machine): ConnectSnippet[] {
  if (machine.kind !== 'machine') return [];
  const { id, name, region, zone, account } = machine;
  switch (machine.provider) {
    case 'aws':
      return [
        {
          title: 'Session Manager',
          command: `aws ssm start-session --target ${quoted(id)} --region ${quoted(region)}`,
          needs: 'SSM agent and the Session Manager plugin',
        },
        { title: 'SSH', command: `ssh ${quoted(`ec2-user@${machine.privateIp}`)}`, needs: 'A route to the private address and a key' },
      ];
    case 'azure':
      return [
        {
          title: 'Bastion',
          command: `az network bastion ssh --name BASTION --resource-group GROUP --target-resource-id ${quoted(id)} --auth-type AAD`,
          needs: 'A Bastion host in the network',
        },
      ];
    default:
      return [
        {
          title: 'IAP tunnel',
          command: `gcloud compute ssh ${quoted(name)} --project ${quoted(account)} --zone ${quoted(zone)} --tunnel-through-iap`,
          needs: 'Role IAP-secured Tunnel User',
        },
      ];
  }
}
