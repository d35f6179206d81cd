import type { ReplayPlan } from '../../fanout/replay-plan.ts';
import { idOf, itemTextOf, messagesOf, type Workload } from '../../fanout/workload.ts';
import { mqttConnectStep, mqttPublish, mqttSubscribeStep } from './mqtt-bytes.ts';

/** The plan for an MQTT broker: a topic a contact. */
export function mqttPlan(workload: Workload, port: number): ReplayPlan {
  const none = Buffer.alloc(0);
  return {
    ping: none,
    pong: none,
    watchers: workload.watched.map((contacts, index) => ({
      port,
      steps: [mqttConnectStep(`w${String(index)}`), mqttSubscribeStep(contacts.map((contact) => `p/${idOf(contact)}`))],
    })),
    publisher: { port, steps: [mqttConnectStep('publisher')] },
    messages: messagesOf(workload, (line, contact) => mqttPublish(`p/${idOf(contact)}`, itemTextOf(line))),
  };
}
