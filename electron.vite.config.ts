import { globSync } from 'node:fs';
import { basename } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** Native modules stay outside the bundle; everything else is bundled, so that an installed console starts fast. */
const external = [/^electron(\/.*)?$/, 'better-sqlite3-multiple-ciphers', '@napi-rs/keyring', '@node-rs/crc32'];

/** Workers are found by name: `anything.worker.ts`. The output is flat, see `electron/core/worker-url.ts`. */
const workers = Object.fromEntries(globSync('electron/**/*.worker.ts').map((file) => [basename(file, '.ts'), file]));

export default defineConfig({
  main: {
    build: {
      externalizeDeps: false,
      rollupOptions: {
        external,
        input: { index: 'electron/main/index.ts', cli: 'electron/host/cli.ts', ...workers },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rollupOptions: { external, input: { index: 'electron/preload/index.ts' }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: { minify: true, rollupOptions: { input: { index: 'renderer/index.html' } } },
  },
});
