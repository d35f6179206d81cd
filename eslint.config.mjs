import path from 'node:path';
import js from '@eslint/js';
import ngrx from '@ngrx/eslint-plugin';
import nx from '@nx/eslint-plugin';
import angular from 'angular-eslint';
import prettier from 'eslint-config-prettier';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { productBoundaries, specBoundaries } from './tools/lint/boundaries.mjs';
import { clockBan, sleepBan } from './tools/lint/clock-ban.mjs';
import { layersRule } from './tools/lint/layers-rule.mjs';
import { sizeLimits, specSizeLimits } from './tools/lint/size-limits.mjs';

const SPECS = ['**/*.spec.ts', '**/*.spec.mjs', '**/*.fixture.ts', 'apps/web-attendant-e2e/**/*.ts', '**/setup-jest.ts'];
const SERVER_ROOT = path.join(import.meta.dirname, 'packages/server/src');

const plugins = { '@nx': nx, '@typescript-eslint': tseslint.plugin, lampfield: { rules: { layers: layersRule } } };

/** A leading underscore says that a name is only there for its place. */
const unusedNames = {
  'no-unused-vars': 'off',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_', ignoreRestSiblings: true },
  ],
};

const typescript = {
  files: ['**/*.ts'],
  extends: [js.configs.recommended, tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  rules: {
    ...sizeLimits,
    ...clockBan,
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    '@nx/enforce-module-boundaries': productBoundaries,
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    // Marked as deprecated by its author so that it is noticed; it is for providers on loopback, which the configuration checks.
    '@typescript-eslint/no-deprecated': [
      'error',
      { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
    ],
    // Spreading a string gives its code points, which is what it is used for.
    '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
    ...unusedNames,
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  },
};

/** Run as they are by Node, checked by the compiler through their JSDoc. */
const javascript = {
  files: ['**/*.{mjs,cjs,js}'],
  extends: [js.configs.recommended],
  rules: { ...sizeLimits, ...unusedNames, 'no-undef': 'off', eqeqeq: ['error', 'always', { null: 'ignore' }] },
};

const exportedNames = [
  'ExportNamedDeclaration > VariableDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'ClassDeclaration',
  'FunctionDeclaration',
];

const published = {
  files: ['packages/*/src/**/*.ts'],
  ignores: SPECS,
  plugins: { jsdoc },
  rules: {
    'jsdoc/require-jsdoc': [
      'error',
      { publicOnly: true, enableFixer: false, require: { FunctionDeclaration: false }, contexts: exportedNames },
    ],
  },
};

const serverLayers = {
  files: ['packages/server/src/**/*.ts'],
  ignores: SPECS,
  rules: { 'lampfield/layers': ['error', { root: SERVER_ROOT }] },
};

const ngrxStore = {
  files: ['apps/web-attendant/src/**/*.ts', 'packages/client-presence/src/**/*.ts'],
  extends: [ngrx.configs.store, ngrx.configs.effectsTypeChecked, ngrx.configs.operators],
  rules: {
    // Reducers here call one function an action, which names what it takes and gives.
    '@ngrx/on-function-explicit-return-type': 'off',
  },
};

const angularCode = {
  files: ['apps/web-attendant/src/**/*.ts'],
  extends: [angular.configs.tsRecommended],
  processor: angular.processInlineTemplates,
};

const angularTemplates = {
  files: ['apps/web-attendant/src/**/*.html'],
  extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
};

const specs = {
  files: SPECS,
  rules: {
    ...specSizeLimits,
    ...sleepBan,
    '@nx/enforce-module-boundaries': specBoundaries,
    // `expect.any()`, `expect.objectContaining()` and parsed answers are `any`; what is expected of them is written right there.
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/unbound-method': 'off',
  },
};

const realClocks = {
  files: [
    'packages/{server,ejabberd-replica}/src/system-clock.ts',
    'packages/client-presence/src/lib/system-clock.ts',
    'tools/**',
  ],
  rules: Object.fromEntries(Object.keys(clockBan).map((rule) => [rule, 'off'])),
};

export default defineConfig([
  globalIgnores(['**/dist/', '**/node_modules/', '.nx/', '**/.angular/', '**/coverage/', 'docs/']),
  { plugins },
  typescript,
  javascript,
  published,
  serverLayers,
  ngrxStore,
  angularCode,
  angularTemplates,
  specs,
  realClocks,
  prettier,
]);
