import { lineAddresses } from './line-addresses.ts';

const options = (...addresses: string[]) => ({ addresses, from: 'sip:lampfield@pbx.test:5070' });

test.each([
  ['2001', options('sip:{number}@{domain}'), ['sip:2001@pbx.test:5070']],
  ['+49 89#', options('sip:{number}@x'), ['sip:+49%2089%23@x']],
  ['$&1', options('sip:{number}@{domain}'), ['sip:%24%261@pbx.test:5070']],
  ['1', options('sip:{number}-a@x', 'sip:{number}-b@x', 'sip:{number}-a@x'), ['sip:1-a@x', 'sip:1-b@x']],
  ['a"><\r\n', options('sip:{number}@x'), ['sip:a%22%3E%3C%0D%0A@x']],
])('the addresses of %j', (number, given, addresses) => {
  expect(lineAddresses(number, given)).toEqual(addresses);
});
