/** What is stored in a row, as a reader of the page's language sees it. */

import { formatNumber } from "./messages.js";

/** @param {import("./types").PageField} field @param {string | number} value @returns {string} */
export function fieldText({ values, countries }, value) {
  if (typeof value === "number") return formatNumber(value);
  return values[value] ?? (countries ? countryNames(value) : value);
}

/**
 * Names of the countries whose ISO 3166-1 codes are joined by +; what is no country's code stays as it is.
 * @param {string} codes
 */
export function countryNames(codes) {
  const names = new Intl.DisplayNames(document.documentElement.lang, { type: "region", style: "short" });
  return codes.split("+").map((code) => (/^[A-Z]{2}$/.test(code) ? names.of(code) : code)).join(" + ");
}
