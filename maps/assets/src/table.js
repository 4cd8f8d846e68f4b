/** The table of a layer's features, sortable: the way in for keyboards and screen readers. */

/** @import { Layer } from "./layer.js" */
/** @import { Feature, PageField, Value } from "./types" */
/** @typedef {{ label: string, value: (row: number) => Value, isLink?: boolean }} TableColumn */

import { element, link, offerFile } from "./dom.js";
import { fieldText, formatNumber, message } from "./i18n.js";
import { fold } from "./search.js";
import { toCsv } from "./csv.js";

/** Rows shown at once; a button shows the next ones. */
const PAGE_ROWS = 200;

/**
 * @param {Layer[]} layers @param {HTMLDialogElement} dialog
 * @param {(feature: Feature) => void} choose
 */
export function fillTable(layers, dialog, choose) {
  const holder = element("div", { class: "table-holder", tabindex: 0, role: "region", "aria-label": message("table.title") });
  const picker = element("select", { id: "table-layer" }, ...layers.map((layer, i) => element("option", { value: i }, `${layer.info.title} (${formatNumber(layer.rows)})`)));
  const layer = () => layers[Number(picker.value)];
  const show = () => holder.replaceChildren(layerTable(layer(), (feature) => (dialog.close(), choose(feature))));
  /** @type {WeakMap<Layer, string>} what each layer is filtered by */
  const queries = new WeakMap();
  const query = element("input", { type: "search", placeholder: message("table.filter"), "aria-label": message("table.filter") });
  const filter = (/** @type {Layer} */ each, /** @type {string} */ text) => {
    queries.set(each, text);
    each.setFilter("text", textFilter(each, text), text);
  };
  query.addEventListener("input", () => {
    filter(layer(), query.value);
    show();
  });
  for (const each of layers) each.onFilterText("text", (text) => filter(each, text));
  const open = () => {
    query.value = queries.get(layer()) ?? "";
    show();
  };
  picker.addEventListener("change", open);
  const save = element("button", { type: "button", onclick: () => offerFile(`${layer().info.key}.csv`, `\ufeff${toCsv(layer(), passing(layer()))}`, "text/csv") }, message("table.csv"));
  const close = element("button", { type: "button", onclick: () => dialog.close() }, message("card.close"));
  dialog.replaceChildren(
    element("div", { class: "table-head" }, element("label", { for: "table-layer" }, message("table.layer")), picker, query, save, close), holder);
  return () => (dialog.showModal(), open());
}

/** Rows that are what the reader looks for. @param {Layer} layer */
export const passing = (layer) => Array.from({ length: layer.rows }, (_, row) => row).filter((row) => layer.passes(row));

/** Whether a row has all words of a query, in whatever column. @param {Layer} layer @param {string} query */
function textFilter(layer, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const columns = tableColumns(layer);
  /** @type {Map<number, boolean>} */
  const known = new Map();
  return (/** @type {number} */ row) => {
    const found = known.get(row) ?? words.every((word) => columns.some(({ value }) => fold(String(value(row) ?? "")).includes(word)));
    known.set(row, found);
    return found;
  };
}

/** @param {Layer} layer @returns {TableColumn[]} */
function tableColumns(layer) {
  return [
    { label: message("table.name"), value: (row) => layer.nameOf(row) },
    ...(layer.info.classed_by ? [{ label: layer.info.classed_by, value: (/** @type {number} */ row) => layer.classOf(row).label }] : []),
    ...layer.info.fields.map((field) => ({
      label: field.unit ? `${field.label} (${field.unit})` : field.label, isLink: field.link, value: (/** @type {number} */ row) => cellValue(field, layer.value(row, field.column)),
    })),
  ];
}

/** @param {Layer} layer @param {(feature: Feature) => void} choose */
function layerTable(layer, choose) {
  const columns = tableColumns(layer);
  const rows = passing(layer);
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
