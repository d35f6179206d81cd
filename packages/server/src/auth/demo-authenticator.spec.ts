import type { Authenticator } from '../ports/authenticator.ts';
import { completeOptions } from '../testing/complete-options.ts';
import { createConnectorContext } from '../testing/connector-context.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { demoAuth } from './demo-authenticator.ts';

function create(options: { users?: number; password?: string }): Authenticator {
  return demoAuth.create(completeOptions(demoAuth.options, options), createConnectorContext(new ManualClock()));
}

describe('signing in to the demo', () => {
  it('works for attendant and colleague with the one password', async () => {
    const demo = create({ password: 'secret' });
    expect(await demo.authenticate('attendant', 'secret')).toEqual({ username: 'attendant', displayName: 'Attendant' });
    expect(await demo.authenticate(' Colleague ', 'secret')).toEqual({ username: 'colleague', displayName: 'Colleague' });
  });

  it.each(['user3', 'user1', 'user2', 'nobody', '', 'attendant2', 'toString', '__proto__'])(
    'does not know %j',
    async (username) => {
      expect(await create({ password: 'secret' }).authenticate(username, 'secret')).toBeUndefined();
    },
  );

  it.each(['', 'Secret', 'secret ', 'secre', 'x'.repeat(100_000)])('refuses a wrong password (%#)', async (password) => {
    expect(await create({ password: 'secret' }).authenticate('attendant', password)).toBeUndefined();
  });

  it('has as many users as configured', async () => {
    const five = create({ users: 5, password: 'secret' });
    expect(await five.authenticate('user5', 'secret')).toEqual({ username: 'user5', displayName: 'User 5' });
    for (const username of ['user6', 'user05', 'user5x', 'user1', 'user2'])
      expect(await five.authenticate(username, 'secret')).toBeUndefined();
    expect(await create({ users: 1, password: 'secret' }).authenticate('colleague', 'secret')).toBeUndefined();
  });

  it('makes up a password, tells it once for printing, and another one each time', async () => {
    const hints = [create({}), create({})].map(({ signInHint }) => signInHint ?? '');
    expect(new Set(hints).size).toBe(2);
    const demo = create({});
    const password = /password (\S{12})$/.exec(demo.signInHint ?? '')?.[1] ?? '';
    expect(await demo.authenticate('attendant', password)).toBeDefined();
  });

  it('does not tell a password that was configured', () => {
    expect(create({ password: 'secret' }).signInHint).toBe('user attendant or colleague, password as configured');
    expect(create({ users: 3, password: 'secret' }).signInHint).toContain('attendant or colleague or user3');
  });
});
