import assert from "node:assert/strict";
import { test } from "node:test";
import { copiesBetween, cutLine, cutPolygon, wrap } from "../src/antimeridian.js";

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

test("a hole across the antimeridian becomes part of the outlines", () => {
  const square = (size) => [[180 - size, -size], [180 + size, -size], [180 + size, size], [180 - size, size], [180 - size, -size]];
  for (const hole of [square(2), square(2).reverse()]) {
    const pieces = cutPolygon([square(9), hole]);
    assert.deepEqual(pieces.map((rings) => rings.map((ring) => ring.length)), [[9], [9]]);
  }
});

test("a hole on one side stays a hole of the piece that it lies in", () => {
  const horseshoe = [[170, 0], [190, 0], [190, 3], [175, 3], [175, 6], [190, 6], [190, 9], [170, 9], [170, 0]];
  const hole = [[186, 7], [188, 7], [188, 8], [186, 8], [186, 7]];
  const pieces = cutPolygon([horseshoe, hole]);
  assert.deepEqual(pieces.map((rings) => rings.length).sort(), [1, 1, 2]);
  const [outer] = pieces.find((rings) => rings.length === 2);
  assert.ok(outer.every(([, lat]) => lat >= 6));
});

test("a part that runs on for several worlds is cut in each", () => {
  const spiral = Array.from({ length: 37 }, (_, i) => [-170 + 40 * i, i]);
  const pieces = cutLine(spiral);
  assert.equal(pieces.length, 4 + 1);
  for (const [lon] of pieces.flat()) assert.ok(Math.abs(lon) <= 180);
});

test("places keep their longitude, brought between 180 W and 180 E", () => {
  assert.deepEqual([0, 180, -180, 190, -190, 541, 721].map(wrap), [0, 180, -180, -170, 170, -179, 1]);
});

test("copies are those that reach into view", () => {
  assert.deepEqual(copiesBetween(0.4, 0.6, 0.5, 0.7), [0]);
  assert.deepEqual(copiesBetween(0.4, 0.6, -0.5, 1.5), [-1, 0, 1]);
  assert.deepEqual(copiesBetween(0.4, 0.6, 0.7, 0.9), []);
  assert.deepEqual(copiesBetween(Infinity, -Infinity, 0, 1), []);
});
