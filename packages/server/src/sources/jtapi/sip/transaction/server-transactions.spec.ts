import { notifyWith } from '../message/message.fixture.ts';
import { readDatagram } from '../message/read-message.ts';
import type { SipRequest } from '../message/sip-message.ts';
import { ServerTransactions } from './server-transactions.ts';

function requestOf(number: number): SipRequest {
  const message = readDatagram(notifyWith({ Via: `Via: SIP/2.0/UDP a;branch=z9hG4bK${String(number)}` }));
  if ('malformed' in message || message.kind !== 'request') throw new Error('no request');
  return message;
}

describe('answers', () => {
  it('are kept for as long as a request may be repeated', () => {
    const transactions = new ServerTransactions();
    const answer = Buffer.from('answer');
    transactions.remember(requestOf(1), answer, 1000);
    expect(transactions.findAnswer(requestOf(1), 32_999)).toBe(answer);
    expect(transactions.findAnswer(requestOf(1), 33_000)).toBeUndefined();
    expect(transactions.findAnswer(requestOf(2), 1000)).toBeUndefined();
  });

  it('of a flood of requests cannot fill the memory: the oldest go first', () => {
    const transactions = new ServerTransactions();
    const answer = Buffer.from('answer');
    for (let number = 0; number <= 10_000; number += 1) transactions.remember(requestOf(number), answer, number);
    expect(transactions.findAnswer(requestOf(0), 10_000)).toBeUndefined();
    expect(transactions.findAnswer(requestOf(1), 10_000)).toBe(answer);
    expect(transactions.findAnswer(requestOf(10_000), 10_000)).toBe(answer);
  });
});
