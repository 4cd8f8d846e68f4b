/** Everything that is drawn on one map: the base map below, the layers above, and what lies under the pointer. */

/** @import { Cluster } from "./clusters.js" */
/** @import { Layer, PackedLayer } from "./layer.js" */
/** @import { Feature } from "./types" */

import { colors, onThemeChange } from "./theme.js";
import { drawBase } from "./basemap.js";
import { drawLayers } from "./overlay.js";
import { findFeatures } from "./hit.js";
import { FrameQueue } from "./scheduler.js";
import { Painter } from "./painter.js";

/** @type {WeakMap<L.Map, Scene>} */
const scenes = new WeakMap();

/** @param {L.Map} map @returns {Scene} */
export function sceneOf(map) {
  const scene = scenes.get(map) ?? new Scene(map);
  scenes.set(map, scene);
  return scene;
}

export class Scene {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    /** @type {PackedLayer[]} every layer on the map, in its order of drawing */
    this.layers = [];
    /** @type {Promise<Layer>[]} every layer that was ever told to the map, shown or not */
    this.known = [];
    /** @type {Cluster[]} the marks as they were last drawn */
    this.clusters = [];
    /** @type {import("./types").Note[]} what is pinned to places */
    this.notes = [];
    /** @type {Feature | null} the feature whose card is open */
    this.selected = null;
    /** @type {Feature[]} those that relate to it */
    this.related = [];
    /** What relates to a feature. @type {(feature: Feature) => Feature[]} */
    this.relatedTo = () => [];
    /** What a reader can do with a feature, for its card. @type {(feature: Feature) => Node | null} */
    this.actionOf = () => null;
    /** @type {(() => void)[]} */
    this._listeners = [];
    const queue = new FrameQueue();
    this._queue = queue;
    this.base = new Painter((context, view) => drawBase(context, view, this), queue, "tilePane");
    this.data = new Painter((context, view) => drawLayers(context, view, this), queue, "overlayPane");
    this.data.on("painted", () => this._noteDrawn());
    onThemeChange(() => this.redraw());
    map.whenReady(() => map.addLayer(this.base).addLayer(this.data));
  }

  /** Makes a layer known to the panel, shown or not. @param {PackedLayer} layer */
  introduce(layer) {
    this.known.push(layer.ready);
  }

  /** @param {PackedLayer} layer */
  add(layer) {
    this.layers.push(layer);
    layer.ready.then(() => this.redraw());
  }

  /** @param {PackedLayer} layer */
  remove(layer) {
    this.layers = this.layers.filter((other) => other !== layer);
    this.redraw();
  }

  /** Layers that have arrived, base map apart. */
  get shown() {
    const zoom = this.map.getZoom();
    return this.layers.flatMap(({ layer }) =>
      (layer && !layer.isBase() && layer.info.zooms[0] <= zoom && zoom <= layer.info.zooms[1] ? [layer] : []));
  }

  /** @param {string} title @returns {Layer | null} */
  baseLayer(title) {
    return this.layers.find(({ layer }) => layer?.isBase() && layer.info.title === title)?.layer ?? null;
  }

  /** Calls back after anything has changed: layers, classes, the month, the open card. @param {() => void} listener */
  onChange(listener) {
    this._listeners.push(listener);
  }

  /** Draws again, once however often it is asked in one frame. */
  redraw() {
    if (this._asked) return;
    this._asked = true;
    requestAnimationFrame(() => {
      this._asked = false;
      for (const listener of this._listeners) listener();
      this.base.redraw();
      this.data.redraw();
    });
  }

  /** Draws again at once, however long it takes. */
  redrawNow() {
    for (const listener of this._listeners) listener();
    this.base.redraw();
    this.data.redraw();
    this._queue.finish();
  }

  /** Tells whoever waits for the page that all its layers are on the canvas. */
  _noteDrawn() {
    if (this.layers.every(({ layer }) => layer)) document.documentElement.dataset.drawn = "true";
  }

  /** @param {Feature | null} feature */
  select(feature) {
    this.selected = feature;
    this.related = feature ? this.relatedTo(feature) : [];
    this.redraw();
  }

  /** Features under a point of the map, topmost first. @param {L.LatLng} latlng */
  featuresAt(latlng) {
    return findFeatures(this, latlng);
  }

  get colors() {
    return colors();
  }
}
