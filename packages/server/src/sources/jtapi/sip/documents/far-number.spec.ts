import { findFarNumber } from './far-number.ts';

it.each([
  ['sip:1001@pbx.test', '1001'],
  [' \n sip:1001@pbx.test:5060;transport=tcp\n', '1001'],
  ['SIPS:+36(1)555-0100@pbx.test', '+36(1)555-0100'],
  ['sip:+3615550100;phone-context=a@pbx.test;user=phone', '+3615550100'],
  ['sip:1001:secret@pbx.test', '1001'],
  ['sip:%2A97%23@pbx.test', '*97#'],
  ['sip:caf%C3%A9@pbx.test', 'café'],
  ['sip:50%25%@pbx.test', '50%25%'],
  ['tel:+36-1-555-0100;ext=5', '+36-1-555-0100'],
  ['4444@10.1.1.153', '4444'],
  ['sip:1001@my_pbx', '1001'],
  ['sip:1001@[2001:db8::1]:5060', '1001'],
])('the number in %j is %s', (uri, number) => {
  expect(findFarNumber(uri)).toBe(number);
});

it.each([
  '',
  'sip:',
  'sip:pbx.test',
  'sip:@pbx.test',
  'tel:',
  '1001',
  'sip:anonymous@anonymous.invalid',
  'sip:Anonymous@pbx.test',
  'sip:1001@anonymous.invalid',
  'sip:%20@pbx.test',
  `sip:${'1'.repeat(1025)}@pbx.test`,
])('there is no number in %j', (uri) => {
  expect(findFarNumber(uri)).toBeUndefined();
});
