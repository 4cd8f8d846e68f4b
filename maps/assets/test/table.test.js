import assert from "node:assert/strict";
import { test } from "node:test";
import { sortRows } from "../src/table.js";
import { fold } from "../src/search.js";
import { blend } from "../src/dots.js";

globalThis.document = { documentElement: { lang: "pl" } };

const sorted = (values, ascending) => {
  const rows = [...values.keys()];
  sortRows(rows, (row) => values[row], ascending);
  return rows.map((row) => values[row]);
};

test("rows without a value come last, up or down", () => {
  assert.deepEqual(sorted([3, null, 1, 20], true), [1, 3, 20, null]);
  assert.deepEqual(sorted([3, null, 1, 20], false), [20, 3, 1, null]);
});

test("texts sort as the language does, numbers in them by value", () => {
  assert.deepEqual(sorted(["Site 10", "Łódź", "Site 9", "Lublin"], true), ["Lublin", "Łódź", "Site 9", "Site 10"]);
});

test("a search finds letters without their accents", () => {
  assert.equal(fold("Łódź"), "lodz");
});

test("one dot over another mixes their colours by the upper one's opacity", () => {
  assert.equal(blend(0xff0000ff, 0x00ffffff), 0xff0000ff);
  assert.equal(blend(0xff000000, 0x80ffffff), 0xff808080);
  assert.equal(blend(0x00000000, 0x80123456), 0x80123456);
});
