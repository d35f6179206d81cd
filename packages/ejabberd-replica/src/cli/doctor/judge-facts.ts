import type { DoctorFacts, NodeFacts, WayBack } from './doctor-facts.ts';
import { verdictsOf, type Verdict } from './verdict.ts';

/** Without quotes and blanks: ejabberdctl hands on what is between blanks, and quotes would become part of it. */
const SEND_TIMEOUT = '[{send_timeout,5000},{send_timeout_close,true}]';

/** What the facts are judged by. */
export interface FactsSetting {
  /** To join, the cluster's nodes must reach us; to watch, they need not. */
  readonly isJoining: boolean;
  readonly node: string;
  readonly ownNode: string;
  /** Main number of our own Erlang release. */
  readonly otp: string;
}

/** Nodes of Erlang releases this far apart are said to work together (Erlang Reference Manual, "Distributed Erlang"). */
const MOST_RELEASES_APART = 2;

/** What is checked once ejabberd has let us in. */
function furtherChecks(isJoining: boolean): string[] {
  return ['OTP', 'session table', 'cluster', ...(isJoining ? ['way back'] : []), 'frozen peers'];
}

/** All that is found out by the Erlang program, where there was no way to run it. */
export function skippedFacts(why: string, isJoining: boolean): Verdict[] {
  return ['own node', 'handshake', ...furtherChecks(isJoining)].map((check) => verdictsOf(check).skipped(why));
}

/** What the doctor says of what the Erlang program found. */
export function judgeFacts(facts: DoctorFacts, setting: FactsSetting): Verdict[] {
  const ends =
    facts.broken === undefined
      ? []
      : [
          verdictsOf('examination').failed(
            `it broke off: ${facts.broken}`,
            'call the doctor again; if it stays so, this is a fault of his',
          ),
        ];
  const beginning = [judgeOwnNode(facts, setting), judgeHandshake(facts, setting)];
  if (facts.handshake !== true) {
    return [
      ...beginning,
      ...furtherChecks(setting.isJoining).map((check) => verdictsOf(check).skipped('ejabberd did not let us in')),
      ...ends,
    ];
  }
  return [
    ...beginning,
    judgeReleases(facts, setting),
    judgeTable(facts),
    judgeCluster(facts, setting),
    ...(setting.isJoining ? [judgeWaysBack(facts)] : []),
    judgeFrozenPeers(facts),
    ...ends,
  ];
}

function judgeOwnNode({ ownNode }: DoctorFacts, setting: FactsSetting): Verdict {
  const { ok, failed } = verdictsOf('own node');
  if (ownNode === true) return ok(setting.ownNode);
  if (ownNode === undefined) return failed('our Erlang program did not start', 'run "erl" by hand and see what it says');
  const advice =
    ownNode.code === 'NAME_TAKEN'
      ? 'stop that one, or choose another name with --own-node'
      : 'see that epmd runs here, that --own-node names this host, and --listen-address one of its addresses';
  return failed(ownNode.text, advice);
}

function judgeHandshake({ ownNode, handshake }: DoctorFacts, { node }: FactsSetting): Verdict {
  const { ok, failed, skipped } = verdictsOf('handshake');
  if (handshake === true) return ok(`${node} accepts our cookie`);
  if (handshake === undefined)
    return ownNode === undefined || ownNode === true
      ? failed('no answer', `see the log of ejabberd`)
      : skipped('we have no node');
  const advice =
    handshake.code === 'REFUSED'
      ? 'compare the cookie file with the one of the user that runs ejabberd (Debian: /var/lib/ejabberd/.erlang.cookie); ejabberd logs "Invalid challenge reply" when they differ. If they are the same, compare --node with what "ejabberdctl status" calls the node'
      : 'see the checks above, and whether ejabberd is running';
  return failed(handshake.text, advice);
}

function judgeReleases({ nodes }: DoctorFacts, { otp }: FactsSetting): Verdict {
  const { ok, failed } = verdictsOf('OTP');
  const said = nodes
    .map((node) => `${node.node} ${node.otp ?? '?'}${node.ejabberd === null ? '' : ` (ejabberd ${node.ejabberd})`}`)
    .join(', ');
  const found = `here ${otp}, ${said}`;
  const isFar = ({ otp: other }: NodeFacts): boolean =>
    other !== null && Math.abs(Number(other) - Number(otp)) > MOST_RELEASES_APART;
  if (!nodes.some(isFar)) return ok(found);
  return failed(found, `install an Erlang here that is at most ${MOST_RELEASES_APART} releases from that of ejabberd`);
}

