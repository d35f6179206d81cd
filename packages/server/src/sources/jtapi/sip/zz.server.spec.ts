import { startKamailio } from '@lampfield/test-servers';
import { PhonePair } from './sip-site.fixture.ts';
jest.setTimeout(280_000);
test('again and again', async () => {
  const errors: string[] = [];
  const s = await startKamailio();
  const p = await PhonePair.start(s);
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    await s.crash();
    const t = performance.now();
    await s.startAgain();
    const u = performance.now();
    try { await p.register(); times.push(Math.round(u - t), Math.round(performance.now() - u)); } catch (e) { errors.push(`${i} ${String((e as any).message).slice(0, 300)} ${s.output().slice(-1500)}`); break; }
  }
  console.log(times.join(' '), errors.join('\n'));
  await p.stop();
  await s.stop();
});
