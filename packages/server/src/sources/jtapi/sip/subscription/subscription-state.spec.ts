import { readSubscriptionState } from './subscription-state.ts';

test.each([
  ['active', { state: 'active' }],
  ['Active ; Expires = 60', { state: 'active', expiresSeconds: 60 }],
  ['pending;expires=0', { state: 'pending', expiresSeconds: 0 }],
  ['waiting', { state: 'pending' }],
  ['terminated;reason=Probation;retry-after=5', { state: 'terminated', reason: 'probation', retryAfterSeconds: 5 }],
  ['active;expires=soon', { state: 'active' }],
  ['active;expires=4294967296', { state: 'active' }],
  ['', undefined],
  [undefined, undefined],
  ['a b', undefined],
  ['active;"', undefined],
])('%j is read as %j', (text, state) => {
  expect(readSubscriptionState(text)).toEqual(state);
});
