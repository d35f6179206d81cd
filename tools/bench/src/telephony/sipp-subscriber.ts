import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getProgram, makeServerDirectory } from '@lampfield/test-servers';

/** Calls begun in a second, and on their way at once: no limit that matters. */
const RATE = 10_000;

/** As few headers as kamailio takes; no word of the document is read, and a NOTIFY that comes before the 200 stays unanswered. */
const SCENARIO = `<?xml version="1.0" encoding="UTF-8"?>
<scenario>
<send retrans="500"><![CDATA[
SUBSCRIBE sip:9[call_number]@pbx.test SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:lampfield@pbx.test>;tag=[call_number]
To: <sip:9[call_number]@pbx.test>
Call-ID: [call_id]
CSeq: 1 SUBSCRIBE
Contact: <sip:lampfield@[local_ip]:[local_port];transport=[transport]>
Event: dialog
Accept: application/dialog-info+xml
Expires: 600
Content-Length: 0

]]></send>
<recv response="200" optional="true" next="1"/>
<recv request="NOTIFY"/>
<recv response="200" next="2"/>
<label id="1"/>
<recv request="NOTIFY"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
<label id="2"/>
</scenario>`;

/** Has sipp subscribe to so many lines, as fast as it can; settles when each has had a NOTIFY. Returns how long that took from its start to its end; milliseconds. */
export async function subscribeWithSipp(proxyPort: number, transport: 'udp' | 'tcp', lines: number): Promise<number> {
  const directory = await makeServerDirectory('sipp');
  try {
    const scenario = join(directory, 'subscribe.xml');
    await writeFile(scenario, SCENARIO);
    const startedAtMs = performance.now();
    await promisify(execFile)(
      getProgram('sipp'),
      [
        ...[`127.0.0.1:${String(proxyPort)}`, '-sf', scenario, '-t', transport === 'udp' ? 'u1' : 't1', '-i', '127.0.0.1'],
        ...['-r', String(RATE), '-l', String(lines), '-m', String(lines), '-nostdin', '-timeout', '60s', '-timeout_error'],
        ...['-buff_size', '4194304', '-max_retrans', '20'],
      ],
      { cwd: directory, maxBuffer: 64 * 1024 * 1024 },
    );
    return performance.now() - startedAtMs;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
