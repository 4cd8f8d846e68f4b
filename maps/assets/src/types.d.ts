import type { LatLng } from "leaflet";
import type { Layer } from "./layer.js";
import type { SpatialIndex } from "./spatial-index.js";

declare module "leaflet" {
  /** What Leaflet's own renderers have, and its types leave out. */
  interface Renderer {
    _updateTransform(center: LatLng, zoom: number): void;
  }
  interface Map {
    _animatingZoom?: boolean;
  }
}

/** How a class of features is drawn; said once, in isthmus.layers. */
export interface PageSymbol {
  color: string;
  shape: string;
  width: number;
  dash: number[];
  opacity: number;
  /** Kilometres that an area reaches to both sides of a line; 0 for any other. */
  reach_km: number;
}

export interface PageClass {
  label: string;
  symbol: PageSymbol;
  shown: boolean;
  /** Whether it is of straits or canals, whose names are written on the map. */
  passage: boolean;
  /** From and to which number it reaches, if that is its name. */
  span: [number, number] | null;
}

/** An attribute as a reader sees it. */
export interface PageField {
  column: number;
  label: string;
  unit: string;
  link: boolean;
  /** What a reader sees for a value that the column's schema sets. */
  values: Record<string, string>;
  /** Whether values are codes of countries, joined by +. */
  countries: boolean;
}

/** What the header of a packed layer says about its looks. */
export interface LayerInfo {
  key: string;
  title: string;
  group: string;
  note: string;
  /** Column of the place of each row's class among the classes. */
  class: number;
  /** Columns of the name and the precision of a row; -1 where there is none. */
  name: number;
  /** What a reader sees for names that the page's language has another word for. */
  names: Record<string, string>;
  precision: number;
  /** Columns that say whether a row's source was seen, and how good it is; -1 where there is none. */
  verified: number;
  grade: number;
  /** Column of the numbers that widen the line or the mark; -1 where there is none. */
  weight: number;
  /** Whether a line that they widen is thin where it starts: goods flow towards its wide end. */
  tapers: boolean;
  /** Whether dots run along its lines. */
  moves: boolean;
  /** Kilometres within which each point is spread, where its density is drawn in its place; 0 of any other layer. */
  heat_km: number;
  /** Column of what is spread; -1 where the points are. */
  heat_by: number;
  /** Column whose values tell the classes apart; -1 where none does. */
  by: number;
  /** Whether the legend lists the classes, shows them as one scale of colours, or leaves them out. */
  legend: string;
  /** Whether names are written on the map. */
  labelled: boolean;
  /** Zooms from which and up to which the layer is drawn. */
  zooms: number[];
  /** The most opacity of areas. */
  area_opacity: number;
  /** Columns that are told beside the name of what is pointed at. */
  tip: number[];
  /** Columns of a card, in this order; null for all fields. */
  card: number[] | null;
  /** Columns of the first and last month in which a row holds, counted from the year 0; -1 where there is none. */
  from: number;
  to: number;
  /** The month in which rows hold that a page opens on; -1 where it opens on all. */
  now: number;
  /** What the classes tell apart, as a heading; empty where all rows look the same. */
  classed_by: string;
  classes: PageClass[];
  fields: PageField[];
}

export interface PackedIntegers {
  count: number;
  width: number;
  differences: boolean;
}

export interface PackedSection {
  kind: Kind;
  digits: number;
  x: PackedIntegers;
  y: PackedIntegers;
  /** Vertices of each ring, then rings of each polygon; vertices of each line; nothing for points. */
  sizes: PackedIntegers[];
  rows: PackedIntegers;
}

/** Numbers as integers to be divided by a power of ten; the rows in missing have none. */
export interface PackedDecimals extends PackedIntegers {
  type: "decimal";
  decimals: number;
  missing: PackedIntegers;
}

/** Numbers of 64 bits, NaN where there is none. */
export interface PackedFloats {
  type: "float";
  bytes: number;
}

/** Places among the values, -1 where there is none. */
export interface PackedCodes extends PackedIntegers {
  type: "code";
  values: string[];
}

/** Texts that differ by a number alone, which has zeros before it. */
export interface PackedNumbered extends PackedIntegers {
  type: "numbered";
  prefix: string;
  digits: number;
}

/** Texts one after the other; a length of -1 is none. */
export interface PackedTexts {
  type: "text";
  sizes: PackedIntegers;
  bytes: number;
}

export type PackedColumn = { name: string; boolean?: true } & (
  | PackedDecimals
  | PackedFloats
  | PackedCodes
  | PackedNumbered
  | PackedTexts
);

/** The header of a packed layer, as maps/_packing writes it; tests/test_packed_header.py holds the two together. */
export interface Header {
  rows: number;
  sections: PackedSection[];
  columns: PackedColumn[];
  layer: LayerInfo;
}

export type Kind = "point" | "line" | "polygon";

