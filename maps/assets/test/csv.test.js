import assert from "node:assert/strict";
import { test } from "node:test";
import { cell } from "../src/csv.js";

test("no cell is a formula, and each is one cell", () => {
  assert.deepEqual(["=1+1", "'=1+1", "-5", "a=b", "a;=1+1", "one\n=two", 'say "x, y"', -5, null].map(cell),
    ["'=1+1", "''=1+1", "'-5", "a=b", "a;'=1+1", "\"one\n'=two\"", '"say ""x, y"""', "-5", ""]);
});
