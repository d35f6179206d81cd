const WHY =
  'Time and chance are injected (Clock, Chance), so that tests and simulations own them; system-clock.ts is the one file that reads the real ones.';

const timers = ['setTimeout', 'setInterval', 'setImmediate'];
const globalObjects = ['globalThis', 'window', 'self', 'global'];

const timerGlobals = timers.map((name) => ({ name, message: WHY }));
const timerProperties = globalObjects.flatMap((object) => timers.map((property) => ({ object, property, message: WHY })));
const timerModules = ['node:timers', 'node:timers/promises', 'timers', 'timers/promises'].map((name) => ({ name, message: WHY }));

const clockProperties = [
  { object: 'Date', property: 'now', message: WHY },
  { object: 'performance', property: 'now', message: WHY },
  { object: 'process', property: 'hrtime', message: WHY },
  { object: 'Math', property: 'random', message: WHY },
];

const clockSyntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: WHY },
  { selector: 'CallExpression[callee.name="Date"]', message: WHY },
];

const noTimers = {
  'no-restricted-globals': ['error', ...timerGlobals],
  'no-restricted-imports': ['error', { paths: timerModules }],
};

/** Product code: neither the clock, nor timers, nor chance. */
export const clockBan = {
  ...noTimers,
  'no-restricted-properties': ['error', ...timerProperties, ...clockProperties],
  'no-restricted-syntax': ['error', ...clockSyntax],
};

/** Specs may read the clock to measure, but never sleep: they wait for a condition. */
export const sleepBan = {
  ...noTimers,
  'no-restricted-properties': ['error', ...timerProperties, { object: 'Math', property: 'random', message: WHY }],
  'no-restricted-syntax': 'off',
};
