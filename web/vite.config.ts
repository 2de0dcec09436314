import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The policy of the server is `default-src 'self'`: no `data:` addresses, nothing inline.
export default defineConfig({
  plugins: [svelte()],
  base: '/',
  build: {
    outDir: process.env.DEMARCHE_DASHBOARD ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: false,
    manifest: true,
  },
  server: { proxy: { '/api': process.env.DEMARCHE_SERVER ?? 'http://127.0.0.1:7411' } },
  test: { include: ['tests/unit/**/*.test.ts'] },
});
