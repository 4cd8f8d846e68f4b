/** The words of the interface, in the language of the page. @type {Record<string, string>} */
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

/** @param {number} value */
export const formatNumber = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
