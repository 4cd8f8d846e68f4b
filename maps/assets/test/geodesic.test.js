import assert from "node:assert/strict";
import { test } from "node:test";

import { shortestLine } from "../src/geodesic.js";

test("a length is that on the ellipsoid", () => {
  // New York to London by GeographicLib's GeodSolve.
  const { metres } = shortestLine({ lat: 40.6, lng: -73.8 }, { lat: 51.6, lng: -0.5 });
  assert.equal(Math.round(metres), 5551759);
});

test("a quarter of a meridian", () => {
  // Moritz, Geodetic Reference System 1980, and WGS 84: 10,001,965.729 m from the equator to the pole.
  const { metres } = shortestLine({ lat: 0, lng: 10 }, { lat: 90, lng: 10 });
  assert.ok(Math.abs(metres - 10001965.729) < 0.001);
});

test("a line over the antimeridian runs on, with a vertex every 100 km at most", () => {
  const { metres, path } = shortestLine({ lat: 25, lng: 121.5 }, { lat: 34, lng: -118 });
  assert.ok(path.length > metres / 100000);
  assert.ok(Math.hypot(path[0][0] - 25, path[0][1] - 121.5) < 1e-9);
  assert.ok(Math.abs(path[path.length - 1][1] - 242) < 1e-9);
  assert.ok(path.every(([, lng], i) => i === 0 || Math.abs(lng - path[i - 1][1]) < 5));
});

test("a point is a line of no length", () => {
  const { metres, path } = shortestLine({ lat: 50, lng: 20 }, { lat: 50, lng: 20 });
  assert.equal(metres, 0);
  assert.ok(path.every(([lat, lng]) => Math.abs(lat - 50) < 1e-9 && Math.abs(lng - 20) < 1e-9));
});
