/** Readers who ask their system for less motion are at once where a map leads them. */
export function restMotion() {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  L.Map.include({
    /** @this {L.Map} @param {L.LatLngExpression} center @param {number} zoom */
    flyTo(center, zoom) {
      return this.setView(center, zoom, { animate: false });
    },
  });
}
