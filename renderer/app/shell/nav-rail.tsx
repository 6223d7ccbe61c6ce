import { Link, useLocation } from 'wouter';
import { useScopedHref } from '../scope.ts';
import { screens } from '../screens.ts';
import classes from './nav-rail.module.css';

function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden className={classes['mark']}>
      <path d="M12 2.5 21.5 20h-4.2L12 10 6.7 20H2.5z" fill="currentColor" />
      <circle cx="12" cy="17" r="2.5" fill="currentColor" />
    </svg>
  );
}

/** Narrow navigation with labels; links keep the scope. */
export function NavRail() {
  const [path] = useLocation();
  const href = useScopedHref();
  return (
    <nav className={classes['rail']} aria-label="Screens">
      <Mark />
      {screens.map(({ path: to, title, icon: Icon, key }) => (
        <Link
          key={to}
          href={href(to)}
          className={classes['link'] ?? ''}
          data-active={path === to || undefined}
          aria-current={path === to ? 'page' : undefined}
          title={`${title} (g ${key})`}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          <span className={classes['label']}>{title}</span>
        </Link>
      ))}
    </nav>
  );
}
