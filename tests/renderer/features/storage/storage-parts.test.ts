import { describe, expect, it } from 'vitest';
import { changeSearch } from '#renderer/app/hash-location.ts';
import { placeTyped } from '#renderer/features/storage/browse/breadcrumb.tsx';
import { commandsFor } from '#renderer/features/storage/browse/commands.ts';
import { chosenFiles, droppedFiles } from '#renderer/features/storage/browse/dropped-files.ts';
import { listingKey } from '#renderer/features/storage/browse/listing-keys.ts';
import { withoutTab } from '#renderer/features/storage/browse/pane-tabs.tsx';
import type { Picked } from '#renderer/features/storage/browse/picked.ts';
import { downloadEnd, fileName, saveAs } from '#renderer/features/storage/browse/use-download.ts';
import { wentBack, wentForward, wentOn } from '#renderer/features/storage/browse/use-tab-history.ts';
import { uploadRequest } from '#renderer/features/storage/browse/use-upload.ts';
import { copyRequest, renameRequest } from '#renderer/features/storage/changes/copy-request.ts';
import { overlapping } from '#renderer/features/storage/changes/sync-form.tsx';
import { hexLines } from '#renderer/features/storage/object/hex-lines.ts';
import { previewKind } from '#renderer/features/storage/object/preview-kind.ts';
import { lastName, parentPrefix, readPlace, trail, visibleName, writePlace } from '#renderer/features/storage/places.ts';
import { storageFromSearch, storageToParams } from '#renderer/features/storage/storage-state.ts';
import { cliCommand } from '#renderer/features/transfers/plan/cli-command.ts';
import { fakeFeatures } from '../../harness/fake-stores.ts';
import { fakeTransferList } from '../../harness/fake-transfers.ts';

const place = (prefix = '') => ({ connectionId: 'aws1', bucket: 'lake', prefix });
const row = (key: string) => ({ key, size: 1, modified: 0, storageClass: '', etag: null });
const objects = (...keys: string[]): Picked => ({ place: place('a/'), objects: keys.map(row), prefixes: [], whole: false });
const folders = (...prefixes: string[]): Picked => ({ place: place('a/'), objects: [], prefixes, whole: false });

describe('places', () => {
  it.each(['', 'a/', '//', '/lead/', 'a%2Fb/', 'x//y/', '../up/', '🧾/', ' blank /', 'q?&#=/'])('come back from the URL: %j', (prefix) => {
    const one = { connectionId: 'c 1/x', bucket: 'account/container', prefix };
    expect(readPlace(writePlace(one))).toEqual(one);
    const params = storageToParams({ left: { places: [one], on: 0, text: '', sort: { column: 'name', descending: false } } });
    expect(storageFromSearch(changeSearch('', params)).left.places).toEqual([one]);
  });

  it('refuses what is none', () => {
    expect(readPlace('nothing')).toBeNull();
    expect(readPlace('%E0%A4%A/b/')).toBeNull();
  });

  it('knows folders above and names, with folders that have no name', () => {
    expect(parentPrefix('a/b/')).toBe('a/');
    expect(parentPrefix('a/')).toBe('');
    expect(parentPrefix('a//')).toBe('a/');
    expect(parentPrefix('/')).toBe('');
    expect(parentPrefix('')).toBeNull();
    expect(lastName('a/b/')).toBe('b/');
    expect(lastName('a/b')).toBe('b');
    expect(trail('a//b/').map(({ prefix }) => prefix)).toEqual(['a/', 'a//', 'a//b/']);
  });

  it('shows what would be invisible', () => {
    expect(visibleName('tab\there')).toBe('tab\u2409here');
    expect(visibleName('')).toBe('(no name)');
    expect(visibleName('del\u007f')).toBe('del\u2421');
  });
});

