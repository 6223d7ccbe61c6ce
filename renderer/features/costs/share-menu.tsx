import { Button, Menu } from '@mantine/core';
import { IconDownload, IconLink, IconShare, IconTerminal2 } from '@tabler/icons-react';
import type { CostQuery } from '#shared/model/cost.ts';
import { placeLink } from '../../app/hash-location.ts';
import { useHost } from '../../app/host.tsx';
import { useSaveFile } from '../../app/save-file.ts';
import { copyText } from '../../ui/copy-text.ts';
import { costsCommand } from './cost-links.ts';

type Format = 'csv' | 'parquet';

/** Copies the view as a link or a command. */
export function ShareMenu({ query }: { query: CostQuery }) {
  const host = useHost();
  const copyLink = async () => copyText(placeLink((await host.ready).host), 'Link copied');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconShare size={15} />}>
          Share
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={15} />} onClick={() => void copyLink()}>
          Copy link
        </Menu.Item>
        <Menu.Item leftSection={<IconTerminal2 size={15} />} onClick={() => void copyText(costsCommand(query), 'Command copied')}>
          Copy as CLI
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Saves the figures shown, or every charge behind them. */
export function ExportMenu({ query }: { query: CostQuery }) {
  const save = useSaveFile();
  const run = (format: Format, rows: boolean) => {
    const what = rows ? { rows: { range: query.range, filters: query.filters } } : { query };
    void save(`costs-${rows ? 'charges' : 'grouped'}.${format}`, (target, { services }) => services.costs.export({ target, format, what }));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={15} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Figures shown</Menu.Label>
        <Menu.Item onClick={() => run('csv', false)}>Grouped, CSV</Menu.Item>
        <Menu.Item onClick={() => run('parquet', false)}>Grouped, Parquet</Menu.Item>
        <Menu.Label>Charges behind them</Menu.Label>
        <Menu.Item onClick={() => run('csv', true)}>All rows, CSV</Menu.Item>
        <Menu.Item onClick={() => run('parquet', true)}>All rows, Parquet</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
