import type { InstanceViewStatus, VirtualMachineInstanceView } from '@azure/arm-compute';
import type { Machine, MachineState } from '../sdk.ts';

/** Source: Azure documentation, "States and billing status of Azure Virtual Machines". */
const states: Record<string, MachineState> = {
  creating: 'starting',
  starting: 'starting',
  running: 'running',
  stopping: 'stopping',
  deallocating: 'stopping',
  stopped: 'stopped',
  deallocated: 'stopped',
};

/** What of an instance view is looked at; that of a scale set's instance has the same parts. */
type View = Pick<VirtualMachineInstanceView, 'statuses' | 'vmAgent' | 'vmHealth'>;

const codes = (statuses: readonly InstanceViewStatus[] = []) =>
  statuses.map((status) => ({ status, code: (status.code ?? '').toLowerCase() }));

function valueOf(statuses: readonly InstanceViewStatus[] | undefined, prefix: string): string {
  const found = codes(statuses).find(({ code }) => code.startsWith(prefix));
  return found?.code.slice(prefix.length).split('/')[0] ?? '';
}

/** Power state by the instance view. `providerState` keeps the difference that the bill makes: `stopped` costs, `deallocated` does not. */
export function powerOf(view: View | undefined): Pick<Machine, 'state' | 'providerState'> {
  const power = valueOf(view?.statuses, 'powerstate/');
  const isHibernated = valueOf(view?.statuses, 'hibernationstate/') === 'hibernated';
  if (isHibernated && power === 'deallocated') return { state: 'suspended', providerState: 'hibernated' };
  return { state: states[power] ?? 'unknown', providerState: power || 'unknown' };
}

const failed = /failed/i;

function failureText(statuses: readonly InstanceViewStatus[] | undefined): string {
  const found = codes(statuses).find(({ code }) => code.startsWith('provisioningstate/failed'));
  return found ? (found.status.message ?? found.status.displayStatus ?? 'Provisioning failed') : '';
}

function agentTrouble({ vmAgent }: View): string {
  const [status] = vmAgent?.statuses ?? [];
  if (!status || /succeeded/i.test(status.code ?? '')) return '';
  return `VM agent: ${status.message ?? status.displayStatus ?? status.code ?? 'not ready'}`;
}

function unhealthy({ vmHealth }: View): string {
  return /unhealthy/i.test(vmHealth?.status?.code ?? '') ? 'The application health probe fails' : '';
}

/** Health by provisioning, health probe and VM agent, in this order; the agent says nothing of a machine that is off. */
export function healthOf(view: View | undefined, provisioningState = ''): Pick<Machine, 'health' | 'healthDetail'> {
  const broken = failureText(view?.statuses) || (failed.test(provisioningState) ? 'Provisioning failed' : '');
  if (broken) return { health: 'impaired', healthDetail: broken };
  const { state } = powerOf(view);
  if (state === 'starting') return { health: 'initializing', healthDetail: '' };
  if (!view || state !== 'running') return { health: 'unknown', healthDetail: '' };
  const trouble = unhealthy(view) || agentTrouble(view);
  if (trouble) return { health: 'impaired', healthDetail: trouble };
  return { health: view.vmAgent?.statuses?.length || view.vmHealth?.status ? 'ok' : 'unknown', healthDetail: '' };
}
