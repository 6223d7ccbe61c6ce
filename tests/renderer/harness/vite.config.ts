import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Shows the renderer over invented data, without a host: `vite --config tests/renderer/harness/vite.config.ts`. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  cacheDir: '../../../node_modules/.vite-harness',
  server: { fs: { allow: ['../../..'] } },
  build: { outDir: '../../../node_modules/.harness-dist', emptyOutDir: true },
});
