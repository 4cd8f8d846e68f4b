import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { test } from "node:test";
import { decode, fromBase85, vertices } from "../src/codec.js";
import { finish } from "../src/scheduler.js";
import { toGeoJson } from "../src/geojson.js";

// Made by tests/packed_fixture.py.
const fixture = JSON.parse(await readFile(new URL("packed.json", import.meta.url), "utf8"));
const unpack = (name) => finish(decode(gunzipSync(fromBase85(fixture[name].packed))));

for (const name of ["short", "long"]) {
  test(`the columns of the ${name} table are what was packed`, () => {
    const { columns, header } = unpack(name);
    const rows = [...Array(header.rows).keys()];
    const values = Object.fromEntries(columns.map((column) => [column.name, rows.map((row) => column.value(row))]));
    assert.deepEqual(values, fixture[name].columns);
  });
}

test("geometry comes back as GeoJSON, cut at the antimeridian", () => {
  const packed = unpack("short");
  const info = { class: -1, from: -1, to: -1 };
  const { features } = toGeoJson({ ...packed, info, rows: packed.header.rows, isVisible: () => true });
  const expected = fixture.geometry.features.map(({ geometry }) => geometry);
  const got = features.map(({ geometry }) => geometry);
  assert.deepEqual(got[0], expected[0]);
  assert.deepEqual(got[2].coordinates[0].length, 5);
  assert.equal(got[3], null);
  assert.deepEqual(got[4].geometries.map(({ type }) => type), ["Point", "Point", "LineString"]);
  assert.equal(got[5].type, "MultiPolygon");
  assert.equal(got[6], null);
  assert.equal(got[1].type, "MultiLineString");
  for (const [lon] of got[1].coordinates.flat()) assert.ok(Math.abs(lon) <= 180);
  assert.equal(features[0].properties.boolean, true);
});

test("geometry is cut at the antimeridian as isthmus.geo cuts it", () => {
  const packed = unpack("short");
  const info = { class: -1, from: -1, to: -1 };
  const { features } = toGeoJson({ ...packed, info, rows: packed.header.rows, isVisible: () => true });
  /** Rings that start at their least vertex, in the order of these. */
  const inOrder = (geometry) => ({ ...geometry, coordinates: geometry.coordinates.map((rings) => rings.map(fromLeast)).sort(byText) });
  const fromLeast = (ring) => {
    const open = ring.slice(1);
    const least = open.indexOf(open.toSorted(byText)[0]);
    return [...open.slice(least), ...open.slice(0, least)];
  };
  const byText = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  fixture.geometry.features.forEach(({ geometry }, i) => {
    if (geometry?.type === "MultiPolygon") assert.deepEqual(inOrder(features[i].geometry), inOrder(geometry));
    else assert.deepEqual(features[i].geometry, geometry);
  });
});

test("a part knows its vertices", () => {
  const polygons = unpack("short").sections.find(({ kind }) => kind === "polygon");
  assert.deepEqual([...polygons.rows], [2, 5, 5, 7]);
  assert.deepEqual(vertices(polygons, 0), [0, 10]);
  assert.deepEqual(vertices(polygons, 2), [15, 20]);
});

test("digits of every length are read", () => {
  assert.deepEqual([...fromBase85("")], []);
  assert.equal(new TextDecoder().decode(fromBase85("M10N9Isq")), "strait");
});
