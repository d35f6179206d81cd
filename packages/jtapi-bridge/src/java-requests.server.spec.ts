import { compileJtapiClasses, describeWithServer, ringing, SimulatedCti, type JtapiClasses } from '@lampfield/test-servers';
import { BridgeProcess, LOGIN } from './bridge-process.fixture.ts';

jest.setTimeout(60_000);

describeWithServer('java', () => {
  let classes: JtapiClasses;
  let cti: SimulatedCti;
  let bridge: BridgeProcess;
  let pings = 0;

  beforeAll(async () => {
    classes = await compileJtapiClasses();
    cti = await SimulatedCti.start();
    bridge = await BridgeProcess.startInService(classes, cti);
  });
  afterAll(async () => {
    await bridge.remove();
    await cti.stop();
    await classes.remove();
  });

  /** Everything before has been read once this is answered. */
  async function ping(): Promise<void> {
    pings += 1;
    bridge.send({ op: 'ping', id: pings });
    await bridge.waitFor({ ev: 'pong', id: pings });
  }

  describe('requests that make no sense', () => {
    it.each([
      ['nothing at all', '', 'not a value at character 0'],
      ['no JSON', 'hello', 'not a value at character 0'],
      ['half of it', '{"op":"pi', 'a string does not end at character 10'],
      ['two of them', '{"op":"ping","id":1}{}', 'more than one value at character 20'],
      ['no object', '["ping"]', 'not an object'],
      ['an unknown word', '{"op":tru}', 'an unknown word at character 6'],
      ['a wrong escape', '{"op":"\\x"}', 'an unknown escape at character 9'],
      ['half an escape', '{"op":"\\u12"}', 'an unknown escape at character 11'],
      ['a number that is none', '{"op":01}', 'not a value at character 8'],
      ['no comma', '{"op":"ping" "id":1}', 'an object does not end at character 13'],
      ['no colon', '{"op" "ping"}', 'a colon is missing at character 6'],
      ['no name', '{,}', 'a name is missing at character 1'],
      ['an array that does not end', '{"op":[1,2', 'an array does not end at character 10'],
      ['too many levels', '['.repeat(100), 'too deep at character 9'],
      ['a raw tab in a string', '{"op":"\t"}', 'a string does not end at character 8'],
      ['no op', '{}', 'op has to be a string'],
      ['an unknown op', '{"op":"explode"}', 'an unknown op'],
      ['no number to watch', '{"op":"watch","watch":1}', 'dn has to be a string'],
      ['an empty number', '{"op":"watch","dn":"","watch":1}', 'dn has to have 1 to 255 characters'],
      ['a number that is too long', `{"op":"watch","dn":"${'1'.repeat(256)}","watch":1}`, 'dn has to have 1 to 255 characters'],
      ['no number of its own', '{"op":"watch","dn":"1"}', 'watch has to be a whole number'],
      ['half a number', '{"op":"ping","id":1.5}', 'id has to be a whole number'],
      ['a number beyond 64 bits', '{"op":"ping","id":99999999999999999999}', 'id has to be a whole number'],
      ['a second open', JSON.stringify({ op: 'open', managers: 'a', ...LOGIN }), 'open is for once'],
      ['a long line', `{"op":"${'x'.repeat(70_000)}"}`, 'too long, or not UTF-8'],
    ])('are answered in words and do no harm: %s', async (_name, line, text) => {
      const from = bridge.events.length;
      bridge.sendRaw(`${line}\n`);
      expect(await bridge.waitFor({ ev: 'misunderstood' }, from)).toEqual({ ev: 'misunderstood', text });
      await ping();
    });

    it('are answered in words when they are not UTF-8', async () => {
      const from = bridge.events.length;
      bridge.sendRaw(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]));
      await bridge.waitFor({ ev: 'misunderstood', text: 'too long, or not UTF-8' }, from);
    });

    it('are never quoted: there may be a password in them', async () => {
      const from = bridge.events.length;
      bridge.sendRaw(`{"op":"open","password":"topsecret",}\n`);
      await bridge.waitFor({ ev: 'misunderstood' }, from);
      expect(JSON.stringify(bridge.events) + bridge.errorOutput).not.toContain('topsecret');
    });
  });

  describe('requests that make sense', () => {
    it('may be written in any way that JSON allows', async () => {
      bridge.sendRaw(' { "id" : 4711 , "x" : [ true , false , null , -1.5e3 , { } , [ ] ] , "\\u006fp" : "p\\u0069ng" } \r\n');
      await bridge.waitFor({ ev: 'pong', id: 4711 });
    });

    it('may come in pieces', async () => {
      for (const piece of ['{"op":"pi', 'ng","id":', '4712}', '\n']) bridge.sendRaw(piece);
      await bridge.waitFor({ ev: 'pong', id: 4712 });
    });

    it.each(['Zoë', '日本語\u{1f4de}', '"\\/\b\f\n\r\t\u0000\u007f', '\ud83d', "'<&>;--"])(
      'keep every character: %j',
      async (dn) => {
        bridge.sendRaw(`${JSON.stringify({ op: 'watch', dn, watch: 1 })}\n`);
        expect(await bridge.waitFor({ ev: 'failed', dn })).toMatchObject({ reason: 'NOT_CONTROLLED' });
      },
    );
  });

  it('does not let a separator of the provider string into it', async () => {
    const other = BridgeProcess.start(classes);
    try {
      other.send({ op: 'open', managers: cti.address, login: 'x', password: 'y;appinfo=z' });
      await other.waitFor({ ev: 'misunderstood', text: 'no part of a provider string may have a semicolon' });
    } finally {
      await other.remove();
    }
  });

  it('takes no more lines than it can hold', async () => {
    const other = BridgeProcess.start(classes);
    try {
      for (let line = 1; line <= 20_001; line += 1) other.send({ op: 'watch', dn: String(line), watch: line });
      expect(await other.waitFor({ ev: 'failed' })).toMatchObject({ reason: 'SOURCE_FULL', dn: '20001', watch: 20_001 });
    } finally {
      await other.remove();
    }
  });

  it('leaves nothing in its working directory by itself', () => {
    expect(bridge.files).toEqual([]);
  });

  describe('a library with nothing but the core of JTAPI', () => {
    it("is told what there is: states of the core, no partitions, no service, nobody's name", async () => {
      const other = BridgeProcess.start(classes);
      const core = await SimulatedCti.start();
      try {
        await core.setLine('2001', { partition: 'A' });
        await core.setLine('2001', { partition: 'B' });
        await core.setCall('1', {
          ...ringing({ from: '1001', to: '2001' }),
          parties: [
            { dn: '1001', state: 'ESTABLISHED', terminals: ['TALKING'] },
            { dn: '2001', partition: 'A', state: 'ALERTING', terminals: ['RINGING', 'BRIDGED'] },
          ],
        });
        other.send({ op: 'open', peer: classes.corePeer, managers: core.address, ...LOGIN });
        other.send({ op: 'watch', dn: '2001', watch: 1 });
        const peers = [{ state: 'CONNECTED', number: '1001' }];
        const call = { id: expect.any(String), state: 'ALERTING', terminals: ['RINGING', 'PASSIVE'], direction: 'in', peers };
        expect(await other.waitFor({ ev: 'line' })).toMatchObject({
          addresses: [
            { address: '2001', calls: [call] },
            { address: '2001#2', calls: [] },
          ],
        });
        expect(JSON.stringify(other.events)).not.toContain('inService');
      } finally {
        await other.remove();
        await core.stop();
      }
    });
  });
});
