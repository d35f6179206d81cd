import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { getProgram } from './require-server.ts';

/** An Erlang node, as somebody who has its cookie finds it. */
export interface ErlangNode {
  /** `name@host`; long names where the host has a dot. */
  readonly nodeName: string;
  /** Where it is registered (`ERL_EPMD_PORT`). */
  readonly epmdPort: number;
  /** Its file `.erlang.cookie`. */
  readonly cookieFile: string;
}

/**
 * Evaluates an Erlang expression in a node, as its operator could in a shell, and gives the value as Erlang prints it. Only to see behind
 * the scenes or to set them: what is tested has its own ways. The caller appears to the node as a hidden one for the time of the call.
 *
 * @throws Error when the node is not reached, the expression cannot be read, or it fails; with what Erlang said.
 */
export async function evaluateIn(node: ErlangNode, expression: string): Promise<string> {
  const program =
    `try begin ${expression} end of LampfieldValue -> io:format("value ~0tp", [LampfieldValue]) ` +
    `catch LampfieldClass:LampfieldReason -> io:format("~0tp", [{LampfieldClass, LampfieldReason}]) end.\n`;
  // Bytes beyond ASCII would be read as characters of Latin-1; in strings and quoted names this is the same character.
  const ascii = program.replace(/\P{ASCII}/gu, (character) => `\\x{${character.codePointAt(0)?.toString(16) ?? ''}}`);
  const output = await callErlang(node, ascii);
  const value = /^value (.*)\{ok, ok\}$/s.exec(output)?.[1];
  if (value === undefined) throw new Error(`${node.nodeName} could not evaluate ${expression}: ${output}`);
  return value;
}

/** The cookie comes from the node's own directory, as HOME, so that it stands in no argument list. */
function callErlang({ nodeName, epmdPort, cookieFile }: ErlangNode, program: string): Promise<string> {
  const nameFlag = hasLongName(nodeName) ? '-name' : '-sname';
  const env = { ...process.env, HOME: dirname(cookieFile), ERL_EPMD_PORT: String(epmdPort) };
  return new Promise((resolve, reject) => {
    const child = execFile(
      getProgram('erl_call'),
      [nameFlag, nodeName, '-r', '-fetch_stdout', '-e'],
      { env, encoding: 'utf8', maxBuffer: Infinity },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${nodeName} could not be asked: ${stderr}${stdout}`, { cause: error }));
      },
    );
    // It may be gone before it has read anything, when there is no node of the name; the callback above says so.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(program);
  });
}

/** Erlang's own rule: a dot in the host makes a long name, and long and short names do not talk to each other. */
export function hasLongName(nodeName: string): boolean {
  return nodeName.slice(nodeName.indexOf('@')).includes('.');
}
