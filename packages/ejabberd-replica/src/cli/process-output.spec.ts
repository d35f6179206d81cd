import { ProcessOutput, type OutputStream } from './process-output.ts';

class FakeStream implements OutputStream {
  readonly written: string[] = [];
  writableNeedDrain = false;
  fail: (error: NodeJS.ErrnoException) => void = () => undefined;

  write(text: string, done?: () => void): boolean {
    this.written.push(text);
    done?.();
    return true;
  }

  on(_event: 'error', listener: (error: NodeJS.ErrnoException) => void): void {
    this.fail = listener;
  }
}

const brokenPipe = (): NodeJS.ErrnoException => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

describe('ProcessOutput', () => {
  it('writes, and says when that is not taken', () => {
    const stream = new FakeStream();
    const output = new ProcessOutput(stream);
    output.write('a\n');
    expect(stream.written).toEqual(['a\n']);
    expect(output.isFull).toBe(false);
    stream.writableNeedDrain = true;
    expect(output.isFull).toBe(true);
  });

  it('takes it in good part when nobody reads any more, and says so once', () => {
    const stream = new FakeStream();
    const output = new ProcessOutput(stream);
    const onClosed = jest.fn();
    output.onClosed(onClosed);
    stream.fail(brokenPipe());
    stream.fail(brokenPipe());
    expect(onClosed.mock.calls).toEqual([[{}]]);
    output.write('more');
    expect(stream.written).toEqual([]);
  });

  it('says why it cannot write otherwise, also to who asks late', () => {
    const stream = new FakeStream();
    const output = new ProcessOutput(stream);
    stream.fail(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    const onClosed = jest.fn();
    output.onClosed(onClosed);
    expect(onClosed.mock.calls).toEqual([[{ failure: 'no space left' }]]);
  });

  it('can be waited for, whether it still takes anything or not', async () => {
    const stream = new FakeStream();
    const output = new ProcessOutput(stream);
    await output.flush();
    stream.fail(brokenPipe());
    await expect(output.flush()).resolves.toBeUndefined();
  });
});
