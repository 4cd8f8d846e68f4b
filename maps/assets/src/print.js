/** Draws the map anew for paper: at the size it has there, in light colours, and whole before the page is taken. */

import { sceneOf } from "./scene.js";

/** @param {L.Map} map */
export function startPrinting(map) {
  const { dataset } = document.documentElement;
  let [center, zoom] = [map.getCenter(), map.getZoom()];
  addEventListener("beforeprint", () => {
    [center, zoom] = [map.getCenter(), map.getZoom()];
    const bounds = map.getBounds();
    dataset.printing = "true";
    map.invalidateSize({ animate: false });
    map.fitBounds(bounds, { animate: false });
    sceneOf(map).redrawNow();
  });
  addEventListener("afterprint", () => {
    delete dataset.printing;
    map.invalidateSize({ animate: false });
    map.setView(center, zoom, { animate: false });
    sceneOf(map).redrawNow();
  });
}
