import type { ReactNode } from 'react';
import type { Dated } from '#shared/model/freshness.ts';
import { AgeBadge } from './age-badge.tsx';
import classes from './page-header.module.css';

interface Props {
  title: string;
  dated?: Dated | undefined;
  /** A short line under the title: what is counted, over which time. */
  detail?: ReactNode;
  actions?: ReactNode;
}

/** Title, age and the screen's main action. */
export function PageHeader({ title, dated, detail, actions }: Props) {
  return (
    <header className={classes['header']}>
      <h1 className={classes['title']}>{title}</h1>
      <AgeBadge dated={dated} />
      {detail ? <div className={classes['detail']}>{detail}</div> : null}
      <div className={classes['actions']}>{actions}</div>
    </header>
  );
}
