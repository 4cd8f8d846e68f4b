import assert from "node:assert/strict";
import { test } from "node:test";
import { SpatialIndex } from "../src/spatial-index.js";
import { finish } from "../src/scheduler.js";

/** Numbers that look random and are always the same. */
function* numbers() {
  for (let state = 1; ; ) yield (state = (state * 48271) % 2147483647) / 2147483647;
}

const random = numbers();
const next = () => random.next().value;
const west = Float64Array.from({ length: 1000 }, next);
const north = Float64Array.from({ length: 1000 }, next);
const boxes = { west, north, east: west.map((x) => x + 0.05 * next()), south: north.map((y) => y + 0.05 * next()) };
const index = finish(SpatialIndex.around(boxes));

test("a search finds what looking at every part finds, in the same order", () => {
  for (let i = 0; i < 50; i++) {
    const [x, y] = [next(), next()];
    const box = [x, y, x + 0.2 * next(), y + 0.2 * next()];
    const every = [...west.keys()].filter((part) =>
      boxes.west[part] <= box[2] && boxes.east[part] >= box[0] && boxes.north[part] <= box[3] && boxes.south[part] >= box[1]);
    assert.deepEqual([...index.search(box)], every);
  }
});

test("the ends of all parts are known", () => {
  assert.equal(index.minX, Math.min(...west));
  assert.equal(index.maxX, Math.max(...boxes.east));
});

test("nothing is found where there is nothing", () => {
  assert.deepEqual([...index.search([2, 2, 3, 3])], []);
  const empty = new Float64Array(0);
  assert.deepEqual([...finish(SpatialIndex.around({ west: empty, north: empty, east: empty, south: empty })).search([0, 0, 1, 1])], []);
});
