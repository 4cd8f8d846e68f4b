import assert from "node:assert/strict";
import { test } from "node:test";

// The modules it stands on make Leaflet's classes when they are loaded.
globalThis.L = { Layer: class {}, Renderer: class {} };
const { Relations, meets } = await import("../src/related.js");
const { SpatialIndex } = await import("../src/spatial-index.js");

/** A section of one part. */
function section(kind, points) {
  const x = Float64Array.from(points, ([a]) => a), y = Float64Array.from(points, ([, b]) => b);
  const boxes = { west: [Math.min(...x)], east: [Math.max(...x)], north: [Math.min(...y)], south: [Math.max(...y)] };
  const steps = SpatialIndex.around(boxes);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const ends = Uint32Array.of(0, x.length);
  return { kind, x, y, rows: Uint32Array.of(0), parts: kind === "polygon" ? Uint32Array.of(0, 1) : ends, rings: ends, index: step.value };
}
const square = (from, to) => section("polygon", [[from, from], [to, from], [to, to], [from, to], [from, from]]);
const touch = (one, other) => meets({ section: one, part: 0 }, { section: other, part: 0 });

test("an area meets what lies in it or crosses it", () => {
  const area = square(0.2, 0.4);
  assert.ok(touch(area, section("point", [[0.3, 0.3]])));
  assert.ok(touch(section("point", [[0.3, 0.3]]), area));
  assert.ok(touch(area, section("line", [[0.1, 0.3], [0.5, 0.3]]))); // no vertex of it lies inside
});

test("an area meets nothing beside it, though their boxes touch", () => {
  const triangle = section("polygon", [[0, 0], [1, 0], [0, 1], [0, 0]]);
  assert.ok(!touch(triangle, section("point", [[0.9, 0.9]])));
  assert.ok(!touch(triangle, section("line", [[0.6, 0.9], [0.9, 0.6]])));
  assert.ok(!touch(square(0.2, 0.4), square(0, 1))); // nor of two areas is one asked for
  assert.ok(!touch(section("line", [[0, 0], [1, 1]]), section("point", [[0.5, 0.5]]))); // neither is an area
});

/** A layer of one row. */
const layer = (key, cells, drawn, { precision = "exact", holds = true, reach = 0 } = {}) => ({
  info: { key, title: key }, rows: 1, sections: [drawn], columns: Object.entries(cells).map(([name, text]) => ({ name, value: () => text })),
  precisionOf: () => precision, holds: () => holds, classOf: () => ({ symbol: { reach_km: reach } }),
});
const keys = (layers, of) => new Relations(layers).of({ layer: of, row: 0 }).map(({ layer }) => layer.info.key);

test("what names a feature relates to it, and what it names", () => {
  const works = layer("works", { id: "w", parts: "p" }, section("point", [[0.1, 0.1]]));
  const port = layer("port", { id: "p" }, section("point", [[0.9, 0.9]]));
  const deal = layer("deal", { id: "d", a: "w+x" }, section("line", [[0.1, 0.1], [0.9, 0.9]]));
  assert.deepEqual(keys([works, port, deal], works), ["port", "deal"]);
  assert.deepEqual(keys([works, port, deal], port), ["works"]);
});

test("an area relates to what it meets in the month that is shown", () => {
  const zone = layer("zone", {}, square(0.2, 0.4));
  const site = section("point", [[0.3, 0.3]]);
  assert.deepEqual(keys([layer("site", {}, site), zone], zone), ["site"]);
  assert.deepEqual(keys([layer("site", {}, site, { holds: false }), zone], zone), []);
  assert.deepEqual(keys([layer("site", {}, site, { precision: "country" }), zone], zone), []);
});

test("bands relate to no line, which they follow, and flows cross nothing", () => {
  const band = layer("band", {}, square(0.2, 0.4), { reach: 10 });
  const across = section("line", [[0.1, 0.3], [0.5, 0.3]]);
  const line = layer("line", {}, across);
  const zone = layer("zone", {}, square(0.2, 0.4));
  const flow = layer("flows", {}, across);
  assert.deepEqual(keys([band, line, zone, flow], line), ["zone"]);
  assert.deepEqual(keys([band, line, zone, flow], zone), ["line"]);
  assert.deepEqual(keys([band, layer("site", {}, section("point", [[0.3, 0.3]]))], band), ["site"]);
});
