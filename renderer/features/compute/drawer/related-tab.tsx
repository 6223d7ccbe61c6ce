import { Link } from 'wouter';
import type { Related } from '#shared/model/action.ts';
import type { CachedMachine } from '#shared/model/machine.ts';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import { useWidth } from '../../../ui/use-width.ts';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';
import { MachineLink, useCached, useMachineHref } from './machine-link.tsx';
import { shortId } from './overview-tab.tsx';
import { ProviderNote } from './provider-note.tsx';
import { linkPath, type MapNode, relationLayout } from './relation-layout.ts';
import { useInspection } from './use-inspection.ts';

const words: Record<Related['relation'], string> = {
  member_of: 'part of',
  contains: 'contains',
  serves: 'sends it traffic',
  attached_to: 'attached',
  runs_on: 'runs on',
};

/** What the cache knows by itself: the groups and clusters that a machine belongs to. */
function cachedParents({ parents }: CachedMachine): Related[] {
  return parents.map((id) => ({ relation: 'member_of', kind: '', id, name: shortId(id), state: '' }));
}

function NodeText({ related }: { related: Related }) {
  return (
    <>
      <span className="ae-clip">{related.name || shortId(related.id)}</span>
      <span className="ae-clip ae-muted">{[related.kind, related.state].filter(Boolean).join(' · ') || words[related.relation]}</span>
    </>
  );
}

function Node({ node, machine, cached }: { node: MapNode; machine: CachedMachine; cached: ReadonlySet<string> }) {
  const href = useMachineHref();
  const { related, x, y, width, height } = node;
  const style = { left: x, top: y, width, height };
  if (!related)
    return (
      <div className={classes['node']} style={style} data-self aria-current="true">
        <span className="ae-clip">{machine.name || machine.id}</span>
      </div>
    );
  if (!cached.has(related.id))
    return (
      <div className={classes['node']} style={style} title={related.id}>
        <NodeText related={related} />
      </div>
    );
  return (
    <Link
      className={classes['node'] ?? ''}
      style={style}
      title={related.id}
      href={href({ connectionId: machine.connectionId, machineId: related.id })}
    >
      <NodeText related={related} />
    </Link>
  );
}

function RelationMap({ machine, related, cached }: { machine: CachedMachine; related: Related[]; cached: ReadonlySet<string> }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const { layers, self, height } = relationLayout(related, width || 400);
  const nodes = layers.flatMap((layer) => layer.nodes);
  return (
    <div ref={ref} className={classes['map']} style={{ height }} role="group" aria-label="Map of what is connected">
      <svg width={width} height={height} aria-hidden>
        {nodes.map((node) => (
          <path key={`${node.related?.relation} ${node.related?.id}`} d={linkPath(node, self)} />
        ))}
      </svg>
      {layers.map((layer) => (
        <div key={layer.title}>
          <span className={classes['layer']} style={{ top: layer.y }}>
            {layer.title}
            {layer.left > 0 ? `, and ${layer.left} more below` : ''}
          </span>
          {layer.nodes.map((node) => (
            <Node key={`${node.related?.relation} ${node.related?.id}`} node={node} machine={machine} cached={cached} />
          ))}
        </div>
      ))}
      <Node node={self} machine={machine} cached={cached} />
    </div>
  );
}

/** What depends on a machine and what it depends on, as the provider says it now; offline what the cache knows. */
export function RelatedTab({ machine }: { machine: CachedMachine }) {
  const read = useInspection({ connectionId: machine.connectionId, machineId: machine.id });
  const live = read.data?.related ?? [];
  const known = cachedParents(machine).filter(({ id }) => !live.some((one) => one.id === id));
  const related = [...live, ...known];
  const cached = useCached(machine.connectionId, [...new Set(related.map(({ id }) => id))].slice(0, 60));
  return (
    <>
      <ProviderNote read={read} instead="only what the cache knows: the groups it belongs to." />
      <Section title="Map">
        <RelationMap machine={machine} related={related} cached={cached} />
        {related.length === 0 && read.isSuccess ? <p className="ae-muted">The provider names nothing that is connected with it.</p> : null}
      </Section>
      {related.length > 0 ? (
        <Section title="List">
          <SimpleTable
            label="What is connected"
            rows={related}
            rowKey={({ relation, id }) => `${relation} ${id}`}
            columns={[
              { key: 'relation', header: 'Relation', render: ({ relation }) => words[relation] },
              {
                key: 'name',
                header: 'Name',
                render: ({ id, name }) => (
                  <MachineLink
                    machineKey={{ connectionId: machine.connectionId, machineId: id }}
                    name={name || shortId(id)}
                    cached={cached.has(id)}
                  />
                ),
              },
              { key: 'kind', header: 'Kind', render: ({ kind }) => kind },
              { key: 'state', header: 'State', render: ({ state }) => state },
            ]}
          />
        </Section>
      ) : null}
    </>
  );
}
