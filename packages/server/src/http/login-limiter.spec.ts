import { LoginLimiter, MOST_FAILURES_PER_ACCOUNT } from './login-limiter.ts';

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
});
