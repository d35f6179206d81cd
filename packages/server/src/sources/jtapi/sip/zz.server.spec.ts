import { startKamailio } from '@lampfield/test-servers';
import { PhonePair } from './sip-site.fixture.ts';
jest.setTimeout(120_000);
test('again and again', async () => {
  const errors: string[] = [];
  for (let i = 0; i < 40; i += 1) {
    const s = await startKamailio();
    try { const p = await PhonePair.start(s); await p.stop(); } catch (e) { errors.push(`${i} ${String((e as any).message)} ${String((e as any).stdout ?? '').slice(-300)} ${String((e as any).stderr ?? '').slice(-600)} ${(e as any).code}`); }
    await s.stop();
  }
  console.log(errors.join('\n'));
});
