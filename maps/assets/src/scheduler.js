/** Runs long work a few milliseconds at a time, so that the page answers in between. */

/** Milliseconds of work between two chances for the page to answer. */
const BUDGET = 10;

/** Milliseconds of work in a frame: what is left of sixteen, the browser needs to show what was drawn. */
const FRAME_BUDGET = 6;

/** @template T @param {Generator<unknown, T>} work pauses wherever it yields @returns {Promise<T>} what it returns */
export async function inSlices(work) {
  for (;;) {
    const step = advance(work, BUDGET);
    if (step.done) return step.value;
    await pause();
  }
}

/** Works for so many milliseconds. @template T @param {Generator<unknown, T>} work @param {number} budget @returns {IteratorResult<unknown, T>} */
export function advance(work, budget) {
  const end = performance.now() + budget;
  let step = work.next();
  while (!step.done && performance.now() < end) step = work.next();
  return step;
}

/** Work that is done a few milliseconds a frame, one job after the other, the oldest first. */
export class FrameQueue {
  constructor() {
    /** @type {(() => boolean)[]} each does a little and tells whether it is done */
    this.jobs = [];
  }

  /** @param {() => boolean} job */
  add(job) {
    if (!this.jobs.length) requestAnimationFrame(() => this._work());
    this.jobs.push(job);
  }

  /** Forgets a job; none of it is done any more. @param {(() => boolean) | undefined} job */
  drop(job) {
    this.jobs = this.jobs.filter((other) => other !== job);
  }

  /** Does all of it now. */
  finish() {
    for (; this.jobs.length; ) {
      const [job] = this.jobs;
      if (job()) this.drop(job);
    }
  }

  _work() {
    const end = performance.now() + FRAME_BUDGET;
    while (this.jobs.length && performance.now() < end) {
      const [job] = this.jobs;
      if (job()) this.drop(job);
    }
    if (this.jobs.length) requestAnimationFrame(() => this._work());
  }
}

/** Works to the end. @template T @param {Generator<unknown, T>} work @returns {T} */
export function finish(work) {
  const step = advance(work, Infinity);
  return /** @type {T} */ (step.value);
}

/** A message is delivered without the delay of a timer, but after what the page has waiting. */
function pause() {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => (port1.close(), resolve(undefined));
    port2.postMessage(null);
  });
}
