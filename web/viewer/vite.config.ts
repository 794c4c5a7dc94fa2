import { defineConfig } from 'vite';

/** The page that the gateway serves on the hosts of desktops, apart from the portal's. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/.atrium/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2024',
    // `light-dark()` as it is: the scheme of this page is set by its script, where a substitute would not see it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
