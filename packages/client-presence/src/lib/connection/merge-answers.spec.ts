import { mergeAnswers } from './merge-answers.ts';

describe('answers of several requests', () => {
  it('become one: the shortest lease counts, from the earliest time', () => {
    const answer = (id: string, expiresInSeconds: number, serverTime: number) => {
      return { renewed: [id], recreated: [], rejected: [], expiresInSeconds, serverTime };
    };
    expect(mergeAnswers([answer('1_JTAPI', 600, 2000), answer('2_JTAPI', 300, 3000), answer('3_JTAPI', 600, 1000)])).toEqual({
      renewed: ['1_JTAPI', '2_JTAPI', '3_JTAPI'],
      recreated: [],
      rejected: [],
      expiresInSeconds: 300,
      serverTime: 1000,
    });
  });
});
