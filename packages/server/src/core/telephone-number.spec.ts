import { isTelephoneNumber } from './telephone-number.ts';

it.each([
  ...['1001', '+3615550100', '*97#', '#', '+36 (1) 555-0100', '(+36) 1 555', '00 36/1.555', '2-105', '٠١٢'],
  ...['555\u20130100', '555\u00a00100', ' 1001 '],
])('%j is a telephone number', (text) => {
  expect(isTelephoneNumber(text)).toBe(true);
});

it.each([
  ...['', ' ', '+', '-', '()', 'anna.lee', 'anna', 'Anna Lee', '1001@pbx.test', '1001@10.1.1.5', '1001a', 'a1001', '10+01'],
  ...['1001;ext=5', '1001 ext. 5', 'Unavailable', 'anonymous', 'café', '1001\u{1f4de}', '1001,2', "1'1", '1001:secret', '1_1'],
])('%j is none', (text) => {
  expect(isTelephoneNumber(text)).toBe(false);
});

it('is told at once of a long text, too', () => {
  expect(isTelephoneNumber(`${'('.repeat(100_000)}${' '.repeat(100_000)}a`)).toBe(false);
});
