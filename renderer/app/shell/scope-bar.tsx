import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh, IconSearch, IconWifi } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { Picker } from '../../ui/picker.tsx';
import { RangePicker } from '../../ui/range-picker.tsx';
import { useRead } from '../reads.ts';
import { type Scope, scopeSearch, useScope, useSetScope } from '../scope.ts';
import { useSync } from '../sync.ts';
import classes from './scope-bar.module.css';

type Key = 'connection' | 'account' | 'region' | 'environment';

/** Values the scope can take, with machine counts where they are known. */
function useScopeOptions() {
  const connections = useRead(['connections', 'list'], {}).data ?? [];
  const facets = useRead(['compute', 'facets'], {}).data;
  const counted = (counts: Record<string, number> | undefined) =>
    Object.entries(counts ?? {})
      .filter(([value]) => value !== '')
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([value, count]) => ({ value, label: value, count }));
  return {
    connection: connections.map(({ id, name }) => ({ value: id, label: name })),
    account: counted(facets?.account),
    region: counted(facets?.region),
    environment: counted(facets?.environment),
  };
}

const labels: Record<Key, string> = { connection: 'Connection', account: 'Account', region: 'Region', environment: 'Environment' };
/** Screens the scope applies to; elsewhere it is kept but named as not in force. */
const scoped = new Set(['/costs', '/compute']);

function ScopePicker({ name, scope }: { name: Key; scope: Scope }) {
  const options = useScopeOptions()[name];
  const setScope = useSetScope();
  const value = scope[name];
  const production = name === 'environment' && value !== null && /^prod/i.test(value);
  return (
    <Picker
      label={labels[name]}
      value={value}
      options={options}
      onChange={(next) => setScope({ [name]: next })}
      clearLabel={`All ${labels[name].toLowerCase()}s`}
      tone={production ? 'production' : value === null ? 'quiet' : 'set'}
    />
  );
}

function SyncState() {
  const scope = useScope();
  const sync = useSync();
  const online = useRead(['sync', 'freshness'], {}).data?.online;
  const jobs = useRead(['jobs', 'list'], {}).data ?? [];
  const running = jobs.filter((job) => job.state === 'running' || job.state === 'queued').length;
  const state = online === false ? 'Offline' : running > 0 ? `${running} running` : online === undefined ? 'Connecting' : 'Online';
  const Icon = online === false ? IconPlugConnectedX : IconWifi;
  return (
    <>
      <span className={classes['state']} data-offline={online === false || undefined} role="status">
        <Icon size={16} stroke={1.6} aria-hidden />
        {state}
      </span>
      <ActionIcon aria-label="Refresh old data" title="Refresh what is past its age limit (r)" onClick={() => void sync(scope.connection)}>
        <IconRefresh size={18} stroke={1.6} />
      </ActionIcon>
    </>
  );
}

/** What part of the estate is looked at, search, and the state of syncs. */
export function ScopeBar({ onSearch }: { onSearch: () => void }) {
  const scope = useScope();
  const setScope = useSetScope();
  const [path] = useLocation();
  const narrowed = scopeSearch(scope) !== '';
  return (
    <div className={classes['bar']} role="region" aria-label="Scope">
      <div className={classes['scope']}>
        <ScopePicker name="connection" scope={scope} />
        <ScopePicker name="account" scope={scope} />
        <ScopePicker name="region" scope={scope} />
        <ScopePicker name="environment" scope={scope} />
        <RangePicker value={scope.range} onChange={(range) => setScope({ range })} />
        {narrowed && !scoped.has(path) ? <span className={classes['note']}>applies to Costs and Compute</span> : null}
      </div>
      <UnstyledButton className={classes['search']} onClick={onSearch} aria-label="Search or run a command" aria-keyshortcuts="Control+K">
        <IconSearch size={15} stroke={1.6} aria-hidden />
        <span className="ae-clip">Search</span>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <SyncState />
    </div>
  );
}
