import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsToColor, lookBy, quantiles } from "../src/recolor.js";

globalThis.document = { documentElement: { lang: "en" } };

const symbol = { color: "#000", shape: "star", width: 1, dash: [2, 2], opacity: 1, reach_km: 0 };
const field = (column, label, more = {}) => ({ column, label, unit: "", link: false, values: {}, countries: false, ...more });
/** A layer of some columns. */
const layer = (columns, key = "sites") => ({
  rows: columns[0].length, value: (row, column) => columns[column][row], classOf: () => ({ symbol }),
  info: { key, fields: columns.map((_, i) => field(i, `column ${i}`)) },
});

test("numbers fall into classes of as many rows each, and those without a value into their own", () => {
  const table = layer([[1, 2, 3, 4, 5, 6, 7, 8, 9, 100, null]]);
  const { classes, codes, legend, by } = lookBy(table, table.info.fields[0]);
  assert.equal(legend, "ramp");
  assert.equal(by, 0);
  assert.deepEqual(codes.slice(0, 10).map((code) => [0, 1, 2, 3, 4].includes(code)), Array(10).fill(true));
  assert.deepEqual(codes, [...codes.slice(0, 10)].sort((a, b) => a - b).concat(5));
  assert.equal(classes[5].span, null);
  assert.deepEqual(classes[4].span?.[1], 100);
  assert.equal(new Set(classes.map(({ symbol: { color } }) => color)).size, 6);
});

test("many rows of one number make fewer classes", () => {
  assert.deepEqual(quantiles([0, 0, 0, 0, 0, 0, 9], 5), [0, 9]);
  assert.deepEqual(quantiles([1, 2, 3, 4, 5, 6], 5), [1, 2, 3, 4, 5, 6]);
});

test("texts are told apart by kind, the most frequent first", () => {
  const table = layer([["PL", "TW", "TW", "", null, "PL", "TW"]]);
  const { classes, codes, legend } = lookBy(table, field(0, "Country", { values: { TW: "Taiwan" } }));
  assert.equal(legend, "list");
  assert.deepEqual(classes.map(({ label }) => label).slice(0, 2), ["Taiwan", "PL"]);
  assert.deepEqual(codes, [1, 0, 0, 3, 3, 1, 0]);
});

test("a column that says the same of all, or something else of each, colours nothing", () => {
  const names = Array.from({ length: 30 }, (_, i) => `site ${i}`);
  const table = layer([names, names.map(() => "PL"), names.map((_, i) => i), names.map((_, i) => `kind ${i % 3}`)]);
  assert.deepEqual(fieldsToColor(table).map(({ label }) => label), ["column 2", "column 3"]);
  assert.deepEqual(fieldsToColor(layer([[1, 2]], "what_if")), []);
});
