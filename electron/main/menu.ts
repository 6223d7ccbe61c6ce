import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** Places of the console with their keys, in the order of its navigation. */
const places: [label: string, path: string][] = [
  ['Overview', '/'],
  ['Costs', '/costs'],
  ['Compute', '/compute'],
  ['Connections', '/connections'],
  ['Activity', '/activity'],
];

/** Builds the application menu. Standard roles stay, so that system keys and assistive tools find what they expect. */
export function setMenu(open: (path: string) => void): void {
  const go = places.map(([label, path], index) => ({ label, accelerator: `CmdOrCtrl+${index + 1}`, click: () => open(path) }));
  const settings: MenuItemConstructorOptions = { label: 'Settings…', accelerator: 'CmdOrCtrl+,', click: () => open('/settings') };
  const isMac = process.platform === 'darwin';
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu', submenu: [settings, { type: 'separator' }, isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: 'Go', submenu: go },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        // Developers only: in an installed console the tools would be a way around everything else.
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
