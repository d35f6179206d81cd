import { LogOutput } from './log-output.ts';

/** A file on a disk that has room for so many bytes. */
class Disk {
  text = '';
  restored: number[] = [];
  room = Infinity;
  code = 'ENOSPC';
  readonly output = new LogOutput(
    (lost) => void this.restored.push(lost),
    (bytes) => {
      if (this.room === 0) throw Object.assign(new Error('no room'), { code: this.code });
      const written = Math.min(bytes.length, this.room);
      this.room -= written;
      this.text += Buffer.from(bytes.subarray(0, written)).toString();
      return written;
    },
  );
}

let disk: Disk;

beforeEach(() => {
  disk = new Disk();
});

it('writes lines as they come', () => {
  disk.output.write('one\n');
  disk.output.write('two\n');
  expect([disk.text, disk.restored, disk.output.trouble]).toEqual(['one\ntwo\n', [], undefined]);
});

it.each(['ENOSPC', 'EPIPE', 'EFBIG'])(
  'goes on where nothing can be written (%s), and tells how many lines were lost once it can',
  (code) => {
    Object.assign(disk, { room: 0, code });
    disk.output.write('one\n');
    disk.output.write('two\n');
    expect(disk.output.trouble).toBe(code);
    disk.room = Infinity;
    disk.output.write('three\n');
    disk.output.write('four\n');
    expect([disk.text, disk.restored, disk.output.trouble]).toEqual(['three\nfour\n', [2], undefined]);
  },
);

it('does not let a line that was cut off spoil the next', () => {
  disk.room = 2;
  disk.output.write('one\n');
  disk.room = Infinity;
  disk.output.write('two\n');
  disk.output.write('three\n');
  expect([disk.text, disk.restored]).toEqual(['on\ntwo\nthree\n', [1]]);
});

it('gives a slow reader time, but not for ever', () => {
  let refusals = 3;
  let text = '';
  const output = new LogOutput(
    () => undefined,
    (bytes) => {
      refusals -= 1;
      if (refusals > 0) throw Object.assign(new Error('full pipe'), { code: 'EAGAIN' });
      text += Buffer.from(bytes).toString();
      return bytes.length;
    },
  );
  output.write('one\n');
  expect([text, output.trouble]).toEqual(['one\n', undefined]);
  refusals = 1000;
  output.write('two\n');
  expect(output.trouble).toBe('EAGAIN');
});
