import { growthBars, growthSection } from './growth-report.mjs';

/** @param {string} system @param {number} subscriptions @param {number} cpuSeconds */
const row = (system, subscriptions, cpuSeconds) => ({
  ...{ system, round: 0, loadAverage: 1, curve: 'subscriptions', fanOut: 1 },
  ...{ subscriptions, cpuSeconds, deliveries: 100_000, missing: 3, rssBytes: 5e6 },
});

const rows = [row('lampfield', 1000, 2), row('peer', 1000, 1), row('lampfield', 10_000, 3)];

it('says what a delivery costs at each size, beside the peer where it was measured', () => {
  const section = growthSection({ node: 'v24', cpu: 'X', cores: 2, rows });
  expect(section).toContain('| 1,000 | 1 | lampfield | 20 us | 20 to 20 |  | 3 | 5 MB |');
  expect(section).toContain('| 1,000 | 1 | peer | 10 us | 10 to 10 | 2 x | 3 | 5 MB |');
  expect(section).toContain('| 10,000 | 1 | lampfield | 30 us | 30 to 30 |  | 3 | 5 MB |');
});

it('names a bar of ours by its size, and a peer by its name', () => {
  expect(growthBars(rows)[0]?.bars).toEqual([
    { name: '1,000', value: 20, isOurs: true },
    { name: 'peer', value: 10, isOurs: false },
    { name: '10,000', value: 30, isOurs: true },
  ]);
});
