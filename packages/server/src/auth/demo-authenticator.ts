import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import type { AuthenticatedUser, Authenticator } from '../ports/authenticator.ts';
import type { AuthMethod } from '../ports/connector.ts';

const DEMO_AUTH_OPTIONS = Type.Object({
  users: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    description: 'How many may sign in: attendant, colleague, then user3 and so on, for load tests.',
  }),
  password: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1024, description: 'One password for all. Default: a random one, printed at start.' }),
  ),
});

/** Invented users with one password, for trying things out on one machine. */
export const demoAuth: AuthMethod<typeof DEMO_AUTH_OPTIONS> = {
  name: 'demo',
  options: DEMO_AUTH_OPTIONS,
  create: (options) => new DemoAuthenticator(options),
};

const FIRST_USERS: readonly AuthenticatedUser[] = [
  { username: 'attendant', displayName: 'Attendant' },
  { username: 'colleague', displayName: 'Colleague' },
];

const RANDOM_PASSWORD_BYTES = 9;

class DemoAuthenticator implements Authenticator {
  readonly signInHint: string;
  readonly #users: number;
  readonly #passwordHash: Buffer;

  constructor({ users, password }: Static<typeof DEMO_AUTH_OPTIONS>) {
    const valid = password ?? randomBytes(RANDOM_PASSWORD_BYTES).toString('base64url');
    this.#users = users;
    this.#passwordHash = hash(valid);
    const names = FIRST_USERS.slice(0, users).map(({ username }) => username);
    if (users > FIRST_USERS.length) names.push(users === 3 ? 'user3' : `user3 to user${String(users)}`);
    this.signInHint = `user ${names.join(' or ')}, password ${password === undefined ? valid : 'as configured'}`;
  }

  authenticate(username: string, password: string): Promise<AuthenticatedUser | undefined> {
    // Hashes have one length, so that the time taken does not tell how much was right; unknown users take as long.
    const isRight = timingSafeEqual(hash(password), this.#passwordHash);
    const user = findUser(username.trim().toLowerCase(), this.#users);
    return Promise.resolve(isRight ? user : undefined);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

function findUser(username: string, users: number): AuthenticatedUser | undefined {
  const first = FIRST_USERS.slice(0, users).find((user) => user.username === username);
  if (first !== undefined) return first;
  const number = Number(/^user([1-9]\d{0,6})$/.exec(username)?.[1]);
  return number > FIRST_USERS.length && number <= users ? { username, displayName: `User ${String(number)}` } : undefined;
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
