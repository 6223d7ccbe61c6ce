import { IconFile, IconFolderFilled } from '@tabler/icons-react';
import { formatBytes, formatCount } from '../../../ui/format/number.ts';
import { formatTime } from '../../../ui/format/time.ts';
import type { GridColumn } from '../../../ui/grid/data-grid.tsx';
import type { GridView } from '../../../ui/grid/grid-view.ts';
import { visibleName } from '../places.ts';
import classes from '../storage.module.css';
import { type ListingRow, rowPath } from './use-listing.ts';

export const listingView: GridView = {
  columns: ['name', 'size', 'modified', 'storageClass'],
  widths: {},
  sort: null,
};

/** Name of a row behind the prefix of its folder. */
export function nameIn(prefix: string, row: ListingRow): string {
  return visibleName(rowPath(row).slice(prefix.length));
}

function Name({ prefix, row }: { prefix: string; row: ListingRow }) {
  const Icon = row.kind === 'folder' ? IconFolderFilled : IconFile;
  const name = nameIn(prefix, row);
  return (
    <span className={classes['name']} title={rowPath(row)}>
      <Icon size={15} stroke={1.6} aria-label={row.kind === 'folder' ? 'Folder' : 'Object'} className={classes[row.kind] ?? ''} />
      <span className={`${classes['nameText']} ae-clip`}>{name}</span>
    </span>
  );
}

function sizeOf(row: ListingRow): string {
  const bytes = row.kind === 'folder' ? row.folder.bytes : row.object.size;
  return bytes === null ? '–' : formatBytes(bytes);
}

/** Columns of a folder's listing. */
export function listingColumns(prefix: string, zone: string, hasClasses: boolean): GridColumn<ListingRow>[] {
  const columns: GridColumn<ListingRow>[] = [
    { id: 'name', header: 'Name', width: 276, sortable: true, cell: (row) => <Name prefix={prefix} row={row} /> },
    { id: 'size', header: 'Size', width: 90, numeric: true, sortable: true, cell: sizeOf },
    {
      id: 'modified',
      header: 'Modified',
      width: 184,
      sortable: true,
      cell: (row) => {
        const at = row.kind === 'folder' ? row.folder.modified : row.object.modified;
        return at === null ? '–' : <span className={classes['figures']}>{formatTime(at, zone)}</span>;
      },
    },
  ];
  const storageClass: GridColumn<ListingRow> = {
    id: 'storageClass',
    header: 'Class',
    width: 120,
    sortable: true,
    cell: (row) => (row.kind === 'folder' ? '' : row.object.storageClass),
  };
  return [
    ...columns,
    ...(hasClasses ? [storageClass] : []),
    {
      id: 'objects',
      header: 'Objects',
      width: 96,
      numeric: true,
      cell: (row) => (row.kind === 'folder' && row.folder.objects !== null ? formatCount(row.folder.objects) : ''),
    },
    {
      id: 'etag',
      header: 'ETag',
      width: 220,
      cell: (row) => (row.kind === 'object' && row.object.etag ? <span className="ae-mono">{row.object.etag}</span> : ''),
    },
  ];
}
