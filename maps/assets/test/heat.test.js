/** How dense points lie, as a page spreads them. */

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.L = { Layer: class {}, Renderer: class {} };
const { Grid, stepOf } = await import("../src/heat.js");
const { finish } = await import("../src/scheduler.js");

/** A view of 400 pixels a side on the equator, 10 km to a pixel. */
const scale = 4007.5017;
const view = { scale, left: scale / 2 - 200, top: scale / 2 - 200, width: 400, height: 400, zoom: 4, ratio: 1, seen: { left: 0, top: 0, right: 400, bottom: 400 } };

test("a point spreads as the kernel says, and no farther than its radius", () => {
  const grid = new Grid(view, 5, 300);
  grid.add(200, 200, 2);
  const found = finish(grid.spread(view));
  const at = (/** @type {number} */ px, /** @type {number} */ py) =>
    found[Math.floor((py + grid.margin) / 5) * grid.columns + Math.floor((px + grid.margin) / 5)];
  const most = (2 * 3 * 1000) / Math.PI / 300 ** 2;
  assert.ok(Math.abs(at(200, 200) - most) < 1e-9);
  assert.ok(Math.abs(at(215, 200) - most * 0.75 ** 2) < 0.002 * most);
  assert.equal(at(235, 200), 0);
});

test("what is spread is what was there, and what lies outside of the view reaches into it", () => {
  const grid = new Grid(view, 5, 300);
  grid.add(-10, 200, 1);
  const found = finish(grid.spread(view));
  const sum = found.reduce((total, density) => total + density, 0) * (50 ** 2 / 1000);
  assert.ok(Math.abs(sum - 1) < 0.03);
  assert.ok(found[Math.floor((200 + grid.margin) / 5) * grid.columns + Math.floor((5 + grid.margin) / 5)] > 0);
});

test("a density is of the last class that begins below it", () => {
  const steps = /** @type {{ span: [number, number] }[]} */ ([{ span: [1, 2] }, { span: [2, 3] }]);
  assert.deepEqual([0.5, 1, 2.5, 9].map((value) => stepOf(steps, value)), [-1, 0, 1, 1]);
});
