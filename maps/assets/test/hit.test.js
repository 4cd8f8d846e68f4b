import assert from "node:assert/strict";
import { test } from "node:test";
import { distanceToSegment, findFeatures } from "../src/hit.js";
import { SpatialIndex } from "../src/spatial-index.js";
import { finish } from "../src/scheduler.js";
import { latToY, lonToX } from "../src/projection.js";

test("distances are to the segment, not to its line", () => {
  assert.equal(distanceToSegment(0, 1, -1, 0, 1, 0), 1);
  assert.equal(distanceToSegment(4, 4, -1, 0, 1, 0), 5);
  assert.equal(distanceToSegment(3, 4, 0, 0, 0, 0), 5);
});

/** A layer with one polygon that has a hole, drawn past 180 degrees. */
function ringLayer() {
  const square = (size) => [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].map(([x, y]) => [180 + x * size, y * size]);
  const lonlat = [...square(20), ...square(10)];
  const [x, y] = [lonlat.map(([lon]) => lonToX(lon)), lonlat.map(([, lat]) => latToY(lat))];
  const index = finish(SpatialIndex.around({ west: [Math.min(...x)], north: [Math.min(...y)], east: [Math.max(...x)], south: [Math.max(...y)] }));
  const section = { kind: "polygon", x, y, parts: [0, 2], rings: [0, 5, 10], rows: [7], index };
  return { sections: [section], hasMarks: () => false, isVisible: (row) => row === 7 };
}

test("a polygon is found inside, not in its hole, and in each copy of the world", () => {
  const layer = ringLayer();
  const scene = { map: { getZoom: () => 4 }, clusters: [], shown: [layer] };
  const rowsAt = (lng, lat) => findFeatures(scene, { lng, lat }).map(({ row }) => row);
  assert.deepEqual(rowsAt(165, 0), [7]);
  assert.deepEqual(rowsAt(-165, 0), [7]);
  assert.deepEqual(rowsAt(180, 0), []);
  assert.deepEqual(rowsAt(120, 0), []);
});
