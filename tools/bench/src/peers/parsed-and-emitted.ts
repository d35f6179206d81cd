import { SaxesParser } from 'saxes';
import type { Server } from 'socket.io';

/** What the peer tells: how the call stands and with whom. */
interface Told {
  readonly line: string;
  state: string;
  direction: string;
  remote: string;
}

/**
 * What one writes on the first day: each document is parsed, made one object and emitted to the room of its line. It keeps nothing, so it knows neither
 * versions nor several calls, nor whether anything changed, nor since when; and it pushes each change by itself. It flatters itself.
 */
export class ParsedAndEmitted {
  readonly #io: Server;

  constructor(io: Server) {
    this.#io = io;
  }

  take(line: string, xml: string): void {
    this.#io.to(line).emit('PresenceWebEvt', { presenceItems: [parse(line, xml)] });
  }
}

function parse(line: string, xml: string): Told {
  const told: Told = { line, state: '', direction: '', remote: '' };
  const parser = new SaxesParser({ xmlns: true, position: false });
  const path: string[] = [];
  parser.on('opentag', ({ local, attributes }) => {
    path.push(local);
    if (local === 'dialog') told.direction = attributes['direction']?.value ?? '';
  });
  parser.on('text', (text) => {
    if (path.at(-1) === 'state') told.state = text;
    else if (path.at(-1) === 'identity' && path.includes('remote')) told.remote = text;
  });
  parser.on('closetag', () => {
    path.pop();
  });
  parser.write(xml).close();
  return told;
}
