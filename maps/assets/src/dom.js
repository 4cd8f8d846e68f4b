/** Makes elements whose content is text, never markup. */

/** @typedef {Record<string, string | number | boolean | null | undefined | (() => void)>} Attributes `onclick` and a function add a listener */
/** @typedef {Node | string | number | null | undefined | false} Child text becomes a text node, what is no child is left out */

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Attributes} [attributes] @param {...Child} children */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. @template {keyof SVGElementTagNameMap} T @param {T} tag @param {Attributes} [attributes] @param {...Node} children */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** @template {Element} T @param {T} node @param {Attributes} attributes @param {Child[]} children */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

/** A link if the address is a web page's, else its text. @param {string} address */
export function link(address) {
  if (!/^https?:\/\//i.test(address)) return element("span", {}, address);
  const text = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/.*$/, "");
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);
}

/** Hands a file to the reader. @param {string} name @param {BlobPart} content @param {string} type */
export function offerFile(name, content, type) {
  const anchor = element("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}
