/** `npm run bench:docs`: makes the tables and the plots of docs/performance.md from the raw rows that `npm run bench` keeps. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { barPlot } from './bar-plot.mjs';
import { fanoutBars, fanoutSection } from './fanout-report.mjs';
import { growthBars, growthSection } from './growth-report.mjs';
import { latencySection } from './latency-report.mjs';
import { memorySection } from './memory-report.mjs';
import { reconnectSection } from './reconnect-report.mjs';
import { replaceGenerated } from './report-tables.mjs';
import { fromRoot } from './repository.mjs';
import { soakSection } from './soak-report.mjs';
import { subscriptionsSection } from './subscriptions-report.mjs';

/** @param {string} name of a bench */
const readResult = (name) => JSON.parse(readFileSync(fromRoot(`tools/bench/results/${name}.json`), 'utf8'));

const SECTIONS = {
  fanout: fanoutSection,
  latency: latencySection,
  memory: memorySection,
  reconnect: reconnectSection,
  growth: growthSection,
  subscriptions: subscriptionsSection,
  soak: soakSection,
};

const file = fromRoot('docs/performance.md');
const text = Object.entries(SECTIONS).reduce(
  (page, [name, section]) => replaceGenerated(page, name, section(readResult(name))),
  readFileSync(file, 'utf8'),
);
writeFileSync(file, await format(text, { parser: 'markdown', printWidth: 220 }));

const fanout = barPlot('Deliveries per CPU-second of the server', fanoutBars(readResult('fanout').rows));
writeFileSync(fromRoot('docs/images/fanout.svg'), fanout);
const growth = barPlot('What a delivery costs the server as it grows', growthBars(readResult('growth').rows));
writeFileSync(fromRoot('docs/images/growth.svg'), growth);
