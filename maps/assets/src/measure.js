/** Measures along the shortest lines between points that are clicked, or brought to the centre and entered. */

import { element } from "./dom.js";
import { shortestLine } from "./geodesic.js";
import { formatNumber, message } from "./i18n.js";

/** Turns measuring on and off. @param {L.Map} map @returns {{ toggle(): boolean }} */
export function makeMeasure(map) {
  /** @type {L.LatLng[]} */
  let points = [];
  let on = false;
  const line = L.polyline([], { className: "measured", weight: 2, dashArray: "6 4", interactive: false });
  const note = element("p", { class: "note measure-note", role: "status" });
  const refresh = () => {
    const legs = points.slice(1).map((point, i) => shortestLine(points[i], point));
    line.setLatLngs(legs.flatMap((leg) => leg.path));
    const km = legs.reduce((sum, leg) => sum + leg.metres, 0) / 1000;
    note.textContent = points.length > 1 ? message("measure.length", { km: formatNumber(Math.round(km)) }) : message("measure.start");
  };
  /** @param {L.LatLng} point */
  const add = (point) => {
    if (!on) return;
    points.push(point);
    refresh();
  };
  map.on("click", (event) => add(event.latlng));
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === map.getContainer()) add(map.getCenter());
  });
  return {
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
