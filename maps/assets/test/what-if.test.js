import assert from "node:assert/strict";
import { test } from "node:test";
import { WhatIf } from "../src/what-if.js";

/** Three lanes, each through a gate of its own, and a fourth through none that the page knows only by its second gate. */
const lanes = (depth = 3) => new WhatIf({
  by: "time", depth, layer: "what_if",
  pairs: [{ origin: "A", destination: "B", share: 0.75, own: [3] }, { origin: "A", destination: "C", share: 0.25, own: [] }],
  gates: ["a", "b", "c", "own"].map((name) => ({ name, title: name, label: name, kind: "strait", lon: 0, lat: 0 })),
  routes: [
    { km: 1, h: 10, usd_t: 1, gates: [0], legs: [0] }, { km: 2, h: 20, usd_t: 2, gates: [1], legs: [1] },
    { km: 3, h: 40, usd_t: 3, gates: [2], legs: [2] }, { km: 9, h: 50, usd_t: 9, gates: [0, 3], legs: [0, 3] },
  ],
  cases: [], policies: [], helps: [],
  closures: [[0, -1, [], 0], [0, -1, [0], 1], [0, -1, [0, 1], 2], ...(depth > 2 ? [[0, -1, [0, 1, 2], -1]] : []), [1, -1, [], 3], [1, -1, [0], -1], [1, -1, [3], -1]],
});
const closed = (...gates) => new Set(gates);

test("a walk leads to the best route that passes nothing closed", () => {
  const model = lanes();
  assert.deepEqual(model.best(0, closed()), { route: 0, exact: true });
  assert.deepEqual(model.best(0, closed(1, 2)), { route: 0, exact: true });
  assert.deepEqual(model.best(0, closed(1, 0)), { route: 2, exact: true });
  assert.deepEqual(model.best(0, closed(2, 1, 0)), { route: -1, exact: true });
});

test("beyond the tree the best known route is a bound", () => {
  assert.deepEqual(lanes(2).best(0, closed(0, 1, 2)), { route: -1, exact: false });
});

test("to close the country of an end parts its pair", () => {
  assert.deepEqual(lanes().best(0, closed(3)), { route: -1, exact: true });
});

test("effects are means over the demand still served, and what is cut off comes first", () => {
  const [worst, ...rest] = lanes().narrows(closed());
  assert.deepEqual(worst, { gates: [0], unserved: 0.25, extra_h: 10, extra_usd_t: 1, exact: true });
  assert.deepEqual(rest, []); // an end's own country is no bottleneck
  const [next] = lanes().narrows(closed(0));
  assert.deepEqual(next, { gates: [1], unserved: 0, extra_h: 20, extra_usd_t: 1, exact: true });
});

test("legs are those of the routes", () => {
  assert.deepEqual([[...lanes().legs(closed(0))], [...lanes().legs(closed())]], [[1], [0, 3]]);
});

test("what is shut on the day has routes of its own once it is opened", () => {
  const { data } = lanes();
  data.closures.push([0, 2, [], 2], [0, 2, [2], 0], [1, 2, [], 3]);
  const opened = new WhatIf(data, 2);
  assert.deepEqual([new WhatIf(data).openings(), lanes().openings()], [[2], []]);
  assert.deepEqual([opened.best(0, closed()), new WhatIf(data).best(0, closed())], [{ route: 2, exact: true }, { route: 0, exact: true }]);
  assert.deepEqual([opened.best(0, closed(2)), opened.best(0, closed(0, 2)).exact], [{ route: 0, exact: true }, false]);
});

test("names that no route passes are left out", () => {
  assert.deepEqual([...lanes().gatesNamed(["b", "nowhere"])], [1]);
});

test("a gate tells what passes it, and by which gates routes would go without it", () => {
  const about = lanes().about(0, closed());
  assert.deepEqual([about.pairs, about.then], [[0, 1], [1]]);
  assert.deepEqual(about.effect, lanes().narrows(closed())[0]);
  assert.deepEqual(lanes().about(0, closed(0)), about); // whether or not it is closed already
  assert.deepEqual(lanes().about(1, closed()).pairs, []);
});

test("a gate is known by its name and by its title", () => {
  const model = lanes();
  model.data.gates[1].title = "Strait of B";
  assert.deepEqual(model.gatesNamed(["b", "nowhere"]), closed(1));
  assert.deepEqual(model.gatesNamed(["Strait of B"]), closed(1));
});

test("what shut several gates at once does what closing all of them does", () => {
  assert.deepEqual(lanes().effectOf([0, 1]), { gates: [0, 1], unserved: 0.25, extra_h: 30, extra_usd_t: 2, exact: true });
});

test("what a policy closes is told besides what is closed already", () => {
  assert.deepEqual(lanes().effectOf([1], closed(0)), { gates: [1], unserved: 0, extra_h: 20, extra_usd_t: 1, exact: true });
});
