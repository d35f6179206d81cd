import { step, type ReplayStep } from '../../fanout/replay-plan.ts';

/** MQTT 3.1.1 by hand, as far as publishing and subscribing with QoS 0 go (OASIS standard, sections 3.1, 3.3, 3.8). */
export function mqttConnectStep(clientId: string): ReplayStep {
  const variable = Buffer.concat([mqttText('MQTT'), Buffer.from([4, 2, 0, 0]), mqttText(clientId)]);
  return step(mqttPacket(0x10, variable), Buffer.from([0x20, 2, 0, 0]));
}

/** Subscribes to all topics at once. */
export function mqttSubscribeStep(topics: readonly string[]): ReplayStep {
  const wanted = topics.map((topic) => Buffer.concat([mqttText(topic), Buffer.from([0])]));
  return step(mqttPacket(0x82, Buffer.concat([Buffer.from([0, 1]), ...wanted])), Buffer.from([0, 1, ...topics.map(() => 0)]));
}

/** One message. */
export function mqttPublish(topic: string, payload: string): Buffer {
  return mqttPacket(0x30, Buffer.concat([mqttText(topic), Buffer.from(payload)]));
}

function mqttPacket(type: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest <= 127) return Buffer.concat([Buffer.from([type, ...length]), body]);
  }
}

function mqttText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
