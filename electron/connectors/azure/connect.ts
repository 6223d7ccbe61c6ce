import type { ConnectSnippet, Machine } from '../sdk.ts';
import { parseArmId } from './arm-id.ts';

/** For a shell: names of Azure resources need no quotes, ids with brackets or other signs do. */
function quoted(text: string): string {
  return /^[\w./@:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const isWindows = ({ os }: Machine) => /^windows/i.test(os);

function bastion(machine: Machine): ConnectSnippet {
  const target = `--name BASTION --resource-group BASTION_GROUP --target-resource-id ${quoted(machine.id)}`;
  return isWindows(machine)
    ? {
        title: 'Bastion (RDP)',
        command: `az network bastion rdp ${target}`,
        needs: 'A Bastion host (Standard) in the network; extension bastion of the CLI, on Windows',
      }
    : {
        title: 'Bastion (SSH)',
        command: `az network bastion ssh ${target} --auth-type AAD`,
        needs: 'A Bastion host (Standard) in the network; the role Virtual Machine User Login',
      };
}

function ofVm(machine: Machine): ConnectSnippet[] {
  const { subscription, resourceGroup, name } = parseArmId(machine.id);
  const target = `--subscription ${quoted(subscription)} --resource-group ${quoted(resourceGroup)} --name ${quoted(name)}`;
  const script = isWindows(machine) ? `RunPowerShellScript --scripts 'hostname'` : `RunShellScript --scripts 'uptime'`;
  const ssh: ConnectSnippet = {
    title: 'SSH with Entra sign-in',
    command: `az ssh vm ${target}`,
    needs: 'The extension AADSSHLogin on the machine, a route to its address, the role Virtual Machine User Login',
  };
  return [
    ...(isWindows(machine) ? [] : [ssh]),
    bastion(machine),
    {
      title: 'Run a command',
      command: `az vm run-command invoke ${target} --command-id ${script}`,
      needs: 'The VM agent, and the right to runCommand/action',
    },
  ];
}

function ofInstance(machine: Machine): ConnectSnippet[] {
  const { subscription, resourceGroup, names } = parseArmId(machine.id);
  const [set = '', instance = ''] = names.map(quoted);
  const target = `--subscription ${quoted(subscription)} --resource-group ${quoted(resourceGroup)} --name ${set} --instance-id ${instance}`;
  const script = isWindows(machine) ? `RunPowerShellScript --scripts 'hostname'` : `RunShellScript --scripts 'uptime'`;
  return [
    bastion(machine),
    {
      title: 'Run a command',
      command: `az vmss run-command invoke ${target} --command-id ${script}`,
      needs: 'The VM agent, and the right to runCommand/action',
    },
  ];
}

function ofCluster(machine: Machine): ConnectSnippet[] {
  const { subscription, resourceGroup, names } = parseArmId(machine.id);
  const target = `--subscription ${quoted(subscription)} --resource-group ${quoted(resourceGroup)} --name ${quoted(names[0]!)}`;
  return [
    {
      title: 'kubectl',
      command: `az aks get-credentials ${target}`,
      needs: 'kubectl, kubelogin where the cluster signs in with Entra, and a role on the cluster',
    },
  ];
}

/** Commands of the Azure CLI that reach a machine or a cluster. */
export function connectSnippets(machine: Machine): ConnectSnippet[] {
  if (machine.kind === 'cluster' || machine.kind === 'node_pool') return ofCluster(machine);
  if (machine.kind !== 'machine') return [];
  return parseArmId(machine.id).type === 'virtualmachines' ? ofVm(machine) : ofInstance(machine);
}
