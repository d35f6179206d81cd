import { formatResults, formatValue } from './bench-table.mjs';

describe('formatResults', () => {
  it('is one table over all benchmarks, figures to the right', () => {
    const results = [
      {
        name: 'subscriptions',
        title: 'a million',
        rows: [{ what: 'memory', value: 254.4, unit: 'B', aim: '<= 300', peer: 'Map', ratio: 1.614 }],
      },
      { name: 'search', title: 'ten thousand people', rows: [{ what: 'three letters', value: 0.0461, unit: 'ms' }] },
    ];
    expect(formatResults(results).split('\n')).toEqual([
      'subscriptions: a million',
      'search: ten thousand people',
      '',
      '| bench         | what          |  value | unit | aim    | peer | x peer |',
      '| ------------- | ------------- | -----: | ---- | ------ | ---- | -----: |',
      '| subscriptions | memory        |    254 | B    | <= 300 | Map  |   1.61 |',
      '| search        | three letters | 0.0461 | ms   |        |      |        |',
    ]);
  });
});

describe('formatValue', () => {
  it.each([
    [1234567.8, '1,234,568'],
    [99.94, '99.9'],
    [0.123456, '0.123'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });
});