describe('state in the URL', () => {
  it('keeps tabs, panes, sort, filter and what is open', () => {
    const change = {
      left: { places: [place('a/'), place('b/')], on: 1, text: 'csv', sort: { column: 'size' as const, descending: true } },
      right: { places: [place()], on: 0, text: '', sort: { column: 'name' as const, descending: false } },
      side: 'right' as const,
      open: { connectionId: 'aws1', bucket: 'lake', key: 'b/x y?.csv', versionId: 'v 1' },
      tab: 'preview' as const,
      query: 'ext:csv -tmp',
    };
    expect(storageFromSearch(changeSearch('', storageToParams(change)))).toMatchObject(change);
  });

  it('takes nonsense as nothing', () => {
    const state = storageFromSearch('p=zzz&on=9&sort=colour&side=right&tab=no&mode=what&open=a/b/');
    expect(state).toMatchObject({ mode: 'browse', side: 'left', open: null, tab: 'overview' });
    expect(state.left).toEqual({ places: [], on: 0, text: '', sort: { column: 'name', descending: false } });
  });

  it('stays in front when a tab before it is closed', () => {
    const pane = {
      places: [place('a/'), place('b/'), place('c/')],
      on: 2,
      text: 'x',
      sort: { column: 'name' as const, descending: false },
    };
    expect(withoutTab(pane, 0)).toMatchObject({ on: 1, text: 'x' });
    expect(withoutTab(pane, 2)).toMatchObject({ on: 1, text: '' });
  });
});

describe('history of a tab', () => {
  it('goes back and forward, and forgets what was ahead when it goes elsewhere', () => {
    const b = wentOn(undefined, place('a/'), place('b/'));
    const c = wentOn(b, place('b/'), place('c/'));
    const back = wentBack(c)!;
    expect(back.at.prefix).toBe('b/');
    expect(wentForward(back)!.at.prefix).toBe('c/');
    expect(wentForward(wentOn(back, place('b/'), place('d/')))).toBeNull();
    expect(wentBack(wentBack(back)!)).toBeNull();
  });
});

describe('requests', () => {
  it('copies one folder under its name, and several into the target', () => {
    expect(copyRequest('copy', folders('a/b/'), place('t/')).target).toMatchObject({ prefix: 't/b/' });
    expect(copyRequest('copy', folders('a/b/', 'a/c/'), place('t/')).target).toMatchObject({ prefix: 't/' });
    expect(copyRequest('move', { ...folders('a/'), whole: true }, place('t/')).target).toMatchObject({ prefix: 't/' });
  });

  it('renames in place', () => {
    expect(renameRequest(objects('a/old.txt'), 'new.txt').target).toMatchObject({ prefix: 'a/', key: 'a/new.txt' });
    expect(renameRequest(folders('a/old/'), 'new').target).toMatchObject({ prefix: 'a/new/' });
  });

  it('makes one plan of a folder that is uploaded, with the names in it', () => {
    const file = (path: string) => Object.assign(new File(['x'], path.split('/').at(-1)!), { webkitRelativePath: path });
    const names = chosenFiles([file('p/a.txt'), file('p/q/a.txt')]).map(({ name }) => name);
    expect(names).toEqual(['p/a.txt', 'p/q/a.txt']);
    const chosen = names.map((name, at) => ({ token: `token-${at}`, name }));
    expect(uploadRequest(chosen, place('in/'))).toMatchObject({
      source: { files: { tokens: ['token-0', 'token-1'], names: { 'token-0': 'p/a.txt', 'token-1': 'p/q/a.txt' } } },
      target: { bucket: 'lake', prefix: 'in/' },
    });
  });

  it('looks into folders that are dropped on a browser, and leaves them to the desktop', async () => {
    const file = (name: string) => new File(['x'], name);
    const fileEntry = (name: string) => ({ isDirectory: false, name, file: (done: (one: File) => void) => done(file(name)) });
    const folderEntry = (name: string, parts: object[][]) => {
      const left = [...parts, []];
      return { isDirectory: true, name, createReader: () => ({ readEntries: (done: (list: object[]) => void) => done(left.shift()!) }) };
    };
    const entry = () => folderEntry('p', [[fileEntry('a.txt')], [folderEntry('q', [[fileEntry('b.txt')]])]]);
    const data = { items: [{ webkitGetAsEntry: entry }], files: [file('p')] } as unknown as DataTransfer;
    expect((await droppedFiles(data, 'headless')).map(({ name }) => name)).toEqual(['p/a.txt', 'p/q/b.txt']);
    expect((await droppedFiles(data, 'desktop')).map(({ name }) => name)).toEqual(['p']);
  });

  it('says how much of a download arrived, and fetches a part of a folder only', () => {
    const partial = fakeTransferList.find(({ state }) => state === 'partial')!;
    const saved = { name: 'logs', downloadPath: '/download/1', folder: true };
    expect(downloadEnd(saved, partial)).toEqual({
      whole: false,
      text: 'logs: 4,990 of 5,000 objects were downloaded. "NOT DOWNLOADED.txt" in the archive names the others.',
      fetch: '/download/1?transfer=t-partial',
    });
    expect(downloadEnd({ ...saved, downloadPath: null }, partial)).toMatchObject({
      text: 'logs: 4,990 of 5,000 objects were downloaded.',
      fetch: null,
    });
    expect(downloadEnd({ ...saved, folder: false }, partial)).toMatchObject({ whole: false, fetch: null });
    const whole = fakeTransferList.find(({ state }) => state === 'succeeded')!;
    expect(downloadEnd(saved, whole)).toMatchObject({ whole: true, fetch: '/download/1' });
  });

  it('suggests names that a dialog of files takes', () => {
    expect(fileName('logs/a:b?.txt')).toBe('a_b_.txt');
    expect(fileName('..')).toBe('download');
    expect(fileName('logs/')).toBe('logs');
    expect(saveAs(objects('a/x.csv'))).toEqual({ suggestedName: 'x.csv' });
    expect(saveAs(folders('a/logs/'))).toEqual({ suggestedName: 'logs', folder: 'named' });
    expect(saveAs({ ...objects('a/x', 'a/y'), prefixes: ['a/logs/'] })).toEqual({ suggestedName: 'a', folder: 'chosen' });
    expect(saveAs({ ...folders(''), place: place(), whole: true })).toEqual({ suggestedName: 'lake', folder: 'named' });
  });
});

