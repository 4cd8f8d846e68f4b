/**
 * Finds parts by place. Neighbours in a table are often neighbours on the map, so parts are looked up by blocks of
 * neighbours: a box round each block takes one pass to make, unlike a tree, and a search keeps the order of drawing.
 * For a million points flatbush takes six times as long to make, in one go, and longer to list what is in view.
 */

/** Parts in a block. */
const SIZE = 64;

/** Parts whose boxes are joined before the work may pause. */
const STRIDE = 32768;

/** @typedef {{ west: ArrayLike<number>, north: ArrayLike<number>, east: ArrayLike<number>, south: ArrayLike<number> }} Boxes one for each part */
/** @typedef {[west: number, north: number, east: number, south: number]} Box */

export class SpatialIndex {
  /** @param {Boxes} boxes @returns {Generator<undefined, SpatialIndex>} makes the blocks in slices */
  static *around(boxes) {
    const index = new SpatialIndex(boxes);
    const { west, north, east, south, count } = index;
    for (let part = 0; part < count; part++) {
      const block = 4 * Math.floor(part / SIZE);
      index.join(block, west[part], north[part], east[part], south[part]);
      if (part % STRIDE === 0) yield;
    }
    for (let block = 0; block < index.edges.length; block += 4) index.extend(block);
    return index;
  }

  /** @param {Boxes} boxes */
  constructor({ west, north, east, south }) {
    this.west = west;
    this.north = north;
    this.east = east;
    this.south = south;
    this.count = west.length;
    this.edges = new Float64Array(4 * Math.ceil(this.count / SIZE));
    for (let i = 0; i < this.edges.length; i++) this.edges[i] = i % 4 < 2 ? Infinity : -Infinity;
    this.minX = Infinity;
    this.maxX = -Infinity;
  }

  /** @param {number} block @param {number} west @param {number} north @param {number} east @param {number} south */
  join(block, west, north, east, south) {
    const { edges } = this;
    if (west < edges[block]) edges[block] = west;
    if (north < edges[block + 1]) edges[block + 1] = north;
    if (east > edges[block + 2]) edges[block + 2] = east;
    if (south > edges[block + 3]) edges[block + 3] = south;
  }

  /** @param {number} block */
  extend(block) {
    this.minX = Math.min(this.minX, this.edges[block]);
    this.maxX = Math.max(this.maxX, this.edges[block + 2]);
  }

  /** The runs of parts that may touch a box, in their order. @param {Box} box @returns {Generator<[from: number, to: number]>} */
  *runs([west, north, east, south]) {
    const { edges, count } = this;
    for (let block = 0; block < edges.length; block += 4) {
      if (edges[block] > east || edges[block + 2] < west || edges[block + 1] > south || edges[block + 3] < north) continue;
      const from = (block / 4) * SIZE;
      yield [from, Math.min(from + SIZE, count)];
    }
  }

  /** @param {number} part @param {Box} box */
  touches(part, [west, north, east, south]) {
    return this.west[part] <= east && this.east[part] >= west && this.north[part] <= south && this.south[part] >= north;
  }

  /** The parts whose boxes touch a box, in their order. @param {Box} box @returns {Generator<number>} */
  *search(box) {
    for (const [from, to] of this.runs(box)) {
      for (let part = from; part < to; part++) if (this.touches(part, box)) yield part;
    }
  }
}
