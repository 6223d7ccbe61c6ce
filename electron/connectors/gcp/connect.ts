import type { ConnectSnippet, Machine } from '../sdk.ts';

/** POSIX single quotes, so that no name can become a command. */
function quoted(text: string): string {
  return /^[\w.:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const tunnelNeeds = 'Role IAP-secured Tunnel User, and a firewall rule that lets 35.235.240.0/20 in';

/** Commands of `gcloud`. Source: https://cloud.google.com/compute/docs/instances/connecting-to-instance */
export function connectSnippets(machine: Machine): ConnectSnippet[] {
  if (machine.kind !== 'machine') return [];
  const at = `${quoted(machine.name)} --project ${quoted(machine.account)} --zone ${quoted(machine.zone)}`;
  const serial: ConnectSnippet = {
    title: 'Serial console',
    command: `gcloud compute connect-to-serial-port ${at}`,
    needs: 'Metadata serial-port-enable=TRUE on the machine or project',
  };
  if (/windows/i.test(machine.os)) {
    const command = `gcloud compute start-iap-tunnel ${quoted(machine.name)} 3389 --local-host-port=localhost:3389 --project ${quoted(machine.account)} --zone ${quoted(machine.zone)}`;
    return [{ title: 'RDP through IAP: tunnel, then connect to localhost:3389', command, needs: tunnelNeeds }, serial];
  }
  return [
    { title: 'SSH through IAP', command: `gcloud compute ssh ${at} --tunnel-through-iap`, needs: tunnelNeeds },
    {
      title: 'SSH',
      command: `gcloud compute ssh ${at}`,
      needs: 'A route to the machine, and the role Compute OS Login or a key in the metadata',
    },
    serial,
  ];
}
