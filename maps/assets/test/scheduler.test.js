import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameQueue, advance, finish, inSlices } from "../src/scheduler.js";

function* count(to) {
  for (let i = 0; i < to; i++) yield i;
  return to;
}

test("work gives what it returns, whole or in slices", async () => {
  assert.equal(finish(count(1000)), 1000);
  assert.equal(await inSlices(count(100000)), 100000);
});

test("work pauses when its time is up", () => {
  const work = count(10);
  assert.equal(advance(work, -1).done, false);
  assert.equal(finish(work), 10);
});

test("jobs take turns, the oldest first, and a dropped one is not done", () => {
  const frames = [];
  globalThis.requestAnimationFrame = (callback) => frames.push(callback);
  const done = [];
  const queue = new FrameQueue();
  const jobs = ["a", "b", "c"].map((name) => () => (done.push(name), true));
  jobs.forEach((job) => queue.add(job));
  queue.drop(jobs[1]);
  assert.deepEqual(done, []);
  while (frames.length) frames.shift()();
  assert.deepEqual(done, ["a", "c"]);
});
