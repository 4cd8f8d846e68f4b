/** A map in a notebook: its page in a frame. What the page tells becomes traits that Python shares; what Python asks for is said to the page. */

/** What Python shares of a widget. @typedef {{ get(name: string): unknown, set(name: string, value: unknown): void, save_changes(): void, on(event: string, hear: () => void): void, off(event: string, hear: () => void): void }} Model */
/** A call of the page by its number: later ones are larger. @typedef {{ number: number, call: string, arguments: unknown[] }} Command */
/** @typedef {Record<string, unknown>} Told */

const SANDBOX = "allow-scripts allow-downloads allow-modals allow-popups allow-popups-to-escape-sandbox";

/** Traits by what the page tells. @type {Record<string, (told: Told) => Told>} */
const TRAITS = {
  closed: ({ names }) => ({ closed: names }),
  filtered: ({ filters }) => ({ filters }),
  ready: ({ view }) => ({ view }),
  selected: ({ layer, name }) => ({ selection: layer === null ? null : { layer, name } }),
  viewed: ({ view }) => ({ view }),
};

/** @param {Model} model */
function makeFrame(model) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", SANDBOX);
  frame.allowFullscreen = true;
  frame.title = String(model.get("title"));
  frame.style.cssText = `display: block; width: 100%; height: ${Number(model.get("height"))}px; border: 0`;
  frame.srcdoc = String(model.get("page"));
  return frame;
}

/** @param {{ model: Model, el: HTMLElement }} widget */
function render({ model, el }) {
  const frame = makeFrame(model);
  let [ready, last] = [false, 0];
  const ask = () => {
    if (!ready) return;
    for (const { number, call, arguments: given } of /** @type {Command[]} */ (model.get("commands"))) {
      if (number > last) frame.contentWindow?.postMessage({ isthmus: call, arguments: given }, "*");
      last = Math.max(last, number);
    }
  };
  /** @param {MessageEvent} message */
  const hear = ({ data, source }) => {
    if (source !== frame.contentWindow || !Object.hasOwn(TRAITS, data?.isthmus)) return;
    for (const [name, value] of Object.entries(TRAITS[data.isthmus](data))) model.set(name, value);
    model.save_changes();
    ready ||= data.isthmus === "ready";
    ask();
  };
  addEventListener("message", hear);
  model.on("change:commands", ask);
  el.append(frame);
  return () => {
    removeEventListener("message", hear);
    model.off("change:commands", ask);
    frame.remove();
  };
}

export default { render };
