import assert from "node:assert/strict";
import { test } from "node:test";

// The modules it stands on make Leaflet's classes when they are loaded.
globalThis.L = { Icon: class {}, Layer: class {}, Renderer: class {} };
const { monthOf, stateOf } = await import("../src/tour.js");

const layers = [{ info: { key: "ports", title: "Häfen" } }, { info: { key: "zones", title: "Zones" } }];
const opening = { center: [50, 20], zoom: 4, layers: ["ports"], off: ["zones.1"] };
const stop = (more) => ({ title: "Here", text: "", location: null, zoom: null, layers: null, closed: [], month: "", ...more });

test("a stop that says nothing shows what the page opened on, with nothing closed", () => {
  assert.deepEqual(stateOf(stop({}), layers, opening), { ...opening, closed: [], month: undefined });
});

test("a stop shows the layers that it names by title or key, and its own place and time", () => {
  const asked = stop({ location: [1, 2], zoom: 6, layers: ["Häfen", "zones", "nothing"], closed: ["suez"], month: "2024-05" });
  assert.deepEqual(stateOf(asked, layers, opening), { center: [1, 2], zoom: 6, layers: ["ports", "zones"], off: ["zones.1"], closed: ["suez"], month: 2024 * 12 + 4 });
  assert.deepEqual(stateOf(stop({ layers: [] }), layers, opening).layers, []);
});

test("a month is counted from the year 0", () => {
  assert.equal(monthOf("2024"), 2024 * 12);
  assert.equal(monthOf("all"), "all");
  assert.equal(monthOf(""), undefined);
});
