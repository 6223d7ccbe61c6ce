import { ActionIcon, CloseButton, TextInput } from '@mantine/core';
import { IconBookmark, IconDatabase, IconFilter, IconInfoCircle } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { CachedBucket } from '#shared/model/storage.ts';
import { formatBytes, formatNoun } from '../../ui/format/number.ts';
import { formatAge } from '../../ui/format/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { AccessMark } from './bucket-marks.tsx';
import { lastName, type Place, sameBucket, samePlace, visibleName } from './places.ts';
import classes from './storage.module.css';
import { useBookmarks } from './use-bookmarks.ts';
import { useStores } from './use-stores.ts';

interface Props {
  current: Place | null;
  onOpen: (place: Place) => void;
  onDetail: (place: Place) => void;
}

/** A narrow column has no room for seven figures; the detail has them all. */
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

const rootOf = ({ connectionId, bucket }: CachedBucket): Place => ({ connectionId, bucket, prefix: '' });

/** Size of a bucket by whoever knows it best: the index when it read all names, else the provider. */
function sizeText({ index, bytes, objects }: CachedBucket): string {
  const known = index?.complete ? index : bytes === null ? null : { bytes, objects };
  if (!known) return 'size not known';
  return `${formatBytes(known.bytes)}${known.objects === null ? '' : ` · ${compact.format(known.objects)} objects`}`;
}

function BucketItem({ bucket, current, onOpen, onDetail }: { bucket: CachedBucket } & Props) {
  const now = useNow();
  const asOf = bucket.index?.asOf ?? null;
  const here = current !== null && sameBucket(current, bucket);
  return (
    <li className={classes['bucket']} data-here={here || undefined}>
      <button
        type="button"
        className={classes['bucketButton']}
        aria-current={here ? 'true' : undefined}
        onClick={() => onOpen(rootOf(bucket))}
      >
        <span className={classes['bucketName']}>
          <IconDatabase size={14} stroke={1.6} aria-hidden />
          <span className="ae-clip" title={bucket.bucket}>
            {bucket.bucket}
          </span>
        </span>
        <span className={classes['bucketFacts']}>
          {bucket.publicAccess === 'unknown' && bucket.region === '' ? null : <AccessMark access={bucket.publicAccess} />}
          {bucket.region === '' ? null : <span>{bucket.region}</span>}
          <span title="Size, and when all names were last read">
            {`${sizeText(bucket)} · ${asOf === null ? 'not read' : formatAge(asOf, now)}`}
          </span>
        </span>
      </button>
      <ActionIcon aria-label={`Details of ${bucket.bucket}`} onClick={() => onDetail(rootOf(bucket))}>
        <IconInfoCircle size={16} stroke={1.6} />
      </ActionIcon>
    </li>
  );
}

function Bookmarks({ current, onOpen }: Pick<Props, 'current' | 'onOpen'>) {
  const { list, toggle } = useBookmarks();
  if (list.length === 0) return null;
  return (
    <section aria-label="Bookmarks">
      <h2 className={classes['listHead']}>Bookmarks</h2>
      <ul className={classes['plainList']}>
        {list.map((place) => (
          <li key={JSON.stringify(place)} className={classes['bucket']} data-here={(current && samePlace(current, place)) || undefined}>
            <button
              type="button"
              className={classes['bucketButton']}
              onClick={() => onOpen(place)}
              title={`${place.bucket}/${place.prefix}`}
            >
              <span className={classes['bucketName']}>
                <IconBookmark size={14} stroke={1.6} aria-hidden />
                <span className="ae-clip">{place.prefix === '' ? place.bucket : visibleName(lastName(place.prefix))}</span>
              </span>
              <span className={`${classes['bucketFacts']} ae-clip`}>{`${place.bucket}/${place.prefix}`}</span>
            </button>
            <CloseButton size="sm" aria-label={`Remove bookmark ${place.bucket}/${place.prefix}`} onClick={() => toggle(place)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Bookmarks, then the buckets of each connection. */
export function BucketList(props: Props) {
  const { list, buckets } = useStores();
  const [text, setText] = useState('');
  const shown = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return buckets.filter((one) => {
      const hay = `${one.bucket} ${one.region} ${one.accountName} ${one.publicAccess} ${one.environment}`.toLowerCase();
      return words.every((word) => hay.includes(word));
    });
  }, [buckets, text]);
  return (
    <nav className={classes['buckets']} aria-label="Buckets">
      <div className={classes['listFilter']}>
        <TextInput
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          placeholder="Filter buckets"
          aria-label="Filter buckets"
          leftSection={<IconFilter size={14} />}
          rightSection={text ? <CloseButton size="xs" aria-label="Clear the filter" onClick={() => setText('')} /> : null}
        />
      </div>
      <div className={classes['listScroll']}>
        <Bookmarks current={props.current} onOpen={props.onOpen} />
        {list.map(({ connectionId, name, features }) => {
          const own = shown.filter((one) => one.connectionId === connectionId);
          if (own.length === 0) return null;
          return (
            <section key={connectionId} aria-label={name}>
              <h2 className={classes['listHead']}>
                {name} <span className="ae-muted">{formatNoun(own.length, features.bucketWord.toLowerCase())}</span>
              </h2>
              <ul className={classes['plainList']}>
                {own.map((bucket) => (
                  <BucketItem key={bucket.bucket} bucket={bucket} {...props} />
                ))}
              </ul>
            </section>
          );
        })}
        {shown.length === 0 ? <p className={classes['nothing']}>{text ? 'No bucket matches.' : 'No buckets in the cache.'}</p> : null}
      </div>
    </nav>
  );
}
