import assert from "node:assert/strict";
import { test } from "node:test";

// The modules it stands on make Leaflet's classes when they are loaded.
globalThis.L = { Layer: class {}, Renderer: class {} };
const { read, write } = await import("../src/permalink.js");

test("what is written is read again", () => {
  const state = { zoom: 5.25, center: [52.1, 21.5], layers: ["risk zones", "a,b"], off: ["risk zones.2"], card: ["ports/x", 12], month: 24301 };
  assert.deepEqual(read(write(state)), state);
});

test("that no class is switched off is said, too", () => {
  assert.deepEqual(read(write({ zoom: 3, center: [0, 0], off: [] })).off, []);
});

test("what is said badly is left out", () => {
  assert.deepEqual(read(""), {});
  assert.deepEqual(read("#map=x/y/z&card=a/b&month=soon"), {});
  assert.deepEqual(read("#layers=%E0%A4%A").layers, ["%E0%A4%A"]);
});
