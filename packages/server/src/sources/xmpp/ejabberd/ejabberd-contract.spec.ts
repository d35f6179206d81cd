import { createConnectorContext } from '../../../testing/connector-context.ts';
import { ManualClock } from '../../../testing/manual-clock.ts';
import { describeSourceContract, type SourceUnderTest } from '../../../testing/source-contract.ts';
import { EjabberdSource } from './ejabberd-source.ts';
import { ScriptedReplica } from './scripted-replica.fixture.ts';

describeSourceContract('the ejabberd source', setUp, { change: true, fail: true });

function setUp(): SourceUnderTest {
  const replica = new ScriptedReplica();
  const clock = new ManualClock();
  const options = { node: 'ejabberd@one', cookieFile: 'cookie', mode: 'replica' } as const;
  const context = createConnectorContext(clock);
  const source = new EjabberdSource({ type: 'XMPP', options, context, createReplica: replica.create });
  const sids = new Map(['anna', 'bela'].map((user) => [`${user}@chat.test`, replica.open(user)]));
  let isAway = false;
  return {
    source,
    known: [...sids.keys()],
    wallMs: () => clock.wallMs(),
    settle: async (isReached, what) => {
      if (!isAway && !source.onlineUsers.isReady && !replica.isStopped) replica.join();
      await clock.advanceAsync(5000, 5);
      if (!isReached()) throw new Error(`waited in vain for ${what}`);
    },
    letPass: () => clock.advanceAsync(1000),
    change: (identifier) => {
      const sid = sids.get(identifier) ?? 0;
      replica.prioritise(sid, replica.rows.get(sid)?.priority === -1 ? 0 : -1);
    },
    goDown: () => {
      isAway = true;
      replica.lose();
    },
    comeBack: () => {
      isAway = false;
      replica.join();
    },
  };
}
