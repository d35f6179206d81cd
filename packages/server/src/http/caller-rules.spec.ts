import { createCallerRules } from './caller-rules.ts';

const LOCAL = createCallerRules({ host: '127.0.0.1', publicUrl: 'http://127.0.0.1:3000', allowedHosts: [] });
const PUBLIC = createCallerRules({
  host: '0.0.0.0',
  publicUrl: 'https://presence.example.org',
  allowedHosts: ['lamps.internal'],
});

describe('the Host', () => {
  it.each([
    ['127.0.0.1:3000', true],
    ['localhost:3000', true],
    ['LOCALHOST', true],
    ['app.localhost:1', true],
    ['[::1]:3000', true],
    ['127.9.9.9', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
    ['evil.example:3000', false],
    ['10.0.0.1', false],
    ['', false],
    [undefined, false],
    ['127.0.0.1@evil.example', false],
    ['evil.example#127.0.0.1', false],
    ['0.0.0.0:3000', false],
  ])('%j is known on a loopback server: %s', (host, isKnown) => {
    expect(LOCAL.isKnownHost(host)).toBe(isKnown);
  });

  it.each([
    ['presence.example.org', true],
    ['presence.example.org:8443', true],
    ['Presence.Example.org', true],
    ['lamps.internal:80', true],
    ['localhost', true],
    ['example.org', false],
    ['0.0.0.0', false],
  ])('%j is known on a public server: %s', (host, isKnown) => {
    expect(PUBLIC.isKnownHost(host)).toBe(isKnown);
  });
});

describe('the Origin', () => {
  it.each([
    [undefined, '127.0.0.1:3000', true],
    ['http://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['http://localhost:3000', '127.0.0.1:3000', true],
    ['http://[::1]:3000', 'localhost:3000', true],
    ['http://localhost:4200', 'localhost:4200', true],
    ['http://localhost:4200', 'localhost:3000', false],
    ['https://127.0.0.1:3000', '127.0.0.1:3000', true],
    ['http://evil.example', '127.0.0.1:3000', false],
    ['http://evil.example:3000', '127.0.0.1:3000', false],
    ['http://127.0.0.1.evil.example:3000', '127.0.0.1:3000', false],
    ['null', '127.0.0.1:3000', false],
    ['', '127.0.0.1:3000', false],
    ['file://', '127.0.0.1:3000', false],
    ['chrome-extension://abcdef', '127.0.0.1:3000', false],
    ['http://127.0.0.1:3000/path', '127.0.0.1:3000', false],
  ])('%j calling %j is our own on a loopback server: %s', (origin, host, isOwn) => {
    expect(LOCAL.isOwnOrigin(origin, host)).toBe(isOwn);
  });

  it.each([
    ['https://presence.example.org', 'presence.example.org', true],
    ['https://presence.example.org', '127.0.0.1:3000', true],
    ['https://presence.example.org:443', 'presence.example.org', true],
    ['http://presence.example.org', 'presence.example.org', false],
    ['https://presence.example.org:444', 'presence.example.org', false],
    ['http://lamps.internal:3000', 'lamps.internal:3000', true],
    ['http://other.example.org', 'presence.example.org', false],
  ])('%j calling %j is our own on a public server: %s', (origin, host, isOwn) => {
    expect(PUBLIC.isOwnOrigin(origin, host)).toBe(isOwn);
  });
});
