import { Button } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { useCallback } from 'react';
import type { Connection, Manifest } from '#shared/model/connection.ts';
import { useHashSearch, useSetSearch } from '../../app/hash-location.ts';
import { useOpenCostFiles } from '../../app/open-files.ts';
import { useRead } from '../../app/reads.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { ConnectionDetail } from './connection-detail.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { ConnectionTable } from './connection-table.tsx';
import classes from './connections.module.css';
import { KindChooser } from './kind-chooser.tsx';

/** What is open beside the list: `add` is a kind ('' to choose one), `edit` and `open` are connection ids. */
interface Place {
  add: string | null;
  edit: string | null;
  open: string | null;
}

function usePlace(): [Place, (place: Partial<Place>) => void] {
  const params = new URLSearchParams(useHashSearch());
  const setSearch = useSetSearch();
  const go = useCallback(
    (place: Partial<Place>) => setSearch({ add: null, edit: null, open: null, ...place }, { replace: false }),
    [setSearch],
  );
  return [{ add: params.get('add'), edit: params.get('edit'), open: params.get('open') }, go];
}

interface PaneProps {
  place: Place;
  go: (place: Partial<Place>) => void;
  connections: Connection[];
  kinds: Manifest[];
}

function Pane({ place, go, connections, kinds }: PaneProps) {
  const edited = connections.find(({ id }) => id === place.edit);
  const opened = connections.find(({ id }) => id === place.open);
  const manifest = kinds.find(({ kind }) => kind === (edited?.kind ?? place.add));
  const close = () => go({});
  if (place.add === '') return <KindChooser kinds={kinds} onChoose={(add) => go({ add })} onClose={close} />;
  if (manifest && (edited || place.add))
    return (
      <ConnectionForm
        key={edited?.id ?? place.add}
        manifest={manifest}
        connection={edited ?? null}
        onDone={(open) => go(open ? { open } : {})}
      />
    );
  if (!opened) return null;
  return (
    <ConnectionDetail
      key={opened.id}
      connection={opened}
      manifest={kinds.find(({ kind }) => kind === opened.kind)}
      onEdit={() => go({ edit: opened.id })}
      onClose={close}
    />
  );
}

function Actions({ go }: Pick<PaneProps, 'go'>) {
  const openFiles = useOpenCostFiles();
  return (
    <>
      <Button variant="default" leftSection={<IconFileImport size={15} />} onClick={() => void openFiles()}>
        Open a cost file
      </Button>
      <Button leftSection={<IconPlus size={15} />} onClick={() => go({ add: '' })}>
        Add a connection
      </Button>
    </>
  );
}

/** Where the data comes from: accounts and files, how fresh they are, and what is wrong with them. */
export function ConnectionsScreen() {
  const [place, go] = usePlace();
  const list = useRead(['connections', 'list'], {});
  const kinds = useRead(['connections', 'kinds'], {}).data ?? [];
  const pane = place.add !== null || place.edit !== null || place.open !== null;
  return (
    <div className={classes['page']}>
      <PageHeader title="Connections" actions={<Actions go={go} />} />
      <div className={classes['body']}>
        <div className={classes['list']}>
          <Loaded read={list} height={160}>
            {(connections) =>
              connections.length === 0 ? (
                <EmptyNote title="No connection yet">
                  Add a cloud account, open a FOCUS cost file, or try the demo organisation: it needs no account.
                </EmptyNote>
              ) : (
                <ConnectionTable connections={connections} kinds={kinds} openId={place.open} onOpen={(open) => go({ open })} />
              )
            }
          </Loaded>
        </div>
        {pane && list.data ? (
          <SidePane label="connection detail">
            <Pane place={place} go={go} connections={list.data} kinds={kinds} />
          </SidePane>
        ) : null}
      </div>
    </div>
  );
}
