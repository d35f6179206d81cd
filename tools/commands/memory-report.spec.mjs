import { memorySection, slopesOf } from './memory-report.mjs';

/** @param {string} system @param {number} count @param {number} heapBytes */
const row = (system, count, heapBytes) => {
  const around = { system, round: 0, loadAverage: 1, what: 'watchers', contactsEach: 50 };
  return { ...around, count, heapBytes, rssBytes: heapBytes * 2 };
};

const rows = [
  row('lampfield', 5000, 90_000_000),
  row('lampfield', 1000, 30_000_000),
  row('peer', 1000, 7),
  row('peer', 5000, 40_000_007),
];

it('takes what one more needs from the difference of two sizes, so that the constant part does not count', () => {
  expect(slopesOf(rows)).toMatchObject([
    { system: 'lampfield', heapBytes: 15_000, rssBytes: 30_000 },
    { system: 'peer', heapBytes: 10_000, rssBytes: 20_000 },
  ]);
});

it('compares it with the peers', () => {
  const section = memorySection({ node: 'v24', cpu: 'X', cores: 2, rows });
  expect(section).toContain('### One more watcher, 1,000 to 5,000');
  expect(section).toContain('| 50 contacts | lampfield | 15 KB | 15 to 15 |  | 30 KB | 30 to 30 |');
  expect(section).toContain('| 50 contacts | peer | 10 KB | 10 to 10 | 1.5 x | 20 KB | 20 to 20 |');
});
