import assert from "node:assert/strict";
import { test } from "node:test";
import { cutLine, cutPolygon } from "../src/geojson.js";

test("a line inside the world stays whole", () => {
  assert.deepEqual(cutLine([[0, 0], [180, 5]]), [[[0, 0], [180, 5]]]);
});

test("a coast of many vertices is no trouble", () => {
  const coast = Array.from({ length: 300000 }, (_, i) => [i / 3000, 0]);
  assert.equal(cutLine(coast)[0].length, 300000);
  assert.equal(cutPolygon([coast]).length, 1);
});

test("a line across the antimeridian is cut where it crosses", () => {
  assert.deepEqual(cutLine([[170, 0], [190, 10]]), [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]]);
  assert.deepEqual(cutLine([[-170, 0], [-190, 10]]), [[[180, 5], [170, 10]], [[-170, 0], [-180, 5]]]);
});

test("a polygon across the antimeridian becomes two closed ones", () => {
  const pieces = cutPolygon([[[170, 0], [190, 0], [190, 10], [170, 10], [170, 0]]]);
  assert.equal(pieces.length, 2);
  for (const [ring] of pieces) {
    assert.deepEqual(ring[0], ring.at(-1));
    for (const [lon] of ring) assert.ok(Math.abs(lon) <= 180);
  }
  const width = (ring) => Math.max(...ring.map(([lon]) => lon)) - Math.min(...ring.map(([lon]) => lon));
  assert.deepEqual(pieces.map(([ring]) => width(ring)), [10, 10]);
});
