/** Measures along the shortest line between clicked points. */

import { element } from "./dom.js";
import { formatNumber, message } from "./messages.js";
import { geodesicPath, haversine } from "./sphere.js";

/** Turns measuring on and off. @param {L.Map} map @returns {{ toggle(): boolean, active(): boolean }} */
export function makeMeasure(map) {
  /** @type {L.LatLng[]} */
  let points = [];
  let on = false;
  const line = L.polyline([], { className: "measured", weight: 2, dashArray: "6 4", interactive: false });
  const note = element("p", { class: "measure-note", role: "status" });
  const refresh = () => {
    line.setLatLngs(points.length > 1 ? points.slice(1).flatMap((point, i) => geodesicPath(points[i], point)) : points);
    const km = points.slice(1).reduce((sum, point, i) => sum + haversine(points[i], point), 0) / 1000;
    note.textContent = points.length > 1 ? message("measure.length", { km: formatNumber(Math.round(km)) }) : message("measure.start");
  };
  map.on("click", (event) => {
    if (!on) return;
    points.push(event.latlng);
    refresh();
  });
  return {
    active: () => on,
    toggle() {
      on = !on;
      points = [];
      map.getContainer().classList.toggle("measuring", on);
      if (on) map.addLayer(line).getContainer().append(note);
      else (map.removeLayer(line), note.remove());
      refresh();
      return on;
    },
  };
}