/** Parts of one kind; x and y are Web Mercator on the unit square, x running on past 0 and 1. */
export interface Section {
  kind: Kind;
  /** Decimals of a degree that its coordinates were rounded to. */
  digits: number;
  x: Float64Array;
  y: Float64Array;
  /** Part p has the rings (polygon) or vertices (line, point) from parts[p] up to parts[p + 1]. */
  parts: Uint32Array;
  /** Polygons only: ring r has the vertices from rings[r] up to rings[r + 1]. */
  rings: Uint32Array;
  /** The row of each part. */
  rows: Uint32Array;
  index: SpatialIndex;
}

/** What a row holds in a column; null where there is none. */
export type Value = string | number | null;

export interface Column {
  name: string;
  /** Whether its texts are true and false. */
  boolean: boolean;
  value(row: number): Value;
}

export interface Packed {
  header: Header;
  sections: Section[];
  columns: Column[];
}

/** What stands on a page beside its layers, as isthmus.maps.Map writes it. */
export interface Panel {
  messages: Record<string, string>;
  charts: Chart[];
  tiles: Tiles | null;
  what_ifs: WhatIfData[];
  tour: Stop[];
  notes: Note[];
  /** The origin of the page that may steer this one; "*" for whichever holds it as text; empty for none. */
  portal: string;
}

/** A chapter, and what the map shows with it: a middle in latitude and longitude, titles of layers, a month, "all" or nothing. */
export interface Stop {
  title: string;
  text: string;
  location: [number, number] | null;
  zoom: number | null;
  layers: string[] | null;
  closed: string[];
  month: string;
}

export interface Note {
  text: string;
  location: [number, number];
}

/** A route that some closure makes the best: what it takes, the places of the gates it passes and of its legs. */
export interface WhatIfRoute {
  km: number;
  h: number;
  usd_t: number;
  gates: number[];
  legs: number[];
}

/** All routes that some closure makes the best, as isthmus.layers' WhatIf has them. */
export interface WhatIfData {
  by: string;
  /** Up to how many closures at once are answered exactly. */
  depth: number;
  /** By what the routes go, in words; empty where nothing but these was asked. */
  label: string;
  /** Whether what hours cost the goods is counted among the costs. */
  counts_hours: boolean;
  /** Key of the layer that draws the legs. */
  layer: string;
  /** Ends, the share of the demand, and the places of the gates that are the ends' own countries. */
  pairs: { origin: string; destination: string; share: number; own: number[] }[];
  gates: { name: string; title: string; label: string; kind: string; lon: number | null; lat: number | null }[];
  routes: WhatIfRoute[];
  /** A pair, the gate that is shut on the day and opened, or -1, the gates closed, and the best route then; -1 where none is left. */
  closures: [number, number, number[], number][];
  /** Past disruptions, the latest first, and the places of the gates they shut that some route passes. */
  cases: { title: string; start: string; end: string; closed: number[] }[];
  /** Choices of a shipper, by codes of the countries that nothing passes, joined by +, and the places of those that some route passes. */
  policies: { countries: string; closed: number[] }[];
  helps: Help[];
}

/** A link that would widen the network, or a measure that helps when something shuts; ranges, null where nobody says. */
export interface Help {
  name: string;
  kind: string;
  /** Independent routes that a link adds; null of a measure. */
  more_routes: number | null;
  /** Days late that it saves, the least and the most. */
  saved: (number | null)[];
  /** The share of the demand that it finds a way for. */
  found: (number | null)[];
  /** In millions. */
  cost: (number | null)[];
  currency: string;
  /** West, south, east and north of a link. */
  bounds: number[] | null;
}

/** The place of a route, -1 where none is left, and whether no better one exists. */
export interface WhatIfAnswer {
  route: number;
  exact: boolean;
}

/** What closing a gate does besides what is closed: means over the demand still served, and the share that is not. */
export interface WhatIfEffect {
  gates: number[];
  unserved: number;
  extra_h: number;
  extra_usd_t: number;
  exact: boolean;
}

export interface Chart {
  title: string;
  unit: string;
  countries: boolean;
  bars: { label: string; value: number; color: string; high: number | null }[];
  /** What rows the bars are the sums of: the place of a bar, key of a layer, id of a row, what it adds, and a name; of parts of one name one counts. */
  parts: [number, string, string, number, string][];
}

export interface Tiles {
  url: string;
  attribution: string;
}

/** What a canvas shows: world pixels of the unit square, and the canvas' corner in them. */
export interface View {
  scale: number;
  left: number;
  top: number;
  width: number;
  height: number;
  zoom: number;
  /** Dots of the canvas to a pixel. */
  ratio: number;
  /** What of the canvas lies within the map's frame, in pixels; the rest waits for the map to be dragged. */
  seen: { left: number; top: number; right: number; bottom: number };
}

/** A place on the map that a reader can point at. */
export interface Feature {
  layer: Layer;
  row: number;
}

export interface Mark extends Feature {
  x: number;
  y: number;
  precision: string;
  /** Pixels, where a number says how large it is; 0 for any other. */
  radius: number;
}

declare global {
  interface Window {
    /** What the scripts of a page call, put there by main.js. */
    isthmus: Record<string, unknown>;
  }
}
