/**
 * The two questions of Erlang's register of nodes that the doctor asks. erts User's Guide, "Distribution Protocol", section "EPMD Protocol";
 * numbers are big-endian, the register ends the connection after its answer.
 */

/** A node that is registered at an epmd. */
export interface RegisteredNode {
  /** Without the host. */
  readonly name: string;
  /** Where it listens for other nodes. */
  readonly port: number;
}

const NAMES_REQUEST = 110;
const PORT_REQUEST = 122;
const PORT_ANSWER = 119;

/** NAMES_REQ: who is registered? */
export function encodeNamesRequest(): Buffer {
  return Buffer.from([0, 1, NAMES_REQUEST]);
}

/** Answer to {@link encodeNamesRequest}: epmd's own port, then a line a node. Undefined when it is none. */
export function findNames(answer: Buffer): RegisteredNode[] | undefined {
  if (answer.length < 4) return undefined;
  const lines = answer.toString('utf8', 4).split('\n');
  if (lines.pop() !== '') return undefined;
  const nodes = lines.map(findRegisteredNode);
  return nodes.every((node) => node !== undefined) ? nodes : undefined;
}

function findRegisteredNode(line: string): RegisteredNode | undefined {
  const [, name, port] = /^name (.+) at port (\d{1,5})$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, port: Number(port) };
}

/** PORT_PLEASE2_REQ: where does the node listen? The name is that before the @. */
export function encodePortRequest(name: string): Buffer {
  const text = Buffer.from(name);
  const head = Buffer.from([0, 0, PORT_REQUEST]);
  head.writeUInt16BE(1 + text.length);
  return Buffer.concat([head, text]);
}

/** Answer to {@link encodePortRequest}: the port, `none` when no such node is registered. Undefined when it is no answer. */
export function findPort(answer: Buffer): number | 'none' | undefined {
  if (answer.length < 2 || answer[0] !== PORT_ANSWER) return undefined;
  if (answer[1] !== 0) return 'none';
  return answer.length < 4 ? undefined : answer.readUInt16BE(2);
}
