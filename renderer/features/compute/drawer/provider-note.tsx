import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Inspection } from '#shared/model/action.ts';
import { errorOf } from '../../../app/reads.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import classes from './drawer.module.css';

interface Props {
  read: UseQueryResult<Inspection>;
  /** What is shown instead while the provider does not answer. */
  instead: string;
}

/** Says what of the provider's answer is missing, and what is shown instead. */
export function ProviderNote({ read, instead }: Props) {
  if (read.isPending)
    return (
      <p className={classes['note']} role="status">
        Asking the provider… Until then: {instead}
      </p>
    );
  if (!read.isError) return read.data.problems.map((error) => <ProblemNote key={`${error.code} ${error.message}`} error={error} />);
  return (
    <>
      <p className={classes['note']}>{instead}</p>
      <ProblemNote
        error={errorOf(read.error)}
        action={
          <Button size="compact-xs" variant="default" onClick={() => void read.refetch()}>
            Ask again
          </Button>
        }
      />
    </>
  );
}