function judgeTable({ table }: DoctorFacts): Verdict {
  const { ok, note, failed } = verdictsOf('session table');
  if (table === undefined) return failed('it was not found out', 'see the log of ejabberd');
  if (table === true) return ok('in mnesia, of the shape that is known');
  if ('note' in table) return note(table.note, 'set sm_db_type to mnesia for those hosts to have them in the list');
  return failed(
    table.text,
    table.code === 'OTHER_TABLE'
      ? 'only sm_db_type: mnesia (the default) of ejabberd can be followed'
      : 'wait until ejabberd has started, then call the doctor again',
  );
}

/** Names that the schema knows and nobody runs under: each may be a node that comes back, or one that died without leaving. */
function judgeCluster({ cluster }: DoctorFacts, { ownNode }: FactsSetting): Verdict {
  const { ok, note, failed } = verdictsOf('cluster');
  if (cluster === undefined || cluster.ejabberd.length === 0)
    return failed('its nodes did not say who they are', 'see the log of ejabberd');
  const { known, running, ejabberd } = cluster;
  const others = running.filter((node) => !ejabberd.includes(node));
  const gone = known.filter((node) => !running.includes(node));
  const found = [
    `${count(ejabberd.length, 'node runs', 'nodes run')} ejabberd: ${ejabberd.join(', ')}`,
    ...(others.length > 0 ? [`with copies of tables, but no ejabberd: ${others.join(', ')}`] : []),
    ...(gone.length > 0 ? [`in its schema, but not running: ${gone.join(', ')}`] : []),
  ].join('; ');
  const leftovers = gone.filter((node) => node !== ownNode);
  if (leftovers.length === 0) return ok(found);
  return note(
    found,
    `a node that will never come back can be forgotten with "ejabberdctl leave_cluster ${leftovers[0] ?? ''}"; every member must reach every other`,
  );
}

function judgeWaysBack({ waysBack, nodes }: DoctorFacts): Verdict {
  const { ok, failed, skipped } = verdictsOf('way back');
  if (waysBack.length === 0) return skipped('our node cannot be reached');
  const broken = waysBack.filter(({ calls }) => calls !== true);
  const unheard = nodes.filter(({ node }) => !waysBack.some((way) => way.node === node));
  if (broken.length + unheard.length === 0) return ok(`${waysBack.map(({ node }) => node).join(', ')} can reach us`);
  const found = [...broken.map(describeWay), ...unheard.map(({ node }) => `${node} could not be reached by us`)].join('; ');
  return failed(
    found,
    'the host of --own-node must mean this machine there too, and firewalls must let its nodes through to epmd and to our port; or use --watch, which does without',
  );
}

function describeWay({ node, epmd, knock }: WayBack): string {
  if (epmd !== undefined) return `${node} does not find us at our epmd (${epmd})`;
  if (knock !== undefined) return `${node} finds us at our epmd and cannot connect (${knock})`;
  return `${node} was asked to call us (net_adm:ping) and did not get through`;
}

function judgeFrozenPeers({ nodes }: DoctorFacts): Verdict {
  const { ok, note } = verdictsOf('frozen peers');
  const bare = nodes.filter(({ otp, sendTimeoutMs }) => otp !== null && sendTimeoutMs === null).map(({ node }) => node);
  if (bare.length === 0) return ok('a node that freezes holds nobody up for long');
  return note(
    `${bare.join(', ')} would wait without end for a peer that freezes, and nobody could log in meanwhile`,
    `start ejabberd with these, as they are here (ERL_OPTIONS in ejabberdctl.cfg): -kernel inet_dist_listen_options ${SEND_TIMEOUT} inet_dist_connect_options ${SEND_TIMEOUT}`,
  );
}

function count(number: number, one: string, many: string): string {
  return `${String(number)} ${number === 1 ? one : many}`;
}
