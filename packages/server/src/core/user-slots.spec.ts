import { UserSlots } from './user-slots.ts';

it('a user keeps one number as long as anybody holds it', () => {
  const users = new UserSlots();
  const ann = users.hold('ann');
  const bob = users.hold('bob');
  expect(users.hold('ann')).toBe(ann);
  users.release(ann);
  expect([users.find('ann'), users.nameOf(ann), users.find('bob'), users.size]).toEqual([ann, 'ann', bob, 2]);
});

it('a number that nobody holds any more is the next new user’s', () => {
  const users = new UserSlots();
  const ann = users.hold('ann');
  users.release(ann);
  expect([users.find('ann'), users.size]).toEqual([undefined, 0]);
  expect(users.hold('cy')).toBe(ann);
  expect([users.nameOf(ann), users.hold('ann') === ann]).toEqual(['cy', false]);
});
