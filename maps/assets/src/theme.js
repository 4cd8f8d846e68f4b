/** The colours of the page, which the stylesheet owns and the canvas borrows. */

/** @typedef {ReturnType<typeof colors>} Theme */

export function colors() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    sea: color("sea"), land: color("land"), lake: color("lake"), border: color("border"), coast: color("coast"),
    grid: color("grid"), ink: color("ink"), muted: color("muted"), halo: color("halo"), badge: color("badge"),
  };
}

/** Calls back when the reader's system or the page changes between light, dark and print. @param {() => void} callback */
export function onThemeChange(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  matchMedia("print").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
