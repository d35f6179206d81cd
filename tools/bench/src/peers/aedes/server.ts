import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { announce, listen } from '../../fanout/feed.ts';
import { answerProbes } from '../../fanout/probe.ts';

/** The MQTT broker in Node, with its defaults. */
const broker = await Aedes.createBroker();
const port = await listen(
  createServer({ noDelay: true }, (socket) => {
    broker.handle(socket);
  }),
);
announce({ port, feedPort: port, probePort: await answerProbes() });
