import { createVuetify, type ThemeDefinition } from 'vuetify';
import 'vuetify/styles/layers';
import 'vuetify/styles/core';

/** Our own Material 3 roles: a deep pine green, warm coral for what is new, calm green-tinted greys. */
const light: ThemeDefinition = {
  dark: false,
  colors: {
    background: '#f3f6f4',
    'on-background': '#171d1b',
    surface: '#ffffff',
    'on-surface': '#171d1b',
    'surface-bright': '#ffffff',
    'surface-light': '#e9efec',
    'surface-variant': '#dbe5e0',
    'on-surface-variant': '#3f4945',
    'surface-container': '#eaf0ed',
    'surface-high': '#e3eae7',
    'surface-dialog': '#ffffff',
    outline: '#6f7975',
    'outline-variant': '#d3dcd8',
    primary: '#0b6b5c',
    'on-primary': '#ffffff',
    'primary-container': '#c4eee1',
    'on-primary-container': '#00201a',
    secondary: '#4a635b',
    'on-secondary': '#ffffff',
    'secondary-container': '#d5e8df',
    'on-secondary-container': '#072019',
    tertiary: '#c2452d',
    'on-tertiary': '#ffffff',
    error: '#ba1a1a',
    'on-error': '#ffffff',
    info: '#2b6485',
    success: '#2e7d32',
    warning: '#8f5a00',
  },
};

const dark: ThemeDefinition = {
  dark: true,
  colors: {
    background: '#0f1513',
    'on-background': '#dee4e0',
    surface: '#161d1a',
    'on-surface': '#dee4e0',
    'surface-bright': '#343b38',
    'surface-light': '#252c29',
    'surface-variant': '#3f4945',
    'on-surface-variant': '#bec9c4',
    'surface-container': '#1b2220',
    'surface-high': '#252c29',
    'surface-dialog': '#252c29',
    outline: '#89938e',
    'outline-variant': '#313936',
    primary: '#82d6c0',
    'on-primary': '#00382e',
    'primary-container': '#0e4e43',
    'on-primary-container': '#c4eee1',
    secondary: '#b1ccc1',
    'on-secondary': '#1c352d',
    'secondary-container': '#334b43',
    'on-secondary-container': '#cde8dd',
    tertiary: '#ff8a6f',
    'on-tertiary': '#3f0c02',
    error: '#ffb4ab',
    'on-error': '#690005',
    info: '#98cdf2',
    success: '#81c784',
    warning: '#f5be6b',
  },
};

/** What opens over the page moves by script, which no style sheet can stop. */
const still = matchMedia('(prefers-reduced-motion: reduce)').matches ? { transition: false } : {};
/** What Back does is said in one place, the composable of overlays. */
const over = { ...still, closeOnBack: false };

export const vuetify = createVuetify({
  icons: { defaultSet: 'svg' }, // Every icon is a path.
  theme: { defaultTheme: 'system', themes: { light, dark } },
  display: { mobileBreakpoint: 'md' },
  defaults: {
    VBtn: { rounded: 'pill', elevation: 0 },
    VBottomSheet: over,
    VDialog: over,
    VMenu: over,
  },
});
