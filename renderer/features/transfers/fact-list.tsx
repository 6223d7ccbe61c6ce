import actions from '../actions/actions.module.css';

/** Names and values, without those that have none. */
export function FactList({ facts, className = '' }: { facts: [name: string, value: string][]; className?: string | undefined }) {
  return (
    <dl className={`${actions['facts']} ${className}`}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
