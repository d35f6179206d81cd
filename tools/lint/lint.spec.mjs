import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const BOUNDARIES = '@nx/enforce-module-boundaries';
const LAYERS = 'lampfield/layers';

const PROTOCOL = 'packages/protocol/src/index.ts';
const CORE = 'packages/server/src/core/same-report.ts';
const CLIENT = 'packages/client-presence/src/index.ts';
const WEB = 'apps/web-attendant/src/main.ts';
const TEMPLATE = 'apps/web-attendant/src/app/root.component.html';

/** File and text. */
const ALLOWED = [
  ['packages/server/src/index.ts', `export * from '@lampfield/protocol';`],
  ['packages/server/src/core/lease-order.spec.ts', `export * from '@lampfield/test-servers';`],
  [CLIENT, `export * from '@lampfield/protocol';`],
  [WEB, `export * from '@lampfield/client-presence';`],
  [CORE, `export type * from '../ports/source.ts';`],
  ['packages/server/src/config/registered-connectors.ts', `export * from '../sources/registry.ts';`],
  [CORE, `/** The epoch. */ export const epoch = new Date(0);`],
  ['packages/server/src/system-clock.ts', `/** The wall clock. */ export const wallMs = (): number => Date.now();`],
];

/** File, text, and the rule that must complain about it. */
const FORBIDDEN = [
  [PROTOCOL, `export * from '@lampfield/server';`, BOUNDARIES],
  [PROTOCOL, `export * from '@lampfield/client-presence';`, BOUNDARIES],
  ['packages/server/src/index.ts', `export * from '@lampfield/client-presence';`, BOUNDARIES],
  ['packages/server/src/index.ts', `export * from '@lampfield/test-servers';`, BOUNDARIES],
  [CLIENT, `export * from '@lampfield/server';`, BOUNDARIES],
  [CLIENT, `export * from '../../protocol/src/index.ts';`, BOUNDARIES],
  [WEB, `export * from '@lampfield/server';`, BOUNDARIES],

  [CORE, `export * from '../ports/source.ts';`, LAYERS],
  [CORE, `export * from '../system-clock.ts';`, LAYERS],
  [CORE, `export * from 'rxjs';`, LAYERS],
  [CORE, `export const load = () => import('../http/create-api.ts');`, LAYERS],
  ['packages/server/src/ports/source.ts', `export * from '../core/same-report.ts';`, LAYERS],
  ['packages/server/src/config/registered-connectors.ts', `export * from '../http/create-api.ts';`, LAYERS],

  [CORE, `export const now = Date.now();`, 'no-restricted-properties'],
  [CORE, `export const now = new Date();`, 'no-restricted-syntax'],
  [CORE, `setTimeout(() => undefined, 1);`, 'no-restricted-globals'],
  [CORE, `globalThis.setInterval(() => undefined, 1);`, 'no-restricted-properties'],
  [CORE, `export { setTimeout } from 'node:timers/promises';`, 'no-restricted-imports'],
  [CORE, `export const chance = Math.random();`, 'no-restricted-properties'],
  [CLIENT, `export const startedAt = performance.now();`, 'no-restricted-properties'],
  [WEB, `setInterval(() => undefined, 1);`, 'no-restricted-globals'],
  ['packages/server/src/core/lease-order.spec.ts', `setTimeout(() => undefined, 1);`, 'no-restricted-globals'],

  [PROTOCOL, `export const answer = 42;`, 'jsdoc/require-jsdoc'],
  [PROTOCOL, `export const anything: any = 42;`, '@typescript-eslint/no-explicit-any'],
  [PROTOCOL, `export const first = (list: number[]): number => list[0]!;`, '@typescript-eslint/no-non-null-assertion'],
  [TEMPLATE, `<div (click)="go()">Go</div>`, '@angular-eslint/template/click-events-have-key-events'],
  [TEMPLATE, `<img src="lamp.svg" />`, '@angular-eslint/template/alt-text'],
];

/** Lint asks Nx for the projects, and would skip the boundaries if nobody had asked Nx before. */
function writeProjectGraph() {
  spawnSync(process.execPath, [path.join(ROOT, 'node_modules/.bin/nx'), 'show', 'projects'], { cwd: ROOT, stdio: 'ignore' });
}

/** The rules that complain about each. @param {string[][]} cases @returns {string[][]} */
function lint(cases) {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'tools/lint/lint-snippets.mjs')], {
    cwd: ROOT,
    encoding: 'utf8',
    input: JSON.stringify(cases.map(([file, code]) => ({ file, code }))),
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('lint', () => {
  /** @type {string[][]} */
  let complaints = [];

  beforeAll(() => {
    writeProjectGraph();
    complaints = lint([...FORBIDDEN, ...ALLOWED]);
  }, 60_000);

  it.each(FORBIDDEN.map(([file, code, rule], index) => ({ file, code, rule, index })))(
    'in $file, $code is against $rule',
    ({ rule, index }) => {
      expect(complaints[index]).toContain(rule);
    },
  );

  it.each(ALLOWED.map(([file, code], index) => ({ file, code, index })))('in $file, $code is allowed', ({ index }) => {
    expect(complaints[FORBIDDEN.length + index]).toEqual([]);
  });
});
