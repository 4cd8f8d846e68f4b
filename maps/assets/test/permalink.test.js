import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

fc.configureGlobal({ seed: 20260930 });

// The modules it stands on make Leaflet's classes when they are loaded.
globalThis.L = { Layer: class {}, Renderer: class {} };
const { read, write } = await import("../src/permalink.js");

test("what is written is read again", () => {
  const state = { zoom: 5.25, center: [52.1, 21.5], layers: ["risk zones", "a,b"], off: ["risk zones.2"], card: ["ports/x", 12], month: 24301, color: [["a:b", "Tonnes, a year"]], filter: [["a,b", "text", "łódź: x"], ["c", "range", "1~4"]] };
  assert.deepEqual(read(write(state)), state);
});

test("all dates are said by name", () => {
  assert.equal(read(write({ zoom: 3, center: [0, 0], month: "all" })).month, "all");
});

test("that no class is switched off is said, too", () => {
  assert.deepEqual(read(write({ zoom: 3, center: [0, 0], off: [] })).off, []);
});

test("what is said badly is left out", () => {
  assert.deepEqual(read(""), {});
  assert.deepEqual(read("#map=x/y/z&card=a/b&month=soon"), {});
  assert.deepEqual(read("#layers=%E0%A4%A").layers, ["%E0%A4%A"]);
  assert.deepEqual(read("#filter=a:text,b:text:x:y,c:text:z&color=,a").filter, [["c", "text", "z"]]);
});

test("a place outside the world is left out", () => {
  for (const place of ["5/20/1e17", "5/20/541", "5/-91/0", "5/20/Infinity", "NaN/20/20", "5/20", "5/20/0x10", "5//20", `${"9".repeat(400)}/20/20`, `-${"9".repeat(400)}/20/20`]) {
    assert.deepEqual(read(`#map=${place}`), {}, place);
  }
  assert.deepEqual(read("#map=5/90/-540"), { zoom: 5, center: [90, -540] });
});

test("a map that was dragged round the Earth is written as the place that it shows", () => {
  assert.deepEqual(read(write({ zoom: 5, center: [20, 360 * 9 + 21.5] })), { zoom: 5, center: [20, 21.5] });
});

const names = fc.array(fc.string({ unit: "grapheme", minLength: 1 }));
const states = fc.record({
  zoom: fc.integer({ min: 4, max: 48 }).map((quarters) => quarters / 4),
  center: fc.tuple(fc.integer({ min: -900000, max: 900000 }), fc.integer({ min: -5399999, max: 5399999 })).map((place) => place.map((units) => units / 10000 + 0)),
  layers: names,
  off: names,
  card: fc.tuple(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat()),
  month: fc.integer(),
}, { noNullPrototype: true });

test("any state is read as it was written", () => {
  fc.assert(fc.property(states, (state) => assert.deepEqual(read(write(state)), state)));
});

const odd = fc.oneof(
  fc.constantFrom("", "-", ".", "NaN", "Infinity", "-Infinity", "1e17", "-1e400", "0x7f", "9".repeat(400), "-0", "٣", "½", "５", "%", "%00", "%ud800", "\ud800", "__proto__", "constructor"),
  fc.double().map(String), fc.integer().map(String), fc.string({ unit: "binary" }));
const list = (separator) => fc.array(odd).map((words) => words.join(separator));
const addresses = fc.array(fc.oneof(fc.tuple(fc.constantFrom("map", "layers", "off", "card", "month", "__proto__"), fc.oneof(odd, list("/"), list(","))).map((pair) => pair.join("=")), odd))
  .map((parts) => `#${parts.join("&")}`);

test("whatever an address says, what is read of it lies in the world and can be counted", () => {
  fc.assert(fc.property(addresses, (address) => {
    const { zoom = 0, center = [0, 0], layers = [], off = [], card = ["layer", 0], month = 0, ...more } = read(address);
    assert.ok(Number.isFinite(zoom) && Math.abs(center[0]) <= 90 && Math.abs(center[1]) <= 540);
    for (const name of [...layers, ...off, card[0]]) assert.ok(name.length > 0);
    assert.ok(Number.isSafeInteger(card[1]) && card[1] >= 0 && Number.isSafeInteger(month));
    assert.deepEqual(more, {});
  }), { numRuns: 2000 });
});

test("an address tells how before and after are compared, and of which chapter, and of nothing else", () => {
  const state = { compare: "swipe", chapter: 3 };
  assert.equal(write(state), "#compare=swipe&chapter=3");
  assert.deepEqual(read(write(state)), state);
  assert.deepEqual(read("#compare=both&chapter=0"), {});
});
