/** Build of the console: hashed files under `dist/`, nothing inlined, nothing from elsewhere; a proxy to a server for developing. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressed } from './tools/compress.ts';
import { places } from './tools/places.ts';

export default defineConfig({
  plugins: [react(), places(), compressed()],
  // As first-paint.js asks for: browsers that know `light-dark()` and the rest of 2024.
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { port: 5173, proxy: { '/api': process.env['SEKISHO_API'] ?? 'http://127.0.0.1:8080' } },
});
