/** A layer's rows as a CSV file (RFC 4180), which no spreadsheet takes for formulas; read back as isthmus writes its own. */

/** @import { Layer } from "./layer.js" */
/** @import { Value } from "./types" */

import { anchorOf } from "./card.js";
import { dataColumns } from "./geojson.js";

/** What a spreadsheet takes for a formula, and where one may start: in front, after a semicolon, at a line's start. */
const FORMULA = "'*[=+\\-@\\t\\r\\uff1d\\uff0b\\uff0d\\uff20]";
const STARTS = new RegExp(`(?<![^;])(?=${FORMULA})|(?<=[\\r\\n])(?='*[=@\\uff1d\\uff20])`, "g");

/** @param {Value} value a number is none */
export function cell(value) {
  if (value === null) return "";
  const text = typeof value === "number" ? String(value) : value.replace(STARTS, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {Layer} layer @param {number[]} rows */
export function toCsv(layer, rows) {
  const columns = dataColumns(layer);
  const arePoints = layer.sections.length > 0 && layer.sections.every(({ kind }) => kind === "point");
  const head = [...columns.map(({ name }) => name), ...(arePoints ? ["lon", "lat"] : [])];
  const lines = rows.map((row) => {
    const place = arePoints ? anchorOf({ layer, row }) : null;
    const digits = layer.sections[0]?.digits ?? 0;
    const ends = arePoints ? [place?.lng, place?.lat].map((degrees) => (degrees === undefined ? null : Number(degrees.toFixed(digits)))) : [];
    return [...columns.map((column) => column.value(row)), ...ends];
  });
  return [head, ...lines].map((values) => values.map(cell).join(",")).join("\r\n") + "\r\n";
}
