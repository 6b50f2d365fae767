import type { Plugin } from 'vite';

/**
 * What libraries carry for everybody and this page has no use for: Vuetify's calendar for date pickers, its names of a web font's
 * icons and its texts of components that stand nowhere here; Engine.IO's WebTransport, which the server does not speak.
 */
const unused: [RegExp, string][] = [
  [
    /vuetify[\\/]lib[\\/]composables[\\/]date[\\/]date\.js$/,
    `export const DateOptionsSymbol = Symbol.for('vuetify:date-options');
     export const DateAdapterSymbol = Symbol.for('vuetify:date-adapter');
     export const createDate = () => ({ options: {}, instance: {} });
     export const useDate = () => { throw new Error('there are no dates here'); };`,
  ],
  [/vuetify[\\/]lib[\\/]composables[\\/]date[\\/]adapters[\\/]vuetify\.js$/, 'export class VuetifyDateAdapter {}'],
  [/vuetify[\\/]lib[\\/]iconsets[\\/]mdi\.js$/, 'export const aliases = {}; export const mdi = {};'],
  [/vuetify[\\/]lib[\\/]locale[\\/]en\.js$/, 'export default {};'],
  [/engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/]webtransport\.js$/, 'export class WT {}'],
];

/** Leaves these out of the build and of the tests alike. */
export function slimVendor(): Plugin {
  let isRouterSlim = false;
  return {
    name: 'webchats:slim-vendor',
    enforce: 'pre',
    load(id) {
      const path = id.split('?')[0] ?? id;
      return unused.find(([file]) => file.test(path))?.[1] ?? null;
    },
    /**
     * vue-router reads the scroll positions of earlier pages as its file is evaluated, for a `scrollBehavior` that this page has not:
     * the first look into the session's storage waits for the browser, 20 ms and more while a page loads.
     */
    transform(code, id) {
      if (!/vue-router[\\/]dist[\\/]/.test(id) || !code.includes('sessionStorage')) return null;
      isRouterSlim = true;
      return { code: `const sessionStorage = {};${code}`, map: null };
    },
    generateBundle() {
      if (!isRouterSlim) throw new Error('vue-router has no sessionStorage any more: see slim-vendor.ts');
    },
  };
}
