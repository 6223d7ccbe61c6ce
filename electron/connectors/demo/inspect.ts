import { failure, type InspectSource, type Machine, type Related } from '../sdk.ts';
import { beforeRead } from './failures.ts';
import { accountById, findMachines, viewOf } from './find-machines.ts';
import { groupOf, servicesOf } from './groups.ts';
import { machinesOf } from './machines.ts';
import type { OpenDemo } from './open-demo.ts';

const related = (relation: Related['relation'], kind: string, machine: Machine): Related => ({
  relation,
  kind,
  id: machine.id,
  name: machine.name,
  state: machine.state,
});

/** Names of the members shown at most. */
const mostMembers = 50;

function relations(demo: OpenDemo, target: Machine): Related[] {
  const account = accountById(target.account);
  const view = viewOf(demo);
  const fleets = demo.organisation.fleets(account);
  const services = servicesOf(view, account, fleets);
  const parents = services.filter(({ id }) => target.parents.includes(id)).map((one) => related('member_of', one.type, one));
  const members = machinesOf(
    view,
    fleets.filter((fleet) => groupOf(fleet).includes(target.id)),
  );
  const contained = [...members, ...services.filter((one) => one.parents.includes(target.id))].slice(0, mostMembers);
  const balanced = target.kind === 'machine' && /-web-/.test(target.name);
  const name = `lb-${target.name.replace(/-web-.*/, '')}`;
  const balancer: Related[] = balanced
    ? [{ relation: 'serves', kind: 'Load balancer', id: name, name, state: target.state === 'running' ? 'healthy' : 'unhealthy' }]
    : [];
  return [...parents, ...balancer, ...contained.map((one) => related('contains', one.kind, one))];
}

export function inspectSource(demo: OpenDemo): InspectSource {
  return {
    async inspect(target, signal) {
      const { account } = target;
      beforeRead(demo, {
        account: accountById(account),
        operation: 'demo:DescribeMachine',
        signal: AbortSignal.any([demo.closed, signal]),
      });
      const [fresh] = findMachines(demo, [target]);
      if (!fresh) throw failure('not_found', `The demo organisation has no ${target.name} any more.`);
      const events = fresh.launched ? [{ at: fresh.launched, text: 'Launched' }] : [];
      return { raw: fresh, related: relations(demo, fresh), events, problems: [] };
    },
  };
}
