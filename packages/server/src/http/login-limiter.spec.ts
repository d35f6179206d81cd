import { LoginLimiter, MOST_FAILURES_PER_ACCOUNT, MOST_FAILURES_PER_ADDRESS } from './login-limiter.ts';

const WINDOW_MS = 300_000;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

/** What comes of an attempt. */
async function attempt(limiter: LoginLimiter, address: string, isRight: boolean): Promise<'in' | 'wrong' | 'refused'> {
  try {
    const user = await limiter.attempt({ username: 'ann', address }, () => Promise.resolve(isRight ? 'ann' : undefined));
    return user === undefined ? 'wrong' : 'in';
  } catch {
    return 'refused';
  }
}

async function closeAccount(limiter: LoginLimiter): Promise<void> {
  for (let failure = 0; failure < MOST_FAILURES_PER_ACCOUNT; failure += 1) {
    expect(await attempt(limiter, '192.0.2.66', false)).toBe('wrong');
  }
}

describe('an account that somebody guesses at', () => {
  it('is open to its user, who is somewhere else', async () => {
    const limiter = new LoginLimiter();
    await closeAccount(limiter);
    expect(await attempt(limiter, '192.0.2.66', true)).toBe('refused');
    expect(await attempt(limiter, '192.0.2.1', true)).toBe('in');
  });

  it('opens again to the guesser after the window, however often he tried while it was closed', async () => {
    const limiter = new LoginLimiter();
    await closeAccount(limiter);
    for (let minute = 1; minute < WINDOW_MS / 60_000; minute += 1) {
      jest.advanceTimersByTime(60_000);
      expect(await attempt(limiter, '192.0.2.66', true)).toBe('refused');
    }
    jest.advanceTimersByTime(60_000);
    expect(await attempt(limiter, '192.0.2.66', true)).toBe('in');
  });

  it('is one, however its name is spelt: a directory would find it by each of these', async () => {
    const limiter = new LoginLimiter();
    const spellings = ['ann lee', 'Ann  Lee ', 'ＡＮＮ lee', 'a\u00adnn lee', 'ánn lee'];
    const guess = (username: string) =>
      limiter.attempt({ username, address: '192.0.2.66' }, () => Promise.resolve(undefined)).catch(() => 'refused');
    for (const spelling of spellings) expect(await guess(spelling)).toBeUndefined();
    expect(await guess('ann lee')).toBe('refused');
  });
});

describe('an address that tries many accounts', () => {
  const address = '192.0.2.66';

  it('has no more tries when it makes them all at once, while the directory is slow', async () => {
    const limiter = new LoginLimiter();
    let answer = (): void => undefined;
    const answered = new Promise<undefined>((resolve) => {
      answer = () => {
        resolve(undefined);
      };
    });
    const check = jest.fn(() => answered);
    const tries = Array.from({ length: 3 * MOST_FAILURES_PER_ADDRESS }, (_, n) =>
      limiter.attempt({ username: `user${String(n)}`, address }, check).catch(() => 'refused'),
    );
    await jest.advanceTimersByTimeAsync(0);
    answer();
    const refused = (await Promise.all(tries)).filter((outcome) => outcome === 'refused');
    expect(check).toHaveBeenCalledTimes(MOST_FAILURES_PER_ADDRESS);
    expect(refused).toHaveLength(2 * MOST_FAILURES_PER_ADDRESS);
  });

  it('has not failed when there was nobody to say whether it had', async () => {
    const limiter = new LoginLimiter();
    const unavailable = (): Promise<undefined> => Promise.reject(new Error('away'));
    for (let tried = 0; tried <= MOST_FAILURES_PER_ADDRESS; tried += 1) {
      await expect(limiter.attemptFrom(address, unavailable)).rejects.toThrow('away');
    }
    expect(await attempt(limiter, address, true)).toBe('in');
  });
});