describe('commands', () => {
  const context = (index: number) => ({ features: fakeFeatures[index]!.features, dual: false, browser: false });
  const ids = (picked: Picked, index: number, more = {}) => commandsFor(picked, { ...context(index), ...more }).map(({ id }) => id);

  it('offers only what the store can do', () => {
    expect(ids(objects('a/x'), 0)).toEqual(
      expect.arrayContaining(['properties', 'tags', 'class', 'restore', 'access', 'versions', 'link', 'delete']),
    );
    const local = ids(objects('a/x'), 3);
    for (const id of ['properties', 'tags', 'class', 'restore', 'access', 'versions', 'link', 'undelete']) expect(local).not.toContain(id);
    expect(local).toEqual(expect.arrayContaining(['download', 'copy', 'move', 'rename', 'delete']));
  });

  it('puts what destroys last, and the other pane only where there is one', () => {
    expect(ids(objects('a/x', 'a/y'), 0).at(-1)).toBe('delete');
    expect(ids(objects('a/x'), 0)).not.toContain('copyOver');
    expect(ids(objects('a/x'), 0, { dual: true })).toContain('copyOver');
  });

  it('drags out of the desktop only', () => {
    expect(ids(objects('a/x', 'a/y'), 0)).toContain('dragOut');
    expect(ids(objects('a/x'), 0, { browser: true })).not.toContain('dragOut');
    expect(ids(folders('a/b/'), 0, { browser: true })).toContain('download');
  });

  it.each([
    [{ key: 'Backspace' }, 'up'],
    [{ key: 'ArrowLeft', altKey: true }, 'back'],
    [{ key: 'f', ctrlKey: true }, 'find'],
    [{ key: 'F2' }, 'rename'],
    [{ key: 'Delete' }, 'delete'],
    [{ key: 'a', ctrlKey: true }, null],
    [{ key: 'ArrowDown' }, null],
  ])('knows the key %o', (pressed, command) => {
    expect(listingKey({ altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...pressed }, false)).toBe(command);
  });
});

