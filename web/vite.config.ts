import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import vuetify from 'vite-plugin-vuetify';
import { defineConfig } from 'vitest/config';
import { earlyFiles } from './build/early-files.ts';
import { precompress } from './build/precompress.ts';
import { serviceWorker } from './build/service-worker.ts';
import { slimVendor } from './build/slim-vendor.ts';

const backend = process.env['WEBCHATS_BACKEND'] ?? 'http://127.0.0.1:5200';

// Node 25 and newer bring an own localStorage, without a file behind it undefined, which hides that of the test's window.
const nodeHasWebStorage = Number(process.versions.node.split('.')[0]) >= 25;

export default defineConfig({
  plugins: [slimVendor(), vue(), vuetify({ autoImport: true }), earlyFiles(), serviceWorker(), precompress({ budgetBytes: 180_000 })],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_DROP_MESSAGE_COMPILER__: true,
  },
  resolve: {
    alias: [
      { find: /^@\//, replacement: fileURLToPath(new URL('./src/', import.meta.url)) },
      { find: /^vue-i18n$/, replacement: 'vue-i18n/dist/vue-i18n.runtime.esm-bundler.js' }, // Without the message compiler.
    ],
  },
  build: {
    target: 'es2022',
    assetsDir: 'assets',
    assetsInlineLimit: 0, // The CSP allows no data: scripts or styles, and the binary serves small files well.
    modulePreload: { polyfill: false }, // The polyfill is an inline script; every browser of the target has it built in.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One file compresses better, and stays the same while our own code changes. What opens over the page comes when it opens.
            { name: 'vendor', test: /node_modules(?!.*[\\/](highlight\.js|idb-keyval|components[\\/]V(BottomSheet|Dialog|Menu|Overlay|Slider|Switch|Tabs))[\\/])/ },
            { name: 'chat', test: /src[\\/](protocol|net|stores|composables)[\\/](?!.*(admin|alert|emoji-names|crop|invites|previews|push|toggle-mark|use-pages|use-people-search|use-places|use-spans|zone-time|zoom))|src[\\/]components[\\/](AppAvatar|BrandMark|FormField|IconButton|PaneHeader|PresenceFace|RobotFace|svg-icon)|plugin-vue.export-helper/ },
            // What a room shows at once comes in one file; what is opened in it comes when it opens.
            { name: 'room', test: /src[\\/](pages[\\/]RoomPage|components[\\/](CodeBlock|FoldedPart|MessageComposer|MessageRow|MessageText|marked-nodes))/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': backend,
      '/files': backend,
      '/manifest.webmanifest': backend,
      '/socket.io': { target: backend, ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/unit/**/*.test.ts'],
    restoreMocks: true,
    execArgv: nodeHasWebStorage ? ['--no-experimental-webstorage'] : [],
    server: { deps: { inline: ['vuetify'] } },
  },
});
