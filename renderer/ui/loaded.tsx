import { Button, Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { errorOf } from '../app/reads.ts';
import { ProblemNote } from './problem-note.tsx';

interface Props<T> {
  read: UseQueryResult<T>;
  /** Height of the placeholder while nothing was read yet. */
  height?: number;
  children: (data: T) => ReactNode;
}

/** Shows what was read. A failure stands above the rows that are there; it never replaces them. */
export function Loaded<T>({ read, height = 96, children }: Props<T>) {
  const failed = read.isError ? (
    <ProblemNote
      error={errorOf(read.error)}
      action={
        <Button size="compact-xs" variant="default" onClick={() => void read.refetch()}>
          Try again
        </Button>
      }
    />
  ) : null;
  if (read.data === undefined) return failed ?? <Skeleton height={height} radius={4} aria-label="Loading" role="status" />;
  return (
    <>
      {failed}
      {children(read.data)}
    </>
  );
}
