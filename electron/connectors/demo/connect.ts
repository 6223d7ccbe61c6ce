import type { ConnectSnippet, Machine } from '../sdk.ts';

/** What would connect to such a machine at its provider; the organisation is fictional, the commands are not. */
export function connectSnippets(machine: Machine): ConnectSnippet[] {
  if (machine.kind !== 'machine') return [];
  const { id, name, region, zone, account } = machine;
  switch (machine.provider) {
    case 'aws':
      return [
        {
          title: 'Session Manager',
          command: `aws ssm start-session --target ${id} --region ${region}`,
          needs: 'SSM agent and the Session Manager plugin',
        },
        { title: 'SSH', command: `ssh ec2-user@${machine.privateIp}`, needs: 'A route to the private address and a key' },
      ];
    case 'azure':
      return [
        {
          title: 'Bastion',
          command: `az network bastion ssh --name BASTION --resource-group GROUP --target-resource-id ${id} --auth-type AAD`,
          needs: 'A Bastion host in the network',
        },
      ];
    default:
      return [
        {
          title: 'IAP tunnel',
          command: `gcloud compute ssh ${name} --project ${account} --zone ${zone} --tunnel-through-iap`,
          needs: 'Role IAP-secured Tunnel User',
        },
      ];
  }
}
