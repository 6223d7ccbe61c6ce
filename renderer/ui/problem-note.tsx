import { Anchor, Button, CopyButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { AppError } from '#shared/errors/app-error.ts';
import classes from './problem-note.module.css';

/** The one click that can fix an error, where there is one. */
export function FixLink({ error }: { error: AppError }) {
  const fix = error.fix;
  if (!fix) return null;
  if (fix.kind === 'open_url')
    return (
      <Anchor href={fix.url} target="_blank" rel="noreferrer" size="xs">
        Open the provider's page
      </Anchor>
    );
  const [to, label] =
    fix.kind === 'choose_vault'
      ? ['/settings?section=vault', 'Open the vault settings']
      : [`/connections?edit=${encodeURIComponent(fix.connectionId)}`, fix.kind === 'sign_in' ? 'Enter credentials' : 'Edit the connection'];
  return (
    <Anchor component={Link} href={to} size="xs">
      {label}
    </Anchor>
  );
}

/** Copies the id a provider's support asks for. */
export function RequestId({ error }: { error: AppError }) {
  const id = error.source?.requestId;
  if (!id) return null;
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <Button variant="subtle" size="compact-xs" color="gray" onClick={copy} fw={400} px={0}>
          {copied ? 'Copied' : `Copy request id ${id}`}
        </Button>
      )}
    </CopyButton>
  );
}

interface Props {
  error: AppError;
  /** Where it happened, e.g. the connection's name and region. */
  place?: string | undefined;
  /** Retry or another action. */
  action?: ReactNode;
}

/** What happened, what to do, and the request id. It stands beside the rows, never instead of them. */
export function ProblemNote({ error, place, action }: Props) {
  return (
    <div className={classes['note']} role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden className={classes['icon']} />
      <div className={classes['body']}>
        <div>
          {place ? <strong>{place}: </strong> : null}
          {error.message}
        </div>
        <div className={classes['hint']}>{error.hint}</div>
        <div className={classes['links']}>
          <FixLink error={error} />
          <RequestId error={error} />
          {action}
        </div>
      </div>
    </div>
  );
}
