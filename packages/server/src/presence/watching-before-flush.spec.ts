import { createPresenceLayer } from './presence-layer.fixture.ts';

const ID = '2001_JTAPI';

/** A line that ann watches has begun to ring, and nobody has been told yet; bob is there and has nothing. */
function ringing() {
  const layer = createPresenceLayer();
  const { clock, source, service, connect } = layer;
  service.subscribeFound('ann', [ID]);
  const [ann, bob] = [connect('ann'), connect('bob')];
  clock.advance(1000);
  ann.items.length = 0;
  source.say('2001', { state: 'RINGING', since: 1 });
  return { ...layer, ann, bob };
}

test('who begins to watch before a change has gone out gets it once, as if it had come a moment later', () => {
  const { clock, service, ann, bob } = ringing();
  service.subscribeFound('bob', [ID]);
  clock.advance(1000);
  expect([ann, bob].map(({ items }) => items.map(({ state }) => state))).toEqual([['RINGING'], ['RINGING']]);
});

test('who asks for it by a keep-alive before it has gone out gets it once too', async () => {
  const { clock, service, bob } = ringing();
  service.subscribeFound('bob', [ID]);
  const answering = service.keepAlive('bob', [{ id: ID, version: 0 }]);
  for (let step = 0; step < 10; step += 1) await Promise.resolve();
  clock.advance(1000);
  expect([(await answering).renewed, bob.items.map(({ state }) => state)]).toEqual([[ID], ['RINGING']]);
});

test('what a search creates is pushed once, its first state and the change of the same moment being one', () => {
  const { clock, source, service, connect } = createPresenceLayer();
  const ann = connect('ann');
  service.subscribeFound('ann', [ID]);
  source.say('2001', { state: 'RINGING', since: 1 });
  clock.advance(1000);
  expect(ann.items.map(({ state }) => state)).toEqual(['RINGING']);
});
