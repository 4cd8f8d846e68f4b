/**
 * A canvas that Leaflet moves and scales with the map, redrawn a few milliseconds at a time on a second canvas that
 * then takes its place: a pan or a zoom never waits for a drawing.
 */

/** @import { FrameQueue } from "./scheduler.js" */
/** @import { View } from "./types" */

import { advance } from "./scheduler.js";

/** Milliseconds of commands that are handed to the canvas at once: to carry them out takes several times as long. */
const BATCH = 0.5;

/** Share of the map's size by which the canvas is larger on every side. */
const PADDING = 0.25;

/** Dots to a pixel on paper. */
const PRINTED = 3;

/** @typedef {{ bounds: L.Bounds, center: L.LatLng, zoom: number }} Frame what of the map a canvas holds */

export class Painter extends L.Renderer {
  /**
   * @param {(context: CanvasRenderingContext2D, view: View) => Generator} draw
   * @param {FrameQueue} queue where it takes its turn @param {string} pane
   */
  constructor(draw, queue, pane) {
    super({ padding: PADDING, pane });
    this._draw = draw;
    this._queue = queue;
    /** @type {(() => boolean) | undefined} */
    this._job = undefined;
  }

  _initContainer() {
    this._container = L.DomUtil.create("div", "painter");
    this._container.setAttribute("aria-hidden", "true");
  }

  _destroyContainer() {
    this._queue.drop(this._job);
    this._container?.remove();
    this._container = undefined;
  }

  /** @override */
  getEvents() {
    return { ...super.getEvents?.(), move: this._onMove, resize: this._update };
  }

  /** Draws ahead while a drag leaves the part that is drawn. */
  _onMove() {
    if (!this._bounds || this._busy) return;
    const corner = this._map.containerPointToLayerPoint([0, 0]);
    const inside = this._bounds.contains(new L.Bounds(corner, corner.add(this._map.getSize())));
    if (!inside && this._zoom === this._map.getZoom()) this._update();
  }

  /** Leaflet moves what is drawn, and may do so before anything is. @override @param {L.LatLng} center @param {number} zoom */
  _updateTransform(center, zoom) {
    if (this._bounds) super._updateTransform(center, zoom);
  }

  /** Draws again, as after a change of what is shown. */
  redraw() {
    if (this._map) this._update();
  }

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    const map = this._map;
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
    const extent = size.multiplyBy(1 + 2 * PADDING).round();
    const frame = { bounds: new L.Bounds(corner, corner.add(extent)), center: map.getCenter(), zoom: map.getZoom() };
    const origin = map.getPixelOrigin().add(corner);
    const view = {
      scale: 256 * 2 ** frame.zoom, left: origin.x, top: origin.y, width: extent.x, height: extent.y, zoom: frame.zoom, ratio: dotsToPixel(),
      seen: { left: size.x * PADDING, top: size.y * PADDING, right: size.x * (1 + PADDING), bottom: size.y * (1 + PADDING) },
    };
    const canvas = makeCanvas(view);
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const steps = this._draw(context, view);
    this._queue.drop(this._job);
    this._job = () => {
      const done = advance(steps, BATCH).done ?? false;
      carryOut(context);
      if (done) this._show(canvas, frame);
      return done;
    };
    this._busy = true;
    this._queue.add(this._job);
  }

  /** @param {HTMLCanvasElement} canvas @param {Frame} frame */
  _show(canvas, { bounds, center, zoom }) {
    this._busy = false;
    this._bounds = bounds;
    this._center = center;
    this._zoom = zoom;
    this._container?.replaceChildren(canvas);
    this._updateTransform(this._map.getCenter(), this._map.getZoom());
    this.fire("painted");
  }
}

/** Makes a canvas carry out its commands now, which it would do all in one go at the end of a frame. @param {CanvasRenderingContext2D} context */
const carryOut = (context) => context.getImageData(0, 0, 1, 1);

const dotsToPixel = () => ("printing" in document.documentElement.dataset ? PRINTED : window.devicePixelRatio || 1);

/** @param {View} view */
function makeCanvas({ width, height, ratio }) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true })).scale(ratio, ratio);
  return canvas;
}
