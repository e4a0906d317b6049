import { defineConfig } from 'vite';

const server = process.env.KAIGONG_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    outDir: '../build/web', emptyOutDir: true, target: 'chrome94', cssTarget: 'chrome94', cssCodeSplit: false,
    modulePreload: { polyfill: false }, assetsInlineLimit: 0, manifest: 'manifest.json',
  },
  server: { proxy: { '/api': server } },
});
