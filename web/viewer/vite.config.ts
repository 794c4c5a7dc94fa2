import { defineConfig } from 'vite';

/** The page that the gateway serves on the hosts of desktops, apart from the portal's. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/.atrium/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
