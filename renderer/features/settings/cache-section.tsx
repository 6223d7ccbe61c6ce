import { Button, NumberInput, Switch } from '@mantine/core';
import { useState } from 'react';
import type { CacheStatus } from '#shared/model/app-info.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import { useZone } from '../../app/preferences.ts';
import { useCall, useRead } from '../../app/reads.ts';
import { formatBytes, formatCount, formatNoun, formatPercent } from '../../ui/format/number.ts';
import { formatAge, formatTime } from '../../ui/format/time.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { SimpleTable } from '../../ui/simple-table.tsx';
import { tell, tellError } from '../../ui/tell.ts';
import { useNow } from '../../ui/use-now.ts';
import classes from './settings.module.css';
import { useSaveSettings } from './use-save-settings.ts';

function Status({ status }: { status: CacheStatus }) {
  const now = useNow();
  const zone = useZone();
  return (
    <>
      {status.recovery ? (
        <p role="status" style={{ color: 'var(--ae-warn)', marginBottom: 8 }}>
          {status.recovery}
        </p>
      ) : null}
      <dl className={classes['facts']}>
        <dt>Size</dt>
        <dd>
          {formatBytes(status.bytes)} of {formatBytes(status.maxBytes)} ({formatPercent(status.bytes / status.maxBytes)})
        </dd>
        <dt>Rows</dt>
        <dd>
          {formatNoun(status.costRows, 'charge')}, {formatNoun(status.machines, 'machine')}
        </dd>
        <dt>Protection</dt>
        <dd>{status.encrypted ? 'Encrypted on disk' : 'Not encrypted on disk'}</dd>
        <dt>Newest backup</dt>
        <dd>
          {status.lastBackupAt === null ? 'none yet' : `${formatAge(status.lastBackupAt, now)} (${formatTime(status.lastBackupAt, zone)})`}
        </dd>
      </dl>
      {status.evictions.length > 0 ? (
        <SimpleTable
          label="Evictions"
          rows={status.evictions}
          rowKey={({ at, what }) => `${at} ${what}`}
          columns={[
            { key: 'what', header: 'Removed', render: ({ what }) => what },
            { key: 'rows', header: 'Rows', numeric: true, render: ({ rows }) => formatCount(rows) },
            { key: 'why', header: 'Why', render: ({ why }) => why },
            { key: 'at', header: 'When', render: ({ at }) => formatTime(at, zone) },
          ]}
        />
      ) : null}
    </>
  );
}

function Limits({ settings }: { settings: SettingsModel }) {
  const save = useSaveSettings();
  const [cache, setCache] = useState(settings.cache);
  const changed = cache.maxMegabytes !== settings.cache.maxMegabytes || cache.keepCostMonths !== settings.cache.keepCostMonths;
  return (
    <div className={classes['row']} style={{ marginBottom: 12 }}>
      <NumberInput
        label="Size limit, MB"
        w={140}
        min={64}
        max={1_000_000}
        value={cache.maxMegabytes}
        onChange={(value) => setCache({ ...cache, maxMegabytes: Number(value) || 64 })}
      />
      <NumberInput
        label="Months of cost kept"
        w={140}
        min={1}
        max={120}
        value={cache.keepCostMonths}
        onChange={(value) => setCache({ ...cache, keepCostMonths: Number(value) || 1 })}
      />
      <Button variant="default" disabled={!changed} onClick={() => void save({ cache })}>
        Save limits
      </Button>
      <Switch
        label="Refresh by itself"
        checked={settings.autoSync}
        onChange={(event) => void save({ autoSync: event.currentTarget.checked })}
        pb={6}
      />
    </div>
  );
}

/** How large the cache may grow, what was evicted, and how old the backup is. */
export function CacheSection({ settings }: { settings: SettingsModel }) {
  const call = useCall();
  const read = useRead(['app', 'cacheStatus'], {});
  const evict = async () => {
    const reply = await call(['app', 'evict'], {});
    if (!reply.ok) return tellError(reply.error);
    const { removedMonths, removedRows } = reply.value;
    tell(
      'info',
      removedMonths.length === 0
        ? 'Nothing to evict: the cache is within its limits.'
        : `Evicted ${removedMonths.join(', ')}: ${formatNoun(removedRows, 'row')}.`,
    );
    void read.refetch();
  };
  return (
    <>
      <Limits settings={settings} />
      <Loaded read={read} height={120}>
        {(status) => <Status status={status} />}
      </Loaded>
      <div className={classes['row']}>
        <Button variant="default" onClick={() => void evict()}>
          Evict now
        </Button>
      </div>
    </>
  );
}
