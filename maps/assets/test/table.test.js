import assert from "node:assert/strict";
import { test } from "node:test";
import { sortRows } from "../src/table.js";
import { fold, townsNamed } from "../src/search.js";
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

test("a town is found by what it is called elsewhere, from the beginning of a name", () => {
  const names = [["Warsaw", "Warszawa;華沙"], ["Kaohsiung", "高雄"], ["Gdańsk", ""]];
  const towns = /** @type {any} */ ({ rows: 3, nameOf: (/** @type {number} */ row) => names[row][0], value: (/** @type {number} */ row) => names[row][1] });
  assert.deepEqual(townsNamed(towns, "warsza"), [0]);
  assert.deepEqual(townsNamed(towns, "高"), [1]);
  assert.deepEqual(townsNamed(towns, "gdan"), [2]);
  assert.deepEqual(townsNamed(towns, "szawa"), []);
  assert.deepEqual(townsNamed(towns, " "), []);
});

test("one dot over another mixes their colours by the upper one's opacity", () => {
  assert.equal(blend(0xff0000ff, 0x00ffffff), 0xff0000ff);
  assert.equal(blend(0xff000000, 0x80ffffff), 0xff808080);
  assert.equal(blend(0x00000000, 0x80123456), 0x80123456);
});
