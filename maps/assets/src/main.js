/** What the scripts of a page call. @file */

import markerIcon from "leaflet/dist/images/marker-icon.png";
import markerIcon2x from "leaflet/dist/images/marker-icon-2x.png";
import markerShadow from "leaflet/dist/images/marker-shadow.png";
import { PackedLayer } from "./layer.js";
import { awesomeMarkers, content, fieldTable } from "./folium.js";
import { sceneOf } from "./scene.js";
import { startPage } from "./page.js";

// Folium's own markers keep working without a request: their pictures are part of this file.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl: markerIcon, iconRetinaUrl: markerIcon2x, shadowUrl: markerShadow, imagePath: "" });

/** @param {string} id the element that holds the packed bytes @param {L.Map} map that is told of the layer, though it may show it later */
function packedLayer(id, map) {
  const layer = new PackedLayer(id);
  sceneOf(map).introduce(layer);
  return layer;
}

Object.assign(L, { AwesomeMarkers: awesomeMarkers });
Object.assign(window, { isthmus: { content, fieldTable, packedLayer, startPage } });
