import { lazy, Suspense } from 'react';
import type { UsageSummary } from '#shared/model/storage-insight.ts';
import { useRead } from '../../../app/reads.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { EmptyNote } from '../../../ui/empty-note.tsx';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import drawer from '../../compute/drawer/drawer.module.css';
import { Section } from '../../compute/drawer/facts.tsx';
import type { Place } from '../places.ts';
import { ByteBars } from './byte-bars.tsx';

const UsageTreemap = lazy(async () => ({ default: (await import('./usage-treemap.tsx')).UsageTreemap }));
const GrowthChart = lazy(async () => ({ default: (await import('./growth-chart.tsx')).GrowthChart }));

function ageName(maxDays: number | null, before: number | null): string {
  if (maxDays === null) return `over ${before ?? 0} days`;
  return before === null ? `up to ${maxDays} days` : `${before} to ${maxDays} days`;
}

function Bars({ usage }: { usage: UsageSummary }) {
  const ages = usage.byAge.map(({ maxDays, bytes, objects }, index) => ({
    name: ageName(maxDays, usage.byAge[index - 1]?.maxDays ?? null),
    bytes,
    objects,
  }));
  const classes = usage.byClass.map(({ storageClass, ...rest }) => ({ name: storageClass || 'no class', ...rest }));
  const types = usage.byExtension.map(({ extension, ...rest }) => ({ name: extension || 'the rest', ...rest }));
  return (
    <>
      <Section title="By storage class">
        <ByteBars label="Bytes by storage class" rows={classes} />
      </Section>
      <Section title="By age of the last change">
        <ByteBars label="Bytes by age" rows={ages} />
      </Section>
      <Section title="By ending of the name">
        <ByteBars label="Bytes by ending" rows={types} />
      </Section>
    </>
  );
}

/** Where the bytes of a bucket are, how old they are, and how they grew. */
export function UsageTab({ place }: { place: Place }) {
  const read = useRead(['storage', 'usage'], place);
  return (
    <Loaded read={read} height={320}>
      {(usage) =>
        usage.asOf === null && usage.objects === 0 ? (
          <EmptyNote title="The names of this bucket were never read">Press "Read all names": sums come from them.</EmptyNote>
        ) : (
          <>
            <div className={drawer['age']} style={{ display: 'flex', justifyContent: 'space-between' }}>
              <span>
                <strong>{formatBytes(usage.bytes)}</strong> in {formatCount(usage.objects)} objects
                {usage.complete ? '' : ' so far: the read has not ended'}
              </span>
              <AgeBadge dated={{ asOf: usage.asOf, stale: !usage.complete, problems: [] }} />
            </div>
            <Section title="Folders by size">
              <Suspense fallback={<div style={{ height: 260 }} />}>
                <UsageTreemap folders={usage.folders} />
              </Suspense>
            </Section>
            <Bars usage={usage} />
            <Section title="Growth">
              <Suspense fallback={<div style={{ height: 160 }} />}>
                <GrowthChart points={usage.growth} />
              </Suspense>
            </Section>
          </>
        )
      }
    </Loaded>
  );
}
