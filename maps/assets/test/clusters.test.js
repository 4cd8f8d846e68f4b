import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterPlaces, findPlaces, offset, radiusOf } from "../src/clusters.js";

const mark = (x, y, precision = "exact") => ({ layer: null, row: 0, x, y, precision, radius: 0 });

test("marks at one spot are one place, unless one stands for its country", () => {
  const places = findPlaces([mark(0.1, 0.1), mark(0.5, 0.5), mark(0.5, 0.5), mark(0.5, 0.5, "country")]);
  assert.deepEqual(places.map(({ marks }) => marks.length), [2, 1, 1]);
});

test("places join where they would touch, and stand alone further in", () => {
  const places = findPlaces([mark(0.5, 0.5), mark(0.5001, 0.5), mark(0.9, 0.9)]);
  assert.deepEqual(clusterPlaces(places, 1000).map(({ marks }) => marks.length), [2, 1]);
  assert.deepEqual(clusterPlaces(places, 1e6).map(({ marks }) => marks.length), [1, 1, 1]);
});

test("a joined cluster lies in the middle of its marks", () => {
  const [cluster] = clusterPlaces(findPlaces([mark(0.5, 0.5), mark(0.5, 0.5), mark(0.503, 0.5)]), 1000);
  assert.ok(Math.abs(cluster.x - 0.501) < 1e-12);
});

test("marks whose size tells a number stand alone, the largest first", () => {
  const sized = [3, 12, 7].map((radius) => ({ ...mark(0.5, 0.5), radius }));
  const clusters = clusterPlaces(findPlaces([mark(0.5, 0.5), ...sized]), 1000);
  assert.deepEqual(clusters.map(({ marks }) => marks.map(({ radius }) => radius)), [[12], [7], [3], [0]]);
});

test("marks round a place keep clear of each other and inside its radius", () => {
  const spots = Array.from({ length: 30 }, (_, i) => offset(i, 30));
  spots.forEach(([x, y], i) => {
    assert.ok(Math.hypot(x, y) <= radiusOf({ marks: Array(30).fill(mark(0, 0)) }));
    for (const [a, b] of spots.slice(i + 1)) assert.ok(Math.hypot(x - a, y - b) > 9);
  });
});