describe('typed paths', () => {
  const buckets = [
    { connectionId: 'aws1', bucket: 'lake' },
    { connectionId: 'aws1', bucket: 'lake-2' },
    { connectionId: 'az1', bucket: 'acc/box' },
  ];
  it.each([
    ['s3://lake-2/x/', { connectionId: 'aws1', bucket: 'lake-2', prefix: 'x/' }],
    ['az://acc/box/y', { connectionId: 'az1', bucket: 'acc/box', prefix: 'y' }],
    ['deep/er/', { connectionId: 'aws1', bucket: 'lake', prefix: 'deep/er/' }],
    ['s3://none/x', null],
  ])('understands %s', (text, expected) => {
    expect(placeTyped(text, place(), 's3', buckets)).toEqual(expected);
  });
});

describe('previews', () => {
  it.each([
    ['a/b.JSON', '', 'json'],
    ['a.parquet', '', 'table'],
    ['noending', 'text/csv; charset=utf-8', 'table'],
    ['x.svg', '', 'image'],
    ['x', 'application/pdf', 'pdf'],
    ['x.bin', 'application/octet-stream', 'hex'],
  ])('shows %s (%s) as %s', (key, type, kind) => {
    expect(previewKind(key, type)).toBe(kind);
  });

  it('writes bytes as people know them', () => {
    const line = hexLines(new TextEncoder().encode('hello\n'), 16);
    expect(line.startsWith('00000010  68 65 6c 6c 6f 0a')).toBe(true);
    expect(line.endsWith('  hello.')).toBe(true);
  });
});

describe('the command that makes the same plan', () => {
  const from = (objects: string[], prefixes: string[] = []) => ({
    objects: objects.map((key) => ({ connectionId: 'aws1', bucket: 'lake', key })),
    prefixes: prefixes.map((prefix) => place(prefix)),
  });
  const to = { kind: 'bucket' as const, connectionId: 'gcp1', bucket: 'other', prefix: 'in/' };

  it('names objects and folders, quoted for a shell, with what is not the default', () => {
    expect(cliCommand({ verb: 'copy', source: from(["a/it's 5 %.csv"], ['a/b/']), target: to, conflict: 'skip', priority: 'high' })).toBe(
      [
        `aetherium storage cp 'aws1:lake/a/it'\\''s 5 %.csv' gcp1:other/in/ --conflict skip --priority high`,
        'aetherium storage cp aws1:lake/a/b/ gcp1:other/in/b/ --recursive --conflict skip --priority high',
      ].join('\n'),
    );
    expect(cliCommand({ verb: 'move', source: from(['x']), target: { ...to, prefix: '', key: 'y' } })).toBe(
      'aetherium storage mv aws1:lake/x gcp1:other/y',
    );
  });

  it('keeps objects and folders of a deletion apart: --recursive means a folder', () => {
    expect(cliCommand({ verb: 'delete', source: from(['x', 'y'], ['a/']), versions: true })).toBe(
      'aetherium storage rm aws1:lake/x aws1:lake/y --versions\naetherium storage rm aws1:lake/a/ --recursive --versions',
    );
  });

  it('makes one folder like another', () => {
    const source = { kind: 'bucket' as const, ...place('a/') };
    expect(cliCommand({ verb: 'sync', from: source, to, deleteExtra: true, compare: 'checksum' })).toBe(
      'aetherium storage sync aws1:lake/a/ gcp1:other/in/ --delete --compare checksum',
    );
  });

  it('is none where the command line cannot name what is meant', () => {
    expect(cliCommand({ verb: 'copy', source: { files: { tokens: ['token-of-a-file'] } }, target: to })).toBeNull();
    expect(
      cliCommand({ verb: 'delete', source: { objects: [{ connectionId: 'aws1', bucket: 'lake', key: 'x', versionId: 'v1' }] } }),
    ).toBeNull();
    expect(cliCommand({ verb: 'delete', source: from([], ['a/half']) })).toBeNull();
    expect(cliCommand({ verb: 'tags', source: from(['x']), tags: {} })).toBeNull();
  });
});

describe('sides of a sync', () => {
  it('must not lie in one another', () => {
    expect(overlapping(place('a/'), place('a/b/'))).toBe(true);
    expect(overlapping(place('a/b/'), place(''))).toBe(true);
    expect(overlapping(place('a/'), place('b/'))).toBe(false);
    expect(overlapping(place('a/'), { ...place('a/'), bucket: 'other' })).toBe(false);
  });
});
