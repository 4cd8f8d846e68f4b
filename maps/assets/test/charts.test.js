import assert from "node:assert/strict";
import { test } from "node:test";
import { barsNow } from "../src/charts.js";

/** A layer some of whose rows are filtered out, by one name or another. */
const layer = (out, by = "text") => ({ passesBut: (row, name) => name === by || !out.includes(row) });
const bar = (label, value) => ({ label, value, color: "#000", high: null });
const chart = { bars: [bar("sea", 30), bar("rail", 5)] };
const parts = (where) => [
  { bar: 0, layer: where, row: 0, amount: 10, name: "a" },
  { bar: 0, layer: where, row: 1, amount: 20.4, name: "b" },
  { bar: 0, layer: where, row: 2, amount: 20.4, name: "b" }, // the same stretch, of another corridor
  { bar: 1, layer: where, row: 3, amount: 5, name: "c" },
];

test("bars are as given while nothing is filtered but by the chart itself", () => {
  assert.equal(barsNow(chart, parts(layer([])), false), chart.bars);
  assert.equal(barsNow(chart, parts(layer([0, 3], "chart")), true), chart.bars);
  assert.equal(barsNow(chart, [], false), chart.bars);
});

test("bars are the sums of what is left, each stretch once", () => {
  assert.deepEqual(barsNow(chart, parts(layer([0], "chart")), false).map(({ value }) => value), [20, 5]); // a bar of another chart
  assert.deepEqual(barsNow(chart, parts(layer([0])), false).map(({ value }) => value), [20, 5]);
  assert.deepEqual(barsNow(chart, parts(layer([0, 1, 3])), true).map(({ value }) => value), [20, 0]);
});
