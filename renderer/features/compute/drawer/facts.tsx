import type { ReactNode } from 'react';
import classes from './drawer.module.css';

/** A titled part of the drawer. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['section']}>
      <h3 className={classes['heading']}>{title}</h3>
      {children}
    </section>
  );
}

/** Names and values, one a line. */
export function Facts({ title, facts }: { title: string; facts: [string, ReactNode][] }) {
  return (
    <Section title={title}>
      <dl className={classes['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} className={classes['fact']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
