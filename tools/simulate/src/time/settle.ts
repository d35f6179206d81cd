/** Enough turns of the micro-task queue for the longest chain of promises that one step sets off, on either end. */
const MICROTASK_TURNS = 24;

/** Lets everything run that waits for the end of the task. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn += 1) await Promise.resolve();
}
