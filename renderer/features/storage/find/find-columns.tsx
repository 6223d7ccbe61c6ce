import { Button } from '@mantine/core';
import type { FoundObject } from '#shared/model/storage.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import type { GridColumn } from '../../../ui/grid/data-grid.tsx';
import type { GridView } from '../../../ui/grid/grid-view.ts';
import { visibleName } from '../places.ts';
import classes from '../storage.module.css';

export const findView: GridView = {
  columns: ['name', 'size', 'modified', 'storageClass', 'bucket', 'connection', 'location'],
  widths: {},
  sort: null,
};

interface Parts {
  zone: string;
  connectionName: (id: string) => string;
  /** Shows the folder that holds the object. */
  onLocation: (object: FoundObject) => void;
}

/** Columns of what a search found. */
export function findColumns({ zone, connectionName, onLocation }: Parts): GridColumn<FoundObject>[] {
  return [
    { id: 'name', header: 'Key', width: 420, sortable: true, cell: ({ key }) => visibleName(key) },
    { id: 'size', header: 'Size', width: 90, numeric: true, sortable: true, cell: ({ size }) => formatBytes(size) },
    {
      id: 'modified',
      header: 'Modified',
      width: 196,
      sortable: true,
      cell: ({ modified }) => <span className={classes['figures']}>{formatTime(modified, zone)}</span>,
    },
    { id: 'storageClass', header: 'Class', width: 120, sortable: true, cell: ({ storageClass }) => storageClass },
    { id: 'bucket', header: 'Bucket', width: 200, cell: ({ bucket }) => bucket },
    { id: 'connection', header: 'Connection', width: 160, cell: ({ connectionId }) => connectionName(connectionId) },
    {
      id: 'location',
      header: 'Folder',
      width: 110,
      cell: (object) => (
        <Button
          size="compact-xs"
          variant="default"
          tabIndex={-1}
          aria-label={`Show ${visibleName(object.key)} in its folder`}
          onClick={(event) => {
            // The row behind opens the detail; the button must not.
            event.stopPropagation();
            onLocation(object);
          }}
        >
          Show
        </Button>
      ),
    },
  ];
}
