import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { ConflictRule } from '#shared/model/transfer.ts';

/** Size and time of one side; epoch ms, UTC. */
export interface SizeTime {
  size: number;
  modified: number;
}

/** What a rule makes of a target that is there. */
type Decision = { do: 'write' } | { do: 'rename' } | { do: 'skip'; why: string } | { do: 'refuse'; error: AppError };

/** FAT keeps times by two seconds. */
const toleranceMs = 2_000;

/**
 * Whether both sides are the same by size and time. A store that keeps the source's time has exactly that. Others state when
 * they were written: there the target is the same unless the source was changed afterwards.
 */
export function sameSizeTime(source: SizeTime, target: SizeTime, keepsTimes: boolean): boolean {
  if (source.size !== target.size) return false;
  const later = source.modified - target.modified;
  return keepsTimes ? Math.abs(later) <= toleranceMs : later <= toleranceMs;
}

/** What to do about a target that exists. `keepsTimes`: the target's store keeps the time of what it is written from. */
export function decide(
  rule: ConflictRule,
  { source, target, keepsTimes }: { source: SizeTime; target: SizeTime; keepsTimes: boolean },
): Decision {
  switch (rule) {
    case 'overwrite':
      return { do: 'write' };
    case 'skip':
      return { do: 'skip', why: 'it exists already' };
    case 'newer':
      return source.modified - target.modified > toleranceMs ? { do: 'write' } : { do: 'skip', why: 'the target is not older' };
    case 'different':
      return sameSizeTime(source, target, keepsTimes) ? { do: 'skip', why: 'the same size and time' } : { do: 'write' };
    case 'rename':
      return { do: 'rename' };
    default:
      return {
        do: 'refuse',
        error: appError('conflict', 'The target exists already', { hint: 'Choose another name or another conflict rule.' }),
      };
  }
}

/** Names beside a taken one, in order: `report (1).csv`, `report (2).csv`. */
export function nameBeside(key: string, number: number): string {
  const folder = key.slice(0, key.lastIndexOf('/') + 1);
  const name = key.slice(folder.length);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${folder}${stem} (${number})${ending}`;
}
