/** Makes elements whose content is text, never markup. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] a key `onclick` adds a listener, `class` sets the class
 * @param {...(Node | string | number | null | undefined | false)} children strings become text nodes
 * @returns {any}
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. @param {string} tag @param {Record<string, any>} [attributes] @param {...Node} children @returns {any} */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** @param {Element} node @param {Record<string, any>} attributes @param {any[]} children */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(asNode));
  return node;
}

/** @param {any} child */
const asNode = (child) => (child instanceof Node ? child : String(child));

/** A link if the address is a web page's, else its text. @param {string} address */
export function link(address) {
  if (!/^https?:\/\//i.test(address)) return element("span", {}, address);
  const text = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/.*$/, "");
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}
