/** The panel beside the map, which a reader folds; on a phone, a sheet over its lower edge, by a tap or a swipe. */

/** Narrower than this in pixels, the panel is a sheet. */
const SHEET_WIDTH = 720;

/** Pixels that a finger moves before it is a swipe. */
const SWIPE = 24;

/** Pixels around what a view is to show. */
const MARGIN = 28;

/** How much of the sheet is seen: its heading, the answer below it, or all that leaves the map its buttons. */
const SIZES = /** @type {const} */ (["folded", "half", "tall"]);

/** @typedef {typeof SIZES[number]} Size */

const isSheet = () => innerWidth < SHEET_WIDTH;

const panel = () => /** @type {HTMLElement} */ (document.getElementById("panel"));

/** @returns {Size} */
const sizeNow = () => SIZES.find((size) => panel().classList.contains(size)) ?? "half";

/** @param {Size} size */
function setSheet(size) {
  panel().classList.remove(...SIZES);
  panel().classList.add(size);
  document.getElementById("panel-toggle")?.setAttribute("aria-expanded", String(size !== "folded"));
  noteHeight();
}

/** Leaves the map to a reader who has chosen something on it. */
export function foldSheet() {
  if (isSheet()) setSheet("folded");
}

/** Pixels of a map's height that the sheet covers; none where it covers all of it. */
export const coveredBySheet = () => (isSheet() && sizeNow() !== "tall" ? panel().offsetHeight : 0);

/** How a map is to fit a view, so that no sheet covers it. @returns {L.FitBoundsOptions} */
export function roomAround() {
  const below = coveredBySheet();
  return { paddingTopLeft: [MARGIN, MARGIN], paddingBottomRight: [MARGIN, MARGIN + below], animate: false };
}

/** @param {L.Map} map */
export function startPanel(map) {
  const toggle = /** @type {HTMLElement} */ (document.getElementById("panel-toggle"));
  const head = /** @type {HTMLElement} */ (panel().firstElementChild);
  setSheet("half");
  toggle.addEventListener("click", () => setSheet(sizeNow() === "folded" ? "half" : "folded"));
  const swiped = watchSwipes(head);
  head.addEventListener("click", ({ target }) => {
    if (!isSheet() || swiped() || toggle.contains(/** @type {Node} */ (target))) return;
    setSheet(sizeNow() === "half" ? "tall" : "half");
  });
  new ResizeObserver(noteHeight).observe(panel());
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
}

/** What stands at the lower edge of the map stands on the sheet, unless that covers nearly all. */
function noteHeight() {
  if (sizeNow() !== "tall") document.documentElement.style.setProperty("--sheet", `${panel().offsetHeight}px`);
}

/** Lets a swipe move the sheet. @param {HTMLElement} head @returns {() => boolean} whether the last touch was a swipe, and so is no tap */
function watchSwipes(head) {
  let [start, moved] = [NaN, false];
  head.addEventListener("pointerdown", ({ clientY, pointerId, target }) => {
    [start, moved] = [clientY, false];
    if (isSheet() && !(/** @type {Element} */ (target).closest("button"))) head.setPointerCapture(pointerId);
  });
  head.addEventListener("pointermove", ({ clientY }) => {
    if (!isSheet() || moved || !(Math.abs(clientY - start) > SWIPE)) return;
    setSheet(SIZES[Math.max(0, Math.min(SIZES.length - 1, SIZES.indexOf(sizeNow()) + Math.sign(start - clientY)))]);
    moved = true;
  });
  head.addEventListener("pointerup", () => (start = NaN));
  return () => moved;
}
