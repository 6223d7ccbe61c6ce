import { type ReactNode, useId } from 'react';
import type { Dated } from '#shared/model/freshness.ts';
import { AgeBadge } from './age-badge.tsx';
import classes from './panel.module.css';

interface Props {
  title: string;
  dated?: Dated | undefined;
  detail?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled region of a page. Regions are divided by lines, not boxed into cards. */
export function Panel({ title, dated, detail, actions, children }: Props) {
  const id = useId();
  return (
    <section className={classes['panel']} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 id={id} className={classes['title']}>
          {title}
        </h2>
        {detail ? <span className={classes['detail']}>{detail}</span> : null}
        <span className={classes['end']}>
          {actions}
          <AgeBadge dated={dated} />
        </span>
      </div>
      {children}
    </section>
  );
}
