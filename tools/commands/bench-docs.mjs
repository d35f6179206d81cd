/** `npm run bench:docs`: makes the tables and the plot of docs/performance.md from the raw rows that `npm run bench` keeps. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { fanoutPlot } from './fanout-plot.mjs';
import { compareSystems, fanoutSection, LOADS, OURS, replaceGenerated } from './fanout-report.mjs';
import { fromRoot } from './repository.mjs';

/** @type {import('./fanout-report.mjs').FanoutResult} */
const result = JSON.parse(readFileSync(fromRoot('tools/bench/results/fanout.json'), 'utf8'));
const file = fromRoot('docs/performance.md');
const text = replaceGenerated(readFileSync(file, 'utf8'), 'fanout', fanoutSection(result));
writeFileSync(file, await format(text, { parser: 'markdown', printWidth: 220 }));
const bars = Object.entries(LOADS).map(([load, title]) => ({
  title,
  bars: compareSystems(result.rows, load).map(({ system, value }) => ({ name: system, value, isOurs: system === OURS })),
}));
writeFileSync(fromRoot('docs/images/fanout.svg'), fanoutPlot(bars));
