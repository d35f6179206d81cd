import { barPlot } from './bar-plot.mjs';
import { compareSystems } from './fanout-report.mjs';

/** @param {string} system @param {number} round @param {number} deliveries */
const row = (system, round, deliveries) => ({
  ...{ system, round, load: 'sat', deliveries, missing: 1, cpuSeconds: 2, clientCpuSeconds: 1, seconds: 2 },
  ...{ p50Us: 1000 * round, p99Us: 2000, loadAverage: 1 },
});

it('compares systems within each round, the most efficient first', () => {
  const rows = [row('peer', 1, 100), row('lampfield', 1, 300), row('peer', 2, 200), row('lampfield', 2, 400), row('peer', 3, 1)];
  expect(compareSystems(rows, 'sat')).toMatchObject([
    { system: 'lampfield', value: 175, range: [150, 200], p50Ms: 1.5, missing: 2 },
    { system: 'peer', value: 50, ratio: 2.5, ratios: [2, 3], p50Ms: 2, p99Ms: 2, missing: 3 },
  ]);
});

it('draws bars as long as their values say', () => {
  const svg = barPlot('What', [
    {
      title: 'T',
      bars: [
        { name: 'a', value: 10, isOurs: true },
        { name: 'b', value: 5, isOurs: false },
      ],
    },
  ]);
  expect(svg).toContain('<title>What</title>');
  expect(svg).toContain('class="o" x="130" y="30" width="500"');
  expect(svg).toContain('class="p" x="130" y="54" width="250"');
});
