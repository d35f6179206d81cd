import type { Bench } from './bench.ts';

/** Runs the one benchmark named on the command line and sends its result to the process that started this one. */
const [, , file] = process.argv;
if (file === undefined || process.send === undefined) throw new Error('To be started by: npm run bench');
const { default: bench } = (await import(file)) as { default: Bench };
const rows = await bench.run();
process.send({ name: bench.name, title: bench.title, rows }, () => {
  process.disconnect();
});
