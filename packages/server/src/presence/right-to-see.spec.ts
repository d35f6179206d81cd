import { PERMIT_EVERYTHING } from '../core/permit-everything.ts';
import { IdDirectory, setUp, setUpWith } from './right-to-see.fixture.ts';

test('what stands in some directory may be seen, the rest not', async () => {
  const { check } = setUp(new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI'));
  expect(await check('1_JTAPI', '2_JTAPI', '3_JTAPI')).toEqual({
    '1_JTAPI': 'allowed',
    '2_JTAPI': 'allowed',
    '3_JTAPI': 'denied',
  });
});

test('what a search has shown is not looked up', async () => {
  const directory = new IdDirectory();
  const { check, rights } = setUp(directory);
  rights.remember(directory.id, ['1_JTAPI']);
  expect([await check('1_JTAPI'), directory.lookUps]).toEqual([{ '1_JTAPI': 'allowed' }, []]);
});

test('questions of one tick become one look-up, and the same question is asked once', async () => {
  const directory = new IdDirectory('1_JTAPI');
  const { clock, ask } = setUp(directory);
  const both = Promise.all([ask('1_JTAPI', '2_JTAPI'), ask('2_JTAPI', '3_JTAPI')]);
  await clock.advanceAsync(0);
  await both;
  expect(directory.lookUps).toEqual([['1_JTAPI', '2_JTAPI', '3_JTAPI']]);
});

test.each([
  { says: 'a yes for an hour', id: '1_JTAPI', withinMs: 3_599_000, afterMs: 3_601_000 },
  { says: 'a no for a minute', id: '2_JTAPI', withinMs: 59_000, afterMs: 61_000 },
])('$says is not asked again', async ({ id, withinMs, afterMs }) => {
  const directory = new IdDirectory('1_JTAPI');
  const { check, clock } = setUp(directory);
  await check(id);
  clock.advance(withinMs);
  await check(id);
  expect(directory.lookUps.length).toBe(1);
  clock.advance(afterMs - withinMs);
  await check(id);
  expect(directory.lookUps.length).toBe(2);
});

test('where a directory cannot answer, what the others do not have is unknown, and asked again next time', async () => {
  const [down, other] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
  const { check } = setUp(down, other);
  down.isDown = true;
  expect(await check('1_JTAPI', '2_JTAPI')).toEqual({ '1_JTAPI': 'unknown', '2_JTAPI': 'allowed' });
  down.isDown = false;
  expect(await check('1_JTAPI')).toEqual({ '1_JTAPI': 'allowed' });
});

describe('with permissions', () => {
  test('only what stands in a directory of his own may be seen by somebody, whatever others have found', async () => {
    const [corp, guests] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
    const maySearch = (username: string, id: string): boolean => username === 'ann' || id === guests.id;
    const { checkFor, rights } = setUpWith({ ...PERMIT_EVERYTHING, maySearch }, corp, guests);
    rights.remember(corp.id, ['3_JTAPI']);
    expect(await checkFor('ann', '1_JTAPI', '2_JTAPI', '3_JTAPI')).toEqual({
      '1_JTAPI': 'allowed',
      '2_JTAPI': 'allowed',
      '3_JTAPI': 'allowed',
    });
    corp.lookUps.length = 0;
    expect(await checkFor('bob', '1_JTAPI', '2_JTAPI', '3_JTAPI', '4_JTAPI')).toEqual({
      '1_JTAPI': 'denied',
      '2_JTAPI': 'allowed',
      '3_JTAPI': 'denied',
      '4_JTAPI': 'denied',
    });
    expect(corp.lookUps).toEqual([]);
  });

  test('a directory that is not his and cannot be asked leaves nothing in doubt', async () => {
    const [corp, guests] = [new IdDirectory('1_JTAPI'), new IdDirectory('2_JTAPI')];
    corp.isDown = true;
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySearch: (_, id) => id === guests.id }, corp, guests);
    expect(await checkFor('ann', '1_JTAPI')).toEqual({ '1_JTAPI': 'denied' });
  });

  test('a type that is not for him is denied, and no directory is asked', async () => {
    const directory = new IdDirectory('1_JTAPI', '1_CUPS');
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySeeType: (_, type) => type === 'CUPS' }, directory);
    expect(await checkFor('ann', '1_JTAPI', '1_CUPS')).toEqual({ '1_JTAPI': 'denied', '1_CUPS': 'allowed' });
    expect(directory.lookUps).toEqual([['1_CUPS']]);
  });

  test('what is taken from him while a directory is asked, he does not get', async () => {
    const directory = new IdDirectory('1_JTAPI');
    let isTaken = false;
    directory.onLookUp = () => (isTaken = true);
    const { checkFor } = setUpWith({ ...PERMIT_EVERYTHING, maySearch: () => !isTaken }, directory);
    expect(await checkFor('ann', '1_JTAPI')).toEqual({ '1_JTAPI': 'denied' });
  });
});
