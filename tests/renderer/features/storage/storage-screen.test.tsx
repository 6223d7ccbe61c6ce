import '../../dom-setup.tsx';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Services } from '#shared/contract/services.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { renderApp } from '../../dom-setup.tsx';
import { fakeConnection } from '../../harness/fake-connection.ts';

const patience = { timeout: 15_000 };
const lake = 'p=aws1%2Fretail-datalake%2F';

/** Opens a place; every request that is planned is kept. */
function open(place: string, change: (handlers: Services) => void = () => {}, host: 'desktop' | 'headless' = 'headless') {
  const asked: StorageRequest[] = [];
  const connection = fakeConnection(
    'full',
    (handlers) => {
      const { plan } = handlers.transfers;
      handlers.transfers.plan = (input, call) => {
        asked.push(input.request);
        return plan(input, call);
      };
      change(handlers);
    },
    host,
  );
  renderApp(connection, place);
  return { asked, connection };
}

const rowOf = (name: RegExp) => screen.findByRole('row', { name }, patience);
const dialog = (name: string | RegExp) => screen.findByRole('dialog', { name }, patience);

describe('Storage screen', { timeout: 60_000 }, () => {
  it('lists buckets by connection, and says by word which are public', async () => {
    open('/storage');
    const buckets = await screen.findByRole('navigation', { name: 'Buckets' }, patience);
    const assets = await within(buckets).findByRole('button', { name: /^retail-website-assets/ }, patience);
    expect(assets.textContent).toContain('Public');
    expect(assets.textContent).toContain('81.0 GB');
    fireEvent.change(within(buckets).getByLabelText('Filter buckets'), { target: { value: 'invoices' } });
    expect(within(buckets).queryByRole('button', { name: /^retail-website-assets/ })).toBeNull();
    fireEvent.click(within(buckets).getByRole('button', { name: /^retailstore\/invoices/ }));
    await waitFor(() => expect(location.hash).toContain('retailstore%252Finvoices%2F'), patience);
  });

  it('goes down and up by keys, back and forward, and keeps the place in the URL', async () => {
    open(`/storage?${lake}`);
    fireEvent.click(await rowOf(/events\//));
    await waitFor(() => expect(location.hash).toContain('events%2F'), patience);
    await rowOf(/2025\//);
    const grid = screen.getByRole('grid', { name: 'Objects' });
    fireEvent.keyDown(grid, { key: 'Backspace' });
    await rowOf(/exports\//);
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Objects' }), { key: 'ArrowLeft', altKey: true });
    await rowOf(/2025\//);
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Objects' }), { key: 'ArrowRight', altKey: true });
    await rowOf(/exports\//);
  });

  it('shows a folder of 5,000 odd names as rows on demand, and asks again when objects change', async () => {
    let listing = true;
    const { connection } = open(`/storage?${lake}events%2F2025%2F`, ({ storage }) => {
      const { browse } = storage;
      storage.browse = async (input, call) => {
        const result = await browse(input, call);
        return listing ? { ...result, listing: true, total: 1200 } : result;
      };
    });
    const count = await screen.findByTestId('listing-count', {}, patience);
    expect(count.textContent).toContain('1,200 rows');
    expect(count.textContent).toContain('still listing');
    expect(document.querySelectorAll('[role=row]').length).toBeLessThan(80);
    listing = false;
    connection.emit({ type: 'changed', tables: ['objects'] });
    await waitFor(() => expect(screen.getByTestId('listing-count').textContent).toContain('5,000 rows'), patience);
    expect(screen.getByTestId('listing-count').textContent).not.toContain('still listing');
    fireEvent.change(screen.getByLabelText('Filter the folder'), { target: { value: 'percent' } });
    expect((await rowOf(/percent%2Fencoded/)).textContent).toContain('percent%2Fencoded.csv');
    fireEvent.change(screen.getByLabelText('Filter the folder'), { target: { value: 'here.log' } });
    expect((await rowOf(/tab␉here/)).textContent).toContain('tab␉here.log');
  });

  it('plans a deletion of several with the words typed, refusals first', async () => {
    const { asked } = open('/storage?p=azure1%2Fretailstore%252Finvoices%2F');
    fireEvent.click(await screen.findByLabelText('Select part-00001.parquet', {}, patience));
    fireEvent.click(screen.getByLabelText('Select part-00002.csv'));
    fireEvent.click(screen.getByLabelText(/^Select long-x/));
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Objects' }), { key: 'Delete' });
    const plan = await dialog('Delete: review the plan');
    await waitFor(() => expect(within(plan).getByTestId('plan-counts').textContent).toBe('2 act, 0 skipped, 1 refused'), patience);
    expect(asked[0]).toMatchObject({ verb: 'delete', versions: false });
    await within(plan).findByText(/Refused: The key is too long/, {}, patience);
    const confirm = within(plan).getByRole<HTMLButtonElement>('button', { name: /: 2 items$/ });
    expect(confirm.disabled).toBe(true);
    fireEvent.change(within(plan).getByLabelText(/Type delete 2 to confirm/), { target: { value: 'delete 2' } });
    fireEvent.click(confirm);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), patience);
  });

  it('asks about versions where they are kept', async () => {
    const { asked } = open(`/storage?${lake}`);
    fireEvent.click(await screen.findByLabelText('Select part-00001.parquet', {}, patience));
    fireEvent.keyDown(screen.getByRole('grid', { name: 'Objects' }), { key: 'Delete' });
    const form = await dialog('Delete');
    fireEvent.click(within(form).getByLabelText(/All versions too/));
    fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
    await dialog('Delete: review the plan');
    expect(asked).toMatchObject([{ verb: 'delete', versions: true, source: { objects: [{ key: 'part-00001.parquet' }] } }]);
  });

  it('copies to the other pane with F5, and plans again under another rule for conflicts', async () => {
    const { asked } = open(`/storage?${lake}&p2=gcp1%2Fretail-analytics-eu%2Fin%2F`);
    const left = await screen.findByRole('region', { name: 'Left pane' }, patience);
    fireEvent.click(await within(left).findByLabelText('Select models/', {}, patience));
    fireEvent.keyDown(within(left).getByRole('grid'), { key: 'F5' });
    const plan = await dialog('Copy: review the plan');
    expect(asked[0]).toMatchObject({
      verb: 'copy',
      source: { prefixes: [{ bucket: 'retail-datalake', prefix: 'models/' }] },
      target: { bucket: 'retail-analytics-eu', prefix: 'in/models/' },
    });
    fireEvent.click(await within(plan).findByRole('combobox', { name: 'When the target exists' }, patience));
    fireEvent.click(await screen.findByRole('option', { name: 'Leave what is there', hidden: true }, patience));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ conflict: 'skip' }), patience);
  });

  it('makes the other pane like this one with F8: the differences are shown before anything is done', async () => {
    const { asked } = open(`/storage?${lake}models%2F&p2=gcp1%2Fretail-analytics-eu%2Fin%2F`);
    const left = await screen.findByRole('region', { name: 'Left pane' }, patience);
    fireEvent.keyDown(await within(left).findByRole('grid', {}, patience), { key: 'F8' });
    const form = await dialog('Synchronise to');
    fireEvent.click(within(form).getByLabelText(/Delete at the target what the source does not have/));
    fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
    await dialog('Synchronise: review the plan');
    expect(asked).toMatchObject([
      {
        verb: 'sync',
        from: { kind: 'bucket', bucket: 'retail-datalake', prefix: 'models/' },
        to: { kind: 'bucket', bucket: 'retail-analytics-eu', prefix: 'in/' },
        deleteExtra: true,
        compare: 'size_time',
      },
    ]);
  });

  it('swaps the sides of a sync, and refuses sides that lie in one another', async () => {
    const { asked } = open(`/storage?${lake}models%2F`);
    const folder = await screen.findByRole('region', { name: 'Folder' }, patience);
    fireEvent.click(within(folder).getByRole('button', { name: 'More for this folder' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: /^Synchronise to…/ }, patience));
    const form = await dialog('Synchronise to');
    // Without another pane the bucket itself is offered, in which the folder lies.
    expect((await within(form).findByRole('alert')).textContent).toContain('does not lie in the other');
    expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Review the plan' }).disabled).toBe(true);
    fireEvent.change(within(form).getByLabelText('Folder'), { target: { value: 'copy' } });
    fireEvent.click(within(form).getByRole('button', { name: 'Swap the sides' }));
    fireEvent.click(within(form).getByRole('button', { name: 'Review the plan' }));
    await dialog('Synchronise: review the plan');
    expect(asked).toMatchObject([{ verb: 'sync', from: { prefix: 'copy/' }, to: { prefix: 'models/' }, deleteExtra: false }]);
  });

  it('uploads what is dropped into the folder, and nothing else takes it', async () => {
    let imported = 0;
    const { asked } = open(`/storage?${lake}events%2F`, ({ imports }) => {
      const { open: openFile } = imports;
      imports.open = (input, call) => {
        imported++;
        return openFile(input, call);
      };
    });
    const folder = await screen.findByRole('region', { name: 'Folder' }, patience);
    const dataTransfer = { types: ['Files'], items: [], files: [Object.assign(new File(['a'], 'till.csv'), { webkitRelativePath: '' })] };
    fireEvent.dragOver(folder, { dataTransfer });
    fireEvent.drop(folder, { dataTransfer });
    await dialog('Copy: review the plan');
    expect(asked).toMatchObject([
      { verb: 'copy', source: { files: { tokens: ['token-till.csv'] } }, target: { bucket: 'retail-datalake', prefix: 'events/' } },
    ]);
    expect(imported).toBe(0);
  });

  it('fetches a folder through a browser as an archive, also when it is not all of it', async () => {
    let wanted: object | null = null;
    const { asked, connection } = open(`/storage?${lake}`, ({ files, transfers }) => {
      files.chooseSave = (input) => {
        wanted = input;
        return { token: 'save-token', name: input.suggestedName, downloadPath: '/download/1' };
      };
      const { get } = transfers;
      transfers.get = async (input, call) => {
        const found = await get(input, call);
        const counts = { ...found.transfer.counts, waiting: 0, succeeded: 118, failed: 2 };
        return { ...found, transfer: { ...found.transfer, state: 'partial', counts } };
      };
    });
    fireEvent.contextMenu(await rowOf(/events\//));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Download…' }, patience));
    const plan = await dialog('Copy: review the plan');
    expect(wanted).toEqual({ suggestedName: 'events', folder: 'named' });
    expect(asked[0]).toMatchObject({ conflict: 'different', target: { kind: 'file', token: 'save-token' } });
    fireEvent.click(await within(plan).findByRole('button', { name: /: 1 item/ }, patience));
    await waitFor(() => expect(connection.downloads).toEqual([expect.stringMatching(/^\/download\/1\?transfer=t-splan-/)]), patience);
  });

  it('makes objects ready on the desktop, and then drags them out', async () => {
    const { asked, connection } = open(
      `/storage?${lake}`,
      ({ app, transfers }) => {
        const { info } = app;
        app.info = async (input, call) => ({ ...(await info(input, call)), host: 'desktop' });
        const { get } = transfers;
        transfers.get = async (input, call) => {
          const found = await get(input, call);
          return { ...found, transfer: { ...found.transfer, state: 'succeeded' } };
        };
      },
      'desktop',
    );
    fireEvent.click(await screen.findByLabelText('Select events/', {}, patience));
    fireEvent.click(screen.getByLabelText('Select part-00001.parquet'));
    fireEvent.click(within(screen.getByRole('region', { name: 'Selection' })).getByRole('button', { name: 'More' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Prepare to drag out…' }, patience));
    const plan = await dialog('Copy: review the plan');
    expect(asked[0]).toMatchObject({ target: { kind: 'file', token: 'drag-token' } });
    fireEvent.click(await within(plan).findByRole('button', { name: /: 2 items/ }, patience));
    const handle = await screen.findByTestId('drag-handle', {}, patience);
    expect(fireEvent.dragStart(handle)).toBe(false);
    await waitFor(() => expect(connection.drags).toEqual(['drag-token']), patience);
    fireEvent.click(screen.getByRole('button', { name: 'Put away' }));
    expect(screen.queryByTestId('drag-handle')).toBeNull();
  });

  it('shows an object: facts, bytes, link', async () => {
    open(`/storage?${lake}&open=aws1%2Fretail-datalake%2Fpart-00003.json`);
    const object = await screen.findByRole('region', { name: 'Object' }, patience);
    expect(await within(object).findByText('CRC64NVME', {}, patience)).toBeTruthy();
    fireEvent.click(within(object).getByRole('tab', { name: 'Preview' }));
    expect((await within(object).findByRole('region', { name: 'JSON' }, patience)).textContent).toContain('"Kiel"');
    fireEvent.click(within(object).getByRole('tab', { name: 'Link' }));
    fireEvent.click(await within(object).findByRole('button', { name: 'Make the link' }, patience));
    expect((await within(object).findByTestId('presigned', {}, patience)).textContent).toContain('X-Amz-Expires=3600');
  });

  it('says that an archived object must be restored before it is looked into', async () => {
    open(`/storage?${lake}&open=aws1%2Fretail-datalake%2Fpart-00007.gz&tab=preview`);
    expect(await screen.findByText('This object is archived', {}, patience)).toBeTruthy();
  });

  it('finds objects of all buckets', async () => {
    open('/storage?mode=find');
    fireEvent.change(await screen.findByLabelText('Search all buckets', {}, patience), { target: { value: 'part-00005' } });
    await waitFor(() => expect(screen.getByTestId('found-count').textContent).toContain('3 objects'), patience);
    expect(location.hash).toContain('q=part-00005');
    fireEvent.keyDown(await screen.findByRole('grid', { name: 'Objects found' }, patience), { key: 'l' });
    await screen.findByRole('grid', { name: 'Objects' }, patience);
    expect(location.hash).toContain('events%2F2025%2F');
  });

  it('shows what is exposed and wasted, and reads content only after consent', async () => {
    open('/storage?mode=insight');
    expect(await screen.findByText('Everybody can read this bucket', {}, patience)).toBeTruthy();
    expect(screen.getByText(/saves USD 44\.85 a month/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Examine content…' }));
    const form = await dialog('Examine content');
    expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Read and examine' }).disabled).toBe(true);
  });

  it('keeps bookmarks in the settings', async () => {
    open(`/storage?${lake}events%2F`);
    fireEvent.click(await screen.findByRole('button', { name: 'Bookmark this folder' }, patience));
    expect(await screen.findByRole('button', { name: 'Remove bookmark retail-datalake/events/' }, patience)).toBeTruthy();
  });
});
