/** How a class of features is drawn; said once in isthmus.layers.symbology. */
export interface PageSymbol {
  color: string;
  shape: string;
  width: number;
  dash: number[];
  opacity: number;
}

export interface PageClass {
  label: string;
  symbol: PageSymbol;
  shown: boolean;
  /** Whether it is of straits or canals, whose names are written on the map. */
  passage: boolean;
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
  /** Columns of the name, the class and the precision of a row; -1 where there is none. */
  name: number;
  class: number;
  precision: number;
  /** Column of the numbers that widen the line; -1 where there is none. */
  weight: number;
  /** Columns of the first and last month in which a row holds, counted from the year 0; -1 where there is none. */
  from: number;
  to: number;
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

export interface Header {
  rows: number;
  sections: { kind: Kind; digits: number; x: PackedIntegers; y: PackedIntegers; sizes: PackedIntegers[]; rows: PackedIntegers }[];
  columns: any[];
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
  index: import("./spatial-index.js").SpatialIndex;
}

export interface Column {
  name: string;
  /** Whether its texts are true and false. */
  boolean: boolean;
  value(row: number): string | number | null;
}

export interface Packed {
  header: Header;
  sections: Section[];
  columns: Column[];
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
  layer: any;
  row: number;
}

export interface Mark extends Feature {
  x: number;
  y: number;
  precision: string;
}
