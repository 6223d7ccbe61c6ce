import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.layer.css';
import './theme.css';
import { createRoot } from 'react-dom/client';
import type { Connection } from '#renderer/rpc/connection.ts';
import { App } from './app.tsx';
import type { Host } from './host.tsx';

/**
 * Shows the console over a connection that may still be opening: the frame is painted at once.
 *
 * @param asked answers already asked for, by the name of the call
 */
export function start(connection: Promise<Connection>, asked: Host['asked'] = new Map()): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(<App host={{ ready: connection, asked }} />);
}
