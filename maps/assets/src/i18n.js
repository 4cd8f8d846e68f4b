/** What a reader of the page's language sees: the words of the interface, numbers, names of countries, set values. */

/** @import { PageField } from "./types" */

/** @type {Record<string, string>} */
let words = {};

/** @param {Record<string, string>} messages */
export function setMessages(messages) {
  words = messages;
}

/**
 * A message with its {blanks} filled in.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function message(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
}

/** A number to two decimals, or to three figures if it is less than 1: none but 0 reads as 0. @param {number} value */
export const formatNumber = (value) =>
  value.toLocaleString(document.documentElement.lang, Math.abs(value) < 1 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 2 });

/** @param {number} value three figures or whole */
export const rounded = (value) => formatNumber(Math.abs(value) < 100 ? Math.round(value * 10) / 10 : Math.round(value));

/** @param {number} value */
export const signed = (value) => (value < 0 ? `\u2212${rounded(-value)}` : `+${rounded(value)}`);

/** Numbers with as many digits as tell neighbouring classes apart. @param {number[]} span from and to which a class reaches */
export const formatSpan = (span) =>
  span.map((value) => value.toLocaleString(document.documentElement.lang, { maximumSignificantDigits: 4 })).join(" – ");

/** What is stored in a row, in words. @param {PageField} field @param {string | number} value @returns {string} */
export function fieldText({ values, countries }, value) {
  if (typeof value === "number") return formatNumber(value);
  if (Object.hasOwn(values, value)) return values[value]; // data may say "constructor"
  return countries ? countryNames(value) : value;
}

/** Names in a language, once asked for; to make them takes longer than all the rest of a table's cell. @type {Map<string, Intl.DisplayNames>} */
const regions = new Map();

/** @param {string} lang */
function regionNames(lang) {
  const known = regions.get(lang) ?? new Intl.DisplayNames(lang, { type: "region", style: "short" });
  regions.set(lang, known);
  return known;
}

/**
 * Names of the countries whose ISO 3166-1 codes are joined by +; what is no country's code stays as it is.
 * @param {string} codes
 */
export function countryNames(codes) {
  const names = regionNames(document.documentElement.lang);
  return codes.split("+").map((code) => (/^[A-Z]{2}$/.test(code) ? names.of(code) : code)).join(" + ");
}
