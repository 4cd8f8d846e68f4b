import assert from "node:assert/strict";
import { test } from "node:test";
import { countryNames, fieldText } from "../src/i18n.js";

const field = { column: 0, label: "Country", unit: "", link: false, values: {}, countries: false };

/** @param {string} lang */
const speak = (lang) => Object.assign(globalThis, { document: { documentElement: { lang } } });

test("countries are named in the page's language", () => {
  speak("pl");
  assert.equal(countryNames("TW"), "Tajwan");
  speak("en");
  assert.equal(countryNames("PL+CZ"), "Poland + Czechia");
});

test("what is no country's code stays as it is", () => {
  speak("en");
  assert.equal(countryNames("WLD"), "WLD");
  assert.equal(countryNames("<b>"), "<b>");
  assert.equal(countryNames("ZZZ+TW"), "ZZZ + Taiwan");
});

test("set values have words, others are shown as they are", () => {
  speak("cs");
  const verified = { ...field, values: { yes: "ano" } };
  assert.equal(fieldText(verified, "yes"), "ano");
  assert.equal(fieldText(verified, "perhaps"), "perhaps");
  assert.equal(fieldText(verified, "constructor"), "constructor");
  assert.equal(fieldText(field, "TW"), "TW");
  assert.equal(fieldText({ ...field, countries: true }, "TW"), "Tchaj-wan");
});

test("numbers follow the language", () => {
  speak("en");
  assert.equal(fieldText(field, 1234.5), "1,234.5");
  assert.equal(fieldText(field, 41.256), "41.26");
});

test("no number but 0 reads as 0", () => {
  speak("en");
  assert.equal(fieldText(field, 0), "0");
  assert.equal(fieldText(field, 0.00312), "0.00312");
  assert.equal(fieldText(field, -0.004), "-0.004");
  assert.equal(fieldText(field, 0.43), "0.43");
});
