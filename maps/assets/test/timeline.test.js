import assert from "node:assert/strict";
import { test } from "node:test";
import { monthRange } from "../src/timeline.js";

test("the first and the last month of all layers, however many rows they have", () => {
  const many = { months: () => Array.from({ length: 300000 }, (_, i) => 24000 + (i % 100)) };
  assert.deepEqual(monthRange([many, { months: () => [23990] }]), [23990, 24099]);
});

test("no range where no row has a date", () => {
  assert.equal(monthRange([{ months: () => [] }]), null);
});
