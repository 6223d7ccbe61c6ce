import type { BucketKey } from '#shared/model/storage.ts';
import classes from '../storage.module.css';
import { useStores } from '../use-stores.ts';

export interface BucketLinkProps {
  bucket: BucketKey;
  onBucket: (bucket: BucketKey) => void;
}

/** Opens the detail of a bucket. */
export function BucketLink({ bucket: { connectionId, bucket }, onBucket }: BucketLinkProps) {
  const name = useStores().of(connectionId)?.name ?? connectionId;
  return (
    <button type="button" className={classes['crumb']} title={name} onClick={() => onBucket({ connectionId, bucket })}>
      {bucket}
    </button>
  );
}
