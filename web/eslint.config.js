import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import ts from 'typescript-eslint';

/** One way: a layer may use those before it, and nothing after it. */
const layers = ['protocol', 'net', 'stores', 'composables', 'components', 'pages'];

/** What is no layer: texts belong to everything people see, the rest is the roof. */
const roof = ['main', 'App.vue', 'router', 'theme'];
const textsAllowedFrom = 'composables';

function layerRules(layer, index) {
  const above = [...layers.slice(index + 1), ...roof];
  if (index < layers.indexOf(textsAllowedFrom)) above.push('i18n');
  const names = above.map((name) => name.replace('.', '\\.')).join('|');
  const pattern = `^(@|\\.\\.?(/\\.\\.)*)/(${names})(/|$)`;
  const message = `src/${layer} may only use: ${layers.slice(0, index).join(', ') || 'nothing above it'}.`;
  return {
    files: [`src/${layer}/**/*.{ts,vue}`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ regex: pattern, message }, ...uiFree(layer)] }],
      'no-restricted-syntax': ['error', { selector: `ImportExpression[source.value=/${pattern.replaceAll('/', '\\/')}/]`, message }],
    },
  };
}

/** The lower layers know no user interface, so they run in tests without one. */
function uiFree(layer) {
  const packages = {
    protocol: '^(vue|vuetify|pinia|vue-router|vue-i18n|socket\\.io-client|@vueuse/core)(/|$)',
    net: '^(vue|vuetify|pinia|vue-router|vue-i18n|@vueuse/core)(/|$)',
    stores: '^(vuetify|vue-router|vue-i18n|socket\\.io-client)(/|$)',
    composables: '^(socket\\.io-client)(/|$)',
    components: '^(socket\\.io-client|pinia)(/|$)',
    pages: '^(socket\\.io-client|pinia)(/|$)',
  };
  return [{ regex: packages[layer], message: `src/${layer} does not use this package.` }];
}

export default ts.config(
  { ignores: ['dist', 'client', 'node_modules', 'dev/shots'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      'no-undef': 'off', // TypeScript knows better.
      'no-console': ['error', { allow: ['error', 'warn'] }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      eqeqeq: ['error', 'always'],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off', // White space inside a message's text would be shown.
      'vue/multiline-html-element-content-newline': 'off',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-macros-order': ['error', { order: ['defineModel', 'defineProps', 'defineEmits'] }],
      'vue/require-default-prop': 'off',
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
    },
  },
  ...layers.map(layerRules),
  {
    files: ['dev/**/*.mjs', 'build/**/*.ts', 'vite.config.ts', 'eslint.config.js'],
    rules: { 'no-console': 'off' },
  },
);
