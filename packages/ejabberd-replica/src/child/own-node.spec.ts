import { planNodes } from './own-node.ts';

describe('planNodes', () => {
  const plan = (options: { node: string; ownNode?: string; listenAddress?: string }): ReturnType<typeof planNodes> =>
    planNodes({ ...options, cookieFile: '/c', mode: 'replica' });

  it.each([
    ['ejabberd@localhost', 'lampfield@localhost'],
    ['ejabberd@127.0.0.1', 'lampfield@127.0.0.1'],
  ])('appears where ejabberd is, and listens there alone, on the same machine (%s)', (node, ownNode) => {
    expect(plan({ node })).toEqual({ node, ownNode, listenAddress: '127.0.0.1' });
  });

  it('has a long name where the cluster has long names, whatever this machine is called', () => {
    const { ownNode, listenAddress } = plan({ node: 'ejabberd@chat.example.org' });
    expect(ownNode).toMatch(/^lampfield@.+\..+$/);
    expect(listenAddress).toBeUndefined();
  });

  it('has a short name where the cluster has short names', () => {
    expect(plan({ node: 'ejabberd@chat' }).ownNode).toMatch(/^lampfield@[^.]+$/);
  });

  it('takes what it is given', () => {
    const given = { node: 'e@a.org', ownNode: 'me@b.org', listenAddress: '10.0.0.1' };
    expect(plan(given)).toEqual(given);
  });

  it.each([
    [{ node: 'ejabberd' }, 'node is not the name'],
    [{ node: 'ejabberd@a.org\njoin x@y' }, 'node is not the name'],
    [{ node: 'e@a.org', ownNode: 'me you@b.org' }, 'ownNode is not the name'],
    [{ node: 'e@a.org', ownNode: 'me@b' }, 'one has a dot'],
    [{ node: 'e@a', ownNode: 'me@b.org' }, 'one has a dot'],
    [{ node: 'e@a.org', listenAddress: 'localhost' }, 'not an IP address'],
  ])('throws for %j', (options, message) => {
    expect(() => plan(options)).toThrow(message);
  });
});
