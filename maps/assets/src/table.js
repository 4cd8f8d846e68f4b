/** The table of a layer's features, sortable: the way in for keyboards and screen readers. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature, PageField, Value } from "./types" */
/** @typedef {{ label: string, value: (row: number) => Value, isLink?: boolean }} TableColumn */

import { element, link } from "./dom.js";
import { fieldText, formatNumber, message } from "./i18n.js";

/** Rows shown at once; a button shows the next ones. */
const PAGE_ROWS = 200;

/**
 * @param {Layer[]} layers @param {HTMLDialogElement} dialog
 * @param {(feature: Feature) => void} choose
 */
export function fillTable(layers, dialog, choose) {
  const holder = element("div", { class: "table-holder", tabindex: 0, role: "region", "aria-label": message("table.title") });
  const picker = element("select", { id: "table-layer" }, ...layers.map((layer, i) => element("option", { value: i }, `${layer.info.title} (${formatNumber(layer.rows)})`)));
  const show = () => holder.replaceChildren(layerTable(layers[Number(picker.value)], (feature) => (dialog.close(), choose(feature))));
  picker.addEventListener("change", show);
  const close = element("button", { type: "button", onclick: () => dialog.close() }, message("card.close"));
  dialog.replaceChildren(
    element("div", { class: "table-head" }, element("label", { for: "table-layer" }, message("table.layer")), picker, close), holder);
  return () => (dialog.showModal(), show());
}

/** @param {Layer} layer @param {(feature: Feature) => void} choose */
function layerTable(layer, choose) {
  /** @type {TableColumn[]} */
  const columns = [
    { label: message("table.name"), value: (row) => layer.nameOf(row) },
    ...(layer.info.classed_by ? [{ label: layer.info.classed_by, value: (/** @type {number} */ row) => layer.classOf(row).label }] : []),
    ...layer.info.fields.map((field) => ({
      label: field.unit ? `${field.label} (${field.unit})` : field.label, isLink: field.link, value: (/** @type {number} */ row) => cellValue(field, layer.value(row, field.column)),
    })),
  ];
  const rows = Array.from({ length: layer.rows }, (_, row) => row);
  const body = element("tbody", {});
  const more = element("button", { type: "button", onclick: () => append(PAGE_ROWS) });
  /** @param {number} count */
  const append = (count) => {
    const start = body.rows.length;
    body.append(...rows.slice(start, start + count).map((row) => tableRow(layer, row, columns, choose)));
    more.hidden = body.rows.length >= rows.length;
    more.textContent = message("table.more", { count: rows.length - body.rows.length });
  };
  const heads = columns.map((column, i) => sortableHead(column.label, (ascending) => {
    sortRows(rows, column.value, ascending);
    heads.forEach((head, j) => j !== i && head.removeAttribute("aria-sort"));
    body.replaceChildren();
    append(PAGE_ROWS);
  }));
  append(PAGE_ROWS);
  const caption = element("caption", { class: "visually-hidden" }, layer.info.title);
  return element("div", {}, element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body), more);
}

/** Text as it is read, numbers as numbers, for sorting. @param {PageField} field @param {Value} value */
const cellValue = (field, value) => (typeof value === "string" ? fieldText(field, value) : value);

/** @param {string} label @param {(ascending: boolean) => void} sort */
function sortableHead(label, sort) {
  const head = element("th", { scope: "col" });
  head.append(element("button", { type: "button", onclick: () => {
    const ascending = head.getAttribute("aria-sort") !== "ascending";
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    sort(ascending);
  } }, label));
  return head;
}

/** Sorts in place; rows without a value come last. @param {number[]} rows @param {(row: number) => Value} value @param {boolean} ascending */
export function sortRows(rows, value, ascending) {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sign = ascending ? 1 : -1;
  const values = new Map(rows.map((row) => [row, value(row)])); // a text is decoded each time that it is asked for
  rows.sort((a, b) => {
    const [p, q] = [values.get(a), values.get(b)];
    if (p === null || q === null) return Number(p === null) - Number(q === null);
    return sign * (typeof p === "number" && typeof q === "number" ? p - q : collator.compare(String(p), String(q)));
  });
}

/** @param {Layer} layer @param {number} row @param {TableColumn[]} columns @param {(feature: Feature) => void} choose */
function tableRow(layer, row, columns, choose) {
  return element("tr", {}, ...columns.map(({ value, isLink }, i) => {
    const content = value(row);
    const text = typeof content === "number" ? formatNumber(content) : content;
    if (i) return element("td", {}, isLink && text ? link(text) : text);
    return element("th", { scope: "row" }, element("button", { type: "button", onclick: () => choose({ layer, row }) }, text));
  }));
}
