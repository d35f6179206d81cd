import type { ReplicaTrouble } from '../replica-trouble.ts';
import type { SessionKey, SessionRow } from '../session-row.ts';
import type { Log } from '@lampfield/supervised-child';
import type { ReplicaEvents } from './ejabberd-replica.ts';

/** Writes down what a replica tells, and keeps the table as somebody who believes it would. */
export class RecordedEvents implements ReplicaEvents {
  /** In the order they came: `reset`, `put ann@chat.test/desk 5`, `remove ann@chat.test`, `ready`, a trouble's code, `well`. */
  readonly told: string[] = [];
  readonly troubles: ReplicaTrouble[] = [];
  nodes: readonly string[] = [];
  isReady = false;
  trouble: ReplicaTrouble | undefined;
  readonly rows = new Map<string, SessionRow>();

  /** Full addresses of those who are there, in order. */
  get addresses(): string[] {
    return [...this.rows.values()].map(({ user, host, resource }) => `${user}@${host}/${resource}`).sort();
  }

  onReset(): void {
    this.told.push('reset');
    this.isReady = false;
    this.rows.clear();
  }

  onPut(row: SessionRow): void {
    this.told.push(`put ${row.user}@${row.host}/${row.resource} ${String(row.priority)}`);
    this.rows.set(keyOf(row), row);
  }

  onRemove(key: SessionKey): void {
    this.told.push(`remove ${key.user}@${key.host}`);
    this.rows.delete(keyOf(key));
  }

  onReady(): void {
    this.told.push('ready');
    this.isReady = true;
  }

  onTrouble(trouble: ReplicaTrouble | undefined): void {
    this.told.push(trouble?.code ?? 'well');
    if (trouble !== undefined) this.troubles.push(trouble);
    this.trouble = trouble;
  }

  onNodes(nodes: readonly string[]): void {
    this.nodes = nodes;
  }
}

/** A log that is kept as text, to be searched for what must not be in it. */
export class RecordedLog implements Log {
  text = '';
  readonly debug = this.#line.bind(this);
  readonly info = this.#line.bind(this);
  readonly warn = this.#line.bind(this);
  readonly error = this.#line.bind(this);

  #line(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.text += `${message} ${JSON.stringify(fields)}\n`;
  }
}

function keyOf({ sidUs, node }: SessionKey): string {
  return `${String(sidUs)} ${node}`;
}
