import { compareSystems, median, replaceGenerated } from './fanout-report.mjs';
import { fanoutPlot } from './fanout-plot.mjs';

/** @param {string} system @param {number} round @param {number} deliveries */
const row = (system, round, deliveries) => ({
  ...{ system, round, load: 'sat', deliveries, missing: 1, cpuSeconds: 2, clientCpuSeconds: 1, seconds: 2 },
  ...{ bytes: 1, reads: 1, p50Us: 1000 * round, p99Us: 2000, loadAverage: 1 },
});

it('compares systems within each round, the most efficient first', () => {
  const rows = [row('peer', 1, 100), row('lampfield', 1, 300), row('peer', 2, 200), row('lampfield', 2, 400), row('peer', 3, 1)];
  expect(compareSystems(rows, 'sat')).toMatchObject([
    { system: 'lampfield', value: 175, range: [150, 200], p50Ms: 1.5, missing: 2 },
    { system: 'peer', value: 50, ratio: 2.5, ratios: [2, 3], p50Ms: 2, p99Ms: 2, missing: 3 },
  ]);
});

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});

it('replaces what was generated and nothing else; a page without a place for it is an error', () => {
  const text = 'before <!-- generated: a -->old<!-- end: a --> after';
  expect(replaceGenerated(text, 'a', 'new')).toBe('before <!-- generated: a -->\n\nnew\n\n<!-- end: a --> after');
  expect(() => replaceGenerated(text, 'b', 'new')).toThrow('no place for b');
});

it('draws bars as long as their values say', () => {
  const svg = fanoutPlot([
    {
      title: 'T',
      bars: [
        { name: 'a', value: 10, isOurs: true },
        { name: 'b', value: 5, isOurs: false },
      ],
    },
  ]);
  expect(svg).toContain('class="o" x="130" y="30" width="500"');
  expect(svg).toContain('class="p" x="130" y="54" width="250"');
});
