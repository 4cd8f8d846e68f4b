"use strict";
(() => {
  // node_modules/leaflet/dist/images/marker-icon.png
  var marker_icon_default = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABkAAAApCAYAAADAk4LOAAAFgUlEQVR4Aa1XA5BjWRTN2oW17d3YaZtr2962HUzbDNpjszW24mRt28p47v7zq/bXZtrp/lWnXr337j3nPCe85NcypgSFdugCpW5YoDAMRaIMqRi6aKq5E3YqDQO3qAwjVWrD8Ncq/RBpykd8oZUb/kaJutow8r1aP9II0WmLKLIsJyv1w/kqw9Ch2MYdB++12Onxee/QMwvf4/Dk/Lfp/i4nxTXtOoQ4pW5Aj7wpici1A9erdAN2OH64x8OSP9j3Ft3b7aWkTg/Fm91siTra0f9on5sQr9INejH6CUUUpavjFNq1B+Oadhxmnfa8RfEmN8VNAsQhPqF55xHkMzz3jSmChWU6f7/XZKNH+9+hBLOHYozuKQPxyMPUKkrX/K0uWnfFaJGS1QPRtZsOPtr3NsW0uyh6NNCOkU3Yz+bXbT3I8G3xE5EXLXtCXbbqwCO9zPQYPRTZ5vIDXD7U+w7rFDEoUUf7ibHIR4y6bLVPXrz8JVZEql13trxwue/uDivd3fkWRbS6/IA2bID4uk0UpF1N8qLlbBlXs4Ee7HLTfV1j54APvODnSfOWBqtKVvjgLKzF5YdEk5ewRkGlK0i33Eofffc7HT56jD7/6U+qH3Cx7SBLNntH5YIPvODnyfIXZYRVDPqgHtLs5ABHD3YzLuespb7t79FY34DjMwrVrcTuwlT55YMPvOBnRrJ4VXTdNnYug5ucHLBjEpt30701A3Ts+HEa73u6dT3FNWwflY86eMHPk+Yu+i6pzUpRrW7SNDg5JHR4KapmM5Wv2E8Tfcb1HoqqHMHU+uWDD7zg54mz5/2BSnizi9T1Dg4QQXLToGNCkb6tb1NU+QAlGr1++eADrzhn/u8Q2YZhQVlZ5+CAOtqfbhmaUCS1ezNFVm2imDbPmPng5wmz+gwh+oHDce0eUtQ6OGDIyR0uUhUsoO3vfDmmgOezH0mZN59x7MBi++WDL1g/eEiU3avlidO671bkLfwbw5XV2P8Pzo0ydy4t2/0eu33xYSOMOD8hTf4CrBtGMSoXfPLchX+J0ruSePw3LZeK0juPJbYzrhkH0io7B3k164hiGvawhOKMLkrQLyVpZg8rHFW7E2uHOL888IBPlNZ1FPzstSJM694fWr6RwpvcJK60+0HCILTBzZLFNdtAzJaohze60T8qBzyh5ZuOg5e7uwQppofEmf2++DYvmySqGBuKaicF1blQjhuHdvCIMvp8whTTfZzI7RldpwtSzL+F1+wkdZ2TBOW2gIF88PBTzD/gpeREAMEbxnJcaJHNHrpzji0gQCS6hdkEeYt9DF/2qPcEC8RM28Hwmr3sdNyht00byAut2k3gufWNtgtOEOFGUwcXWNDbdNbpgBGxEvKkOQsxivJx33iow0Vw5S6SVTrpVq11ysA2Rp7gTfPfktc6zhtXBBC+adRLshf6sG2RfHPZ5EAc4sVZ83yCN00Fk/4kggu40ZTvIEm5g24qtU4KjBrx/BTTH8ifVASAG7gKrnWxJDcU7x8X6Ecczhm3o6YicvsLXWfh3Ch1W0k8x0nXF+0fFxgt4phz8QvypiwCCFKMqXCnqXExjq10beH+UUA7+nG6mdG/Pu0f3LgFcGrl2s0kNNjpmoJ9o4B29CMO8dMT4Q5ox8uitF6fqsrJOr8qnwNbRzv6hSnG5wP+64C7h9lp30hKNtKdWjtdkbuPA19nJ7Tz3zR/ibgARbhb4AlhavcBebmTHcFl2fvYEnW0ox9xMxKBS8btJ+KiEbq9zA4RthQXDhPa0T9TEe69gWupwc6uBUphquXgf+/FrIjweHQS4/pduMe5ERUMHUd9xv8ZR98CxkS4F2n3EUrUZ10EYNw7BWm9x1GiPssi3GgiGRDKWRYZfXlON+dfNbM+GgIwYdwAAAAASUVORK5CYII=";

  // node_modules/leaflet/dist/images/marker-icon-2x.png
  var marker_icon_2x_default = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADIAAABSCAMAAAAhFXfZAAAC91BMVEVMaXEzeak2f7I4g7g3g7cua5gzeKg8hJo3grY4g7c3grU0gLI2frE0daAubJc2gbQwd6QzeKk2gLMtd5sxdKIua5g1frA2f7IydaM0e6w2fq41fK01eqo3grgubJgta5cxdKI1f7AydaQydaMxc6EubJgvbJkwcZ4ubZkwcJwubZgubJcydqUydKIxapgubJctbJcubZcubJcvbJYubJcvbZkubJctbJctbZcubJg2f7AubJcrbZcubJcubJcua5g3grY0fq8ubJcubJdEkdEwhsw6i88vhswuhcsuhMtBjMgthMsrg8srgss6is8qgcs8i9A9iMYtg8spgcoogMo7hcMngMonf8olfso4gr8kfck5iM8jfMk4iM8he8k1fro7itAgesk2hs8eecgzfLcofssdeMg0hc4cd8g2hcsxeLQbdsgZdcgxeLImfcszhM0vda4xgckzhM4xg84wf8Yxgs4udKsvfcQucqhUndROmdM1fK0wcZ8vb5w0eqpQm9MzeKhXoNVcpdYydKNWn9VZotVKltJFjsIwcJ1Rms9OlslLmtH///8+kc9epdYzd6dbo9VHkMM2f7FHmNBClM8ydqVcpNY9hro3gLM9hLczealQmcw3fa46f7A8gLMxc6I3eagyc6FIldJMl9JSnNRSntNNl9JPnNJFi75UnM9ZodVKksg8kM45jc09e6ZHltFBk883gbRBh7pDk9EwcaBzn784g7dKkcY2i81Om9M7j85Llc81is09g7Q4grY/j9A0eqxKmdFFltBEjcXf6fFImdBCiLxJl9FGlNFBi78yiMxVndEvbpo6js74+vx+psPP3+o/ks5HkcpGmNCjwdZCkNDM3ehYoNJEls+lxNkxh8xHks0+jdC1zd5Lg6r+/v/H2ufz9/o3jM3t8/edvdM/k89Th61OiLBSjbZklbaTt9BfptdjmL1AicBHj8hGk9FAgK1dkLNTjLRekrdClc/k7fM0icy0y9tgp9c4jc2NtM9Dlc8zicxeXZn3AAAAQ3RSTlMAHDdTb4yPA+LtnEQmC4L2EmHqB7XA0d0sr478x4/Yd5i1zOfyPkf1sLVq4Nh3FvjxopQ2/STNuFzUwFIwxKaejILpIBEV9wAABhVJREFUeF6s1NdyFEcYBeBeoQIhRAkLlRDGrhIgY3BJL8CVeKzuyXFzzjkn5ZxzzuScg3PO8cKzu70JkO0LfxdTU//pM9vTu7Xgf6KqOVTb9X7toRrVEfBf1HTVjZccrT/2by1VV928Yty9ZbVuucdz90frG8DBjl9pVApbOstvmMuvVgaNXSfAAd6pGxpy6yxf5ph43pS/4f3uoaGm2rdu72S9xzOvMymkZFq/ptDrk90mhW7e4zl7HLzhxGWPR20xmSxJ/VqldG5m9XhaVOA1DadsNh3Pu5L2N6QtPO/32JpqQBVVk20oy/Pi2s23WEvyfHbe1thadVQttvm7Llf65gGmXK67XtupyoM7HQhmXdLS8oGWJNeOJ3C5fG5XCEJnkez3/oFdsvgJ4l2ANZwhrJKk/7OSXa+3Vw2WJMlKnGkobouYk6T0TyX30klOUnTD9HJ5qpckL3EW/w4XF3Xd0FGywXUrstrclVsqz5Pd/sXFYyDnPdrLcQODmGOK47IZb4CmibmMn+MYRzFZ5jg33ZL/EJrWcszHmANy3ARBK/IXtciJy8VsitPSdE3uuHxzougojcUdr8/32atnz/ev3f/K5wtpxUTpcaI45zusVDpYtZi+jg0oU9b3x74h7+n9ABvYEZeKaVq0sh0AtLKsFtqNBdeT0MrSzwwlq9+x6xAO4tgOtSzbCjrNQQiNvQUbUEubvzBUeGw26yDCsRHCoLkTHDa7IdOLIThs/gHvChszh2CimE8peRs47cxANI0lYNB5y1DljpOF0IhzBDPOZnDOqYYbeGKECbPzWnXludPphw5c2YBq5zlwXphIbO4VDCZ0gnPfUO1TwZoYwAs2ExPCedAu9DAjfQUjzITQb3jNj0KG2Sgt6BHaQUdYzWz+XmBktOHwanXjaSTcwwziBcuMOtwBmqPrTOxFQR/DRKKPqyur0aiW6cULYsx6tBm0jXpR/AUWR6HRq9WVW6MRhIq5jLyjbaCTDCijyYJNpCajdyobP/eTw0iexBAKkJ3gA5KcQb2zBXsIBckn+xVv8jkZSaEFHE+jFEleAEfayRU0MouNoBmB/L50Ai/HSLIHxcrpCvnhSQAuakKp2C/YbCylJjXRVy/z3+Kv/RrNcCo+WUzlVEhzKffnTQnxeN9fWF88fiNCUdSTsaufaChKWInHeysygfpIqagoakW+vV20J8uyl6TyNKEZWV4oRSPyCkWpgOLSbkCObT8o2r6tlG58HQquf6O0v50tB7JM7F4EORd2dx/K0w/KHsVkLPaoYrwgP/y7krr3SSMA4zj+OBgmjYkxcdIJQyQRKgg2viX9Hddi9UBb29LrKR7CVVEEEXWojUkXNyfTNDE14W9gbHJNuhjDettN3ZvbOvdOqCD3Jp/9l+/wJE+9PkYGjx/fqkys3S2rMozM/o2106rfMUINo6hVqz+eu/hd1c4xTg0TAfy5kV+4UG6+IthHTU9woWmxuKNbTfuCSfovBCxq7EtHqvYL4Sm6F8GVxsSXHMQ07TOi1DKtZxjWaaIyi4CXWjxPccUw8WVbMYY5wxC1mzEyXMJWkllpRloi+Kkoq69sxBTlElF6aAxYUbjXNlhlDZilDnM4U5SlN5biRsRHnbx3mbeWjEh4mEyiuJDl5XcWVmX5GvNkFgLWZM5qwsop4/AWfLhU1cR7k1VVvcYCWRkOI6Xy5gmnphCYIkvzuNYzHzosq2oNk2RtSs8khfUOfHIDgR6ysYBaMpl4uEgk2U/oJTs9AaTSwma7dT69geAE2ZpEjUsn2ieJNHeKfrI3EcAGJ2ZaNgVuC8EBctCLc57P5u5led6IOBkIYkuQMrmmjChs4VkfOerHqSBkPzZlhe06RslZ3zMjk2sscqKwY0RcjKK+LWbzd7KiHhkncs/siFJ+V5eXxD34B8nVuJEpGJNmxN2gH3vSvp7J70tF+D1Ej8qUJD1TkErAND2GZwTFg/LubvmgiBG3SOvdlsqFQrkEzJCL1rstlnVFROixZoDDSuXQFHESwVGlcuQcMb/b42NgjLowh5MTDFE3vNB5qStRIErdCQEh6pLPR92anSUb/wAIhldAaDMpGgAAAABJRU5ErkJggg==";

  // node_modules/leaflet/dist/images/marker-shadow.png
  var marker_shadow_default = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACkAAAApCAQAAAACach9AAACMUlEQVR4Ae3ShY7jQBAE0Aoz/f9/HTMzhg1zrdKUrJbdx+Kd2nD8VNudfsL/Th///dyQN2TH6f3y/BGpC379rV+S+qqetBOxImNQXL8JCAr2V4iMQXHGNJxeCfZXhSRBcQMfvkOWUdtfzlLgAENmZDcmo2TVmt8OSM2eXxBp3DjHSMFutqS7SbmemzBiR+xpKCNUIRkdkkYxhAkyGoBvyQFEJEefwSmmvBfJuJ6aKqKWnAkvGZOaZXTUgFqYULWNSHUckZuR1HIIimUExutRxwzOLROIG4vKmCKQt364mIlhSyzAf1m9lHZHJZrlAOMMztRRiKimp/rpdJDc9Awry5xTZCte7FHtuS8wJgeYGrex28xNTd086Dik7vUMscQOa8y4DoGtCCSkAKlNwpgNtphjrC6MIHUkR6YWxxs6Sc5xqn222mmCRFzIt8lEdKx+ikCtg91qS2WpwVfBelJCiQJwvzixfI9cxZQWgiSJelKnwBElKYtDOb2MFbhmUigbReQBV0Cg4+qMXSxXSyGUn4UbF8l+7qdSGnTC0XLCmahIgUHLhLOhpVCtw4CzYXvLQWQbJNmxoCsOKAxSgBJno75avolkRw8iIAFcsdc02e9iyCd8tHwmeSSoKTowIgvscSGZUOA7PuCN5b2BX9mQM7S0wYhMNU74zgsPBj3HU7wguAfnxxjFQGBE6pwN+GjME9zHY7zGp8wVxMShYX9NXvEWD3HbwJf4giO4CFIQxXScH1/TM+04kkBiAAAAAElFTkSuQmCC";

  // src/dom.js
  function element(tag, attributes = {}, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }
  function svg(tag, attributes = {}, ...children) {
    return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
  }
  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== void 0) node.setAttribute(name, String(value));
    }
    node.append(...children.filter((child) => child !== null && child !== void 0 && child !== false).map(asNode));
    return node;
  }
  var asNode = (child) => child instanceof Node ? child : String(child);
  function link(address) {
    if (!/^https?:\/\//i.test(address)) return element("span", {}, address);
    const text2 = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/.*$/, "");
    return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text2);
  }

  // src/symbols.js
  var OUTLINES = {
    circle: "M-.9 0A.9 .9 0 1 0 .9 0A.9 .9 0 1 0 -.9 0Z",
    square: "M-.8 -.8H.8V.8H-.8Z",
    diamond: "M0 -1.08L1.08 0L0 1.08L-1.08 0Z",
    triangle: "M0 -1.1L1.05 .75H-1.05Z",
    triangle_down: "M0 1.1L1.05 -.75H-1.05Z",
    pentagon: "M0 -1.02L.97 -.31L.6 .83H-.6L-.97 -.31Z",
    hexagon: "M-.5 -.92H.5L1.03 0L.5 .92H-.5L-1.03 0Z",
    star: "M0 -1.2L.33 -.42L1.14 -.37L.52 .16L.71 .97L0 .53L-.71 .97L-.52 .16L-1.14 -.37L-.33 -.42Z",
    cross: "M-.36 -1H.36V-.36H1V.36H.36V1H-.36V.36H-1V-.36H-.36Z",
    anchor: "M-1 -.15H-.62L0 -1.05L.62 -.15H1L.72 .8H-.72Z",
    plane: "M0 -1.15L.28 -.45L1.1 .2V.5L.26 .25L.18 .75L.45 1H-.45L-.18 .75L-.26 .25L-1.1 .5V.2L-.28 -.45Z",
    gate: "M-1 -.85H-.45V-.3H.45V-.85H1V.85H.45V.3H-.45V.85H-1Z",
    bowtie: "M-1.05 -.8L0 -.25L1.05 -.8V.8L0 .25L-1.05 .8Z",
    dot: "M-.4 0A.4 .4 0 1 0 .4 0A.4 .4 0 1 0 -.4 0Z"
  };
  var paths = /* @__PURE__ */ new Map();
  function shapePath(shape) {
    const known = paths.get(shape);
    if (known) return known;
    const path = new Path2D(OUTLINES[shape] ?? OUTLINES.circle);
    paths.set(shape, path);
    return path;
  }
  function symbolPicture(symbol, kind) {
    const box = svg("svg", { class: "symbol", viewBox: "-12 -8 24 16", width: 24, height: 16, "aria-hidden": "true" });
    if (kind === "line") {
      const dash = symbol.dash.join(" ");
      box.append(svg("path", { d: "M-11 0H11", stroke: symbol.color, "stroke-width": symbol.width + 0.6, "stroke-dasharray": dash, fill: "none" }));
    } else if (kind === "polygon") {
      box.append(svg("rect", { x: -9, y: -6, width: 18, height: 12, fill: symbol.color, "fill-opacity": symbol.opacity + 0.15, stroke: symbol.color }));
    } else {
      box.append(svg("path", { d: OUTLINES[symbol.shape] ?? OUTLINES.circle, transform: `scale(${symbol.width})`, fill: symbol.color }));
    }
    return box;
  }

  // node_modules/flatqueue/index.js
  var FlatQueue = class {
    /**
     * Creates an empty queue. If `capacity` is provided, the queue is backed by fixed-size typed
     * arrays for better performance and memory use, but can't grow beyond `capacity`. `values` uses
     * `ValuesArray` (default `Float64Array`) and `ids` uses `IdsArray` (default `Uint32Array`); pass
     * narrower constructors like `Uint16Array` if your values or ids are known to fit them.
     *
     * @param {number} [capacity]
     * @param {TypedArrayConstructor} [ValuesArray]
     * @param {TypedArrayConstructor} [IdsArray]
     */
    constructor(capacity = Infinity, ValuesArray = Float64Array, IdsArray = Uint32Array) {
      const fixed = capacity !== Infinity;
      this.ids = fixed ? (
        /** @type {T[]} */
        /** @type {unknown} */
        new IdsArray(capacity)
      ) : [];
      this.values = fixed ? (
        /** @type {number[]} */
        /** @type {unknown} */
        new ValuesArray(capacity)
      ) : [];
      this.capacity = capacity;
      this.length = 0;
    }
    /** Removes all items from the queue. */
    clear() {
      this.length = 0;
    }
    /**
     * Adds `item` to the queue with the specified `priority`.
     *
     * `priority` must be a number. Items are sorted and returned from low to high priority. Multiple items
     * with the same priority value can be added to the queue, but there is no guaranteed order between these items.
     *
     * For fixed-capacity queues, throws a `RangeError` if the queue is already full.
     *
     * @param {T} item
     * @param {number} priority
     */
    push(item, priority) {
      if (this.length === this.capacity) throw new RangeError("Queue is at capacity.");
      let pos = this.length++;
      while (pos > 0) {
        const parent = pos - 1 >> 1;
        const parentValue = this.values[parent];
        if (priority >= parentValue) break;
        this.ids[pos] = this.ids[parent];
        this.values[pos] = parentValue;
        pos = parent;
      }
      this.ids[pos] = item;
      this.values[pos] = priority;
    }
    /**
     * Removes and returns the item from the head of this queue, which is one of
     * the items with the lowest priority. If this queue is empty, returns `undefined`.
     */
    pop() {
      if (this.length === 0) return void 0;
      const ids = this.ids, values = this.values, top = ids[0], last = --this.length;
      if (last > 0) {
        const id = ids[last];
        const value = values[last];
        let pos = 0;
        const halfLen = last >> 1;
        while (pos < halfLen) {
          const left = (pos << 1) + 1;
          const right = left + 1;
          const child = left + (+(right < last) & +(values[right] < values[left]));
          if (values[child] >= value) break;
          ids[pos] = ids[child];
          values[pos] = values[child];
          pos = child;
        }
        ids[pos] = id;
        values[pos] = value;
      }
      return top;
    }
    /** Returns the item from the head of this queue without removing it. If this queue is empty, returns `undefined`. */
    peek() {
      return this.length > 0 ? this.ids[0] : void 0;
    }
    /**
     * Returns the priority value of the item at the head of this queue without
     * removing it. If this queue is empty, returns `undefined`.
     */
    peekValue() {
      return this.length > 0 ? this.values[0] : void 0;
    }
    /**
     * Shrinks the internal arrays to `this.length`. No-op for queues with fixed capacity.
     *
     * `pop()` and `clear()` calls don't free memory automatically to avoid unnecessary resize operations.
     * This also means that items that have been added to the queue can't be garbage collected until
     * a new item is pushed in their place, or this method is called.
     */
    shrink() {
      if (Array.isArray(this.ids)) this.ids.length = this.length;
      if (Array.isArray(this.values)) this.values.length = this.length;
    }
  };

  // node_modules/flatbush/index.js
  var ARRAY_TYPES = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
  var VERSION = 3;
  var Flatbush = class _Flatbush {
    /**
     * Recreate a Flatbush index from raw `ArrayBuffer` or `SharedArrayBuffer` data.
     * @param {ArrayBufferLike} data
     * @param {number} [byteOffset=0] byte offset to the start of the Flatbush buffer in the referenced ArrayBuffer.
     * @returns {Flatbush} index
     */
    static from(data, byteOffset = 0) {
      if (byteOffset % 8 !== 0) {
        throw new Error("byteOffset must be 8-byte aligned.");
      }
      if (!data || data.byteLength === void 0 || "buffer" in data) {
        throw new Error("Data must be an instance of ArrayBuffer or SharedArrayBuffer.");
      }
      const [magic, versionAndType] = new Uint8Array(data, byteOffset + 0, 2);
      if (magic !== 251) {
        throw new Error("Data does not appear to be in a Flatbush format.");
      }
      const version = versionAndType >> 4;
      if (version !== VERSION) {
        throw new Error(`Got v${version} data when expected v${VERSION}.`);
      }
      const ArrayType = ARRAY_TYPES[versionAndType & 15];
      if (!ArrayType) {
        throw new Error("Unrecognized array type.");
      }
      const [nodeSize] = new Uint16Array(data, byteOffset + 2, 1);
      const [numItems] = new Uint32Array(data, byteOffset + 4, 1);
      return new _Flatbush(numItems, nodeSize, ArrayType, void 0, data, byteOffset);
    }
    /**
     * Create a Flatbush index that will hold a given number of items.
     * @param {number} numItems
     * @param {number} [nodeSize=16] Size of the tree node (16 by default).
     * @param {TypedArrayConstructor} [ArrayType=Float64Array] The array type used for coordinates storage (`Float64Array` by default).
     * @param {ArrayBufferConstructor | SharedArrayBufferConstructor} [ArrayBufferType=ArrayBuffer] The array buffer type used to store data (`ArrayBuffer` by default).
     * @param {ArrayBufferLike} [data] (Only used internally)
     * @param {number} [byteOffset=0] (Only used internally)
     */
    constructor(numItems, nodeSize = 16, ArrayType = Float64Array, ArrayBufferType = ArrayBuffer, data, byteOffset = 0) {
      if (numItems === void 0) throw new Error("Missing required argument: numItems.");
      if (isNaN(numItems) || numItems <= 0) throw new Error(`Unexpected numItems value: ${numItems}.`);
      this.numItems = +numItems;
      this.nodeSize = Math.min(Math.max(+nodeSize, 2), 65535);
      this.byteOffset = byteOffset;
      let n = numItems;
      let numNodes = n;
      this._levelBounds = [n * 4];
      do {
        n = Math.ceil(n / this.nodeSize);
        numNodes += n;
        this._levelBounds.push(numNodes * 4);
      } while (n !== 1);
      this.ArrayType = ArrayType;
      this.IndexArrayType = numNodes < 16384 ? Uint16Array : Uint32Array;
      const arrayTypeIndex = ARRAY_TYPES.indexOf(ArrayType);
      const nodesByteSize = numNodes * 4 * ArrayType.BYTES_PER_ELEMENT;
      if (arrayTypeIndex < 0) {
        throw new Error(`Unexpected typed array class: ${ArrayType}.`);
      }
      const BoxCtor = ArrayType;
      const IdxCtor = this.IndexArrayType;
      if (data) {
        this.data = data;
        this._boxes = new BoxCtor(data, byteOffset + 8, numNodes * 4);
        this._indices = new IdxCtor(data, byteOffset + 8 + nodesByteSize, numNodes);
        this._pos = numNodes * 4;
        this.minX = this._boxes[this._pos - 4];
        this.minY = this._boxes[this._pos - 3];
        this.maxX = this._boxes[this._pos - 2];
        this.maxY = this._boxes[this._pos - 1];
      } else {
        const data2 = this.data = new ArrayBufferType(8 + nodesByteSize + numNodes * this.IndexArrayType.BYTES_PER_ELEMENT);
        this._boxes = new BoxCtor(data2, 8, numNodes * 4);
        this._indices = new IdxCtor(data2, 8 + nodesByteSize, numNodes);
        this._pos = 0;
        this.minX = Infinity;
        this.minY = Infinity;
        this.maxX = -Infinity;
        this.maxY = -Infinity;
        new Uint8Array(data2, 0, 2).set([251, (VERSION << 4) + arrayTypeIndex]);
        new Uint16Array(data2, 2, 1)[0] = this.nodeSize;
        new Uint32Array(data2, 4, 1)[0] = numItems;
      }
      this._queue = new FlatQueue();
    }
    /**
     * Add a given rectangle to the index.
     * @param {number} minX
     * @param {number} minY
     * @param {number} maxX
     * @param {number} maxY
     * @returns {number} A zero-based, incremental number that represents the newly added rectangle.
     */
    add(minX, minY, maxX = minX, maxY = minY) {
      const pos = this._pos;
      const index = pos >> 2;
      const boxes = this._boxes;
      this._indices[index] = index;
      boxes[pos] = minX;
      boxes[pos + 1] = minY;
      boxes[pos + 2] = maxX;
      boxes[pos + 3] = maxY;
      this._pos = pos + 4;
      if (minX < this.minX) this.minX = minX;
      if (minY < this.minY) this.minY = minY;
      if (maxX > this.maxX) this.maxX = maxX;
      if (maxY > this.maxY) this.maxY = maxY;
      return index;
    }
    /** Perform indexing of the added rectangles. */
    finish() {
      if (this._pos >> 2 !== this.numItems) {
        throw new Error(`Added ${this._pos >> 2} items when expected ${this.numItems}.`);
      }
      const boxes = this._boxes;
      if (this.numItems <= this.nodeSize) {
        boxes[this._pos++] = this.minX;
        boxes[this._pos++] = this.minY;
        boxes[this._pos++] = this.maxX;
        boxes[this._pos++] = this.maxY;
        return;
      }
      const { numItems, minX, minY, nodeSize, _indices: indices, _levelBounds: levelBounds } = this;
      const width = this.maxX - minX || 1;
      const height = this.maxY - minY || 1;
      const hilbertValues = new Int32Array(numItems);
      const hilbertMax = (1 << 16) - 1;
      const sx = hilbertMax / width;
      const sy = hilbertMax / height;
      for (let i = 0, pos2 = 0; i < numItems; i++) {
        const itemMinX = boxes[pos2++];
        const itemMinY = boxes[pos2++];
        const itemMaxX = boxes[pos2++];
        const itemMaxY = boxes[pos2++];
        const x = sx * ((itemMinX + itemMaxX) / 2 - minX) | 0;
        const y = sy * ((itemMinY + itemMaxY) / 2 - minY) | 0;
        hilbertValues[i] = hilbert(x, y);
      }
      sort(hilbertValues, boxes, indices, 0, numItems - 1, nodeSize);
      let pos = numItems * 4;
      for (let i = 0, readPos = 0; i < levelBounds.length - 1; i++) {
        const end = levelBounds[i];
        while (readPos < end) {
          const nodeIndex = readPos;
          let nodeMinX = boxes[readPos++];
          let nodeMinY = boxes[readPos++];
          let nodeMaxX = boxes[readPos++];
          let nodeMaxY = boxes[readPos++];
          for (let j = 1; j < nodeSize && readPos < end; j++) {
            nodeMinX = Math.min(nodeMinX, boxes[readPos++]);
            nodeMinY = Math.min(nodeMinY, boxes[readPos++]);
            nodeMaxX = Math.max(nodeMaxX, boxes[readPos++]);
            nodeMaxY = Math.max(nodeMaxY, boxes[readPos++]);
          }
          indices[pos >> 2] = nodeIndex;
          boxes[pos++] = nodeMinX;
          boxes[pos++] = nodeMinY;
          boxes[pos++] = nodeMaxX;
          boxes[pos++] = nodeMaxY;
        }
      }
      this._pos = pos;
    }
    /**
     * Search the index by a bounding box.
     * @param {number} minX
     * @param {number} minY
     * @param {number} maxX
     * @param {number} maxY
     * @param {(index: number, x0: number, y0: number, x1: number, y1: number) => boolean} [filterFn] An optional function that is called on every found item; if supplied, only items for which this function returns true will be included in the results array.
     * @returns {number[]} An array of indices of items intersecting or touching the given bounding box.
     */
    search(minX, minY, maxX, maxY, filterFn) {
      if (this._pos !== this._boxes.length) {
        throw new Error("Data not yet indexed - call index.finish().");
      }
      const { _boxes: boxes, _levelBounds: levelBounds, _indices: indices, nodeSize } = this;
      const numItems4 = this.numItems * 4;
      let nodeIndex = boxes.length - 4;
      let level = levelBounds.length - 1;
      const q = [];
      const results = [];
      let contained = false;
      while (nodeIndex !== void 0) {
        const end = Math.min(nodeIndex + nodeSize * 4, levelBounds[level]);
        const isNode = nodeIndex >= numItems4;
        if (contained) {
          this._collectContained(nodeIndex, end, level, numItems4, results, filterFn);
        } else {
          for (let pos = nodeIndex; pos < end; pos += 4) {
            const x0 = boxes[pos];
            if (maxX < x0) continue;
            const y0 = boxes[pos + 1];
            if (maxY < y0) continue;
            const x1 = boxes[pos + 2];
            if (minX > x1) continue;
            const y1 = boxes[pos + 3];
            if (minY > y1) continue;
            const index = indices[pos >> 2] | 0;
            if (isNode) {
              const c = +(minX <= x0 && minY <= y0 && maxX >= x1 && maxY >= y1);
              q.push(index | c, level - 1);
            } else if (filterFn === void 0 || filterFn(index, x0, y0, x1, y1)) {
              results.push(index);
            }
          }
        }
        level = /** @type {number} */
        q.pop();
        nodeIndex = q.pop();
        if (nodeIndex !== void 0) {
          contained = (nodeIndex & 1) === 1;
          nodeIndex &= ~1;
        }
      }
      return results;
    }
    /**
     * Collect all leaves of a subtree that's fully inside the query, skipping intersection tests.
     * Because the tree is packed bottom-up, those leaves occupy one contiguous block of the leaf
     * level, so we skip traversal entirely: descend to the first leaf, then sweep the flat range.
     * @param {number} nodeIndex
     * @param {number} end
     * @param {number} level
     * @param {number} numItems4
     * @param {number[]} results
     * @param {((index: number, x0: number, y0: number, x1: number, y1: number) => boolean) | undefined} filterFn
     */
    _collectContained(nodeIndex, end, level, numItems4, results, filterFn) {
      const boxes = this._boxes;
      const indices = this._indices;
      let pos = nodeIndex;
      for (let l = level; l > 0; l--) pos = indices[pos >> 2];
      const leafEnd = Math.min(pos + (end - nodeIndex) * this.nodeSize ** level, numItems4);
      if (filterFn === void 0) {
        for (; pos < leafEnd; pos += 4) results.push(indices[pos >> 2] | 0);
      } else {
        for (; pos < leafEnd; pos += 4) {
          const index = indices[pos >> 2] | 0;
          if (filterFn(index, boxes[pos], boxes[pos + 1], boxes[pos + 2], boxes[pos + 3])) results.push(index);
        }
      }
    }
    /**
     * Check whether any item intersects or touches a bounding box, stopping at the first match.
     * @param {number} minX
     * @param {number} minY
     * @param {number} maxX
     * @param {number} maxY
     * @param {(index: number, x0: number, y0: number, x1: number, y1: number) => boolean} [filterFn] An optional function that is called on found items; if supplied, only items for which this function returns true count as a match.
     * @returns {boolean} Whether a matching item was found.
     */
    collides(minX, minY, maxX, maxY, filterFn) {
      if (this._pos !== this._boxes.length) {
        throw new Error("Data not yet indexed - call index.finish().");
      }
      const { _boxes: boxes, _levelBounds: levelBounds, _indices: indices, nodeSize } = this;
      const numItems4 = this.numItems * 4;
      let nodeIndex = boxes.length - 4;
      let level = levelBounds.length - 1;
      const q = [];
      while (nodeIndex !== void 0) {
        const end = Math.min(nodeIndex + nodeSize * 4, levelBounds[level]);
        const isNode = nodeIndex >= numItems4;
        for (let pos = nodeIndex; pos < end; pos += 4) {
          const x0 = boxes[pos];
          if (maxX < x0) continue;
          const y0 = boxes[pos + 1];
          if (maxY < y0) continue;
          const x1 = boxes[pos + 2];
          if (minX > x1) continue;
          const y1 = boxes[pos + 3];
          if (minY > y1) continue;
          const index = indices[pos >> 2] | 0;
          if (isNode) {
            q.push(index, level - 1);
          } else if (filterFn === void 0 || filterFn(index, x0, y0, x1, y1)) {
            return true;
          }
        }
        level = /** @type {number} */
        q.pop();
        nodeIndex = q.pop();
      }
      return false;
    }
    /**
     * Search items in order of distance from the given point.
     * @param {number} x
     * @param {number} y
     * @param {number} [maxResults=Infinity]
     * @param {number} [maxDistance=Infinity]
     * @param {(index: number) => boolean} [filterFn] An optional function for filtering the results.
     * @returns {number[]} An array of indices of items found.
     */
    neighbors(x, y, maxResults = Infinity, maxDistance = Infinity, filterFn) {
      if (this._pos !== this._boxes.length) {
        throw new Error("Data not yet indexed - call index.finish().");
      }
      const { _boxes: boxes, _levelBounds: levelBounds, _indices: indices, _queue: q, nodeSize } = this;
      const numItems4 = this.numItems * 4;
      const nodeSize4 = nodeSize * 4;
      const results = [];
      const maxDistSquared = maxDistance * maxDistance;
      const trackNearest = maxResults === 1;
      let bound = maxDistSquared;
      q.push(boxes.length - 4 << 1, 0);
      while (q.length) {
        const top = q.ids[0];
        if (top & 1) {
          q.pop();
          results.push(top >> 1);
          if (results.length === maxResults) break;
          continue;
        }
        q.pop();
        const nodeIndex = top >> 1;
        const isLeafLevel = nodeIndex < numItems4;
        const end = Math.min(nodeIndex + nodeSize4, upperBound(nodeIndex, levelBounds));
        for (let pos = nodeIndex; pos < end; pos += 4) {
          const minX = boxes[pos];
          const minY = boxes[pos + 1];
          const maxX = boxes[pos + 2];
          const maxY = boxes[pos + 3];
          const dx = Math.max(Math.max(minX - x, x - maxX), 0);
          const dy = Math.max(Math.max(minY - y, y - maxY), 0);
          const dist = dx * dx + dy * dy;
          if (dist > bound) continue;
          const childIndex = indices[pos >> 2] | 0;
          if (isLeafLevel) {
            if (filterFn === void 0 || filterFn(childIndex)) {
              q.push(childIndex << 1 | 1, dist);
              if (trackNearest && dist < bound) bound = dist;
            }
          } else {
            q.push(childIndex << 1, dist);
          }
        }
      }
      q.clear();
      return results;
    }
  };
  function upperBound(value, arr) {
    let i = 0;
    let j = arr.length - 1;
    while (i < j) {
      const m = i + j >> 1;
      if (arr[m] > value) {
        j = m;
      } else {
        i = m + 1;
      }
    }
    return arr[i];
  }
  function sort(values, boxes, indices, left, right, nodeSize) {
    const stack = [left, right];
    while (stack.length) {
      const r = stack.pop() || 0;
      const l = stack.pop() || 0;
      if (r - l <= nodeSize && Math.floor(l / nodeSize) >= Math.floor(r / nodeSize)) continue;
      const a = values[l];
      const b = values[l + r >> 1];
      const c = values[r];
      const pivot = a > b !== a > c ? a : b < a !== b < c ? b : c;
      let i = l - 1;
      let j = r + 1;
      while (true) {
        do
          i++;
        while (values[i] < pivot);
        do
          j--;
        while (values[j] > pivot);
        if (i >= j) break;
        swap(values, boxes, indices, i, j);
      }
      stack.push(l, j, j + 1, r);
    }
  }
  function swap(values, boxes, indices, i, j) {
    const temp = values[i];
    values[i] = values[j];
    values[j] = temp;
    const k = 4 * i;
    const m = 4 * j;
    const a = boxes[k];
    const b = boxes[k + 1];
    const c = boxes[k + 2];
    const d = boxes[k + 3];
    boxes[k] = boxes[m];
    boxes[k + 1] = boxes[m + 1];
    boxes[k + 2] = boxes[m + 2];
    boxes[k + 3] = boxes[m + 3];
    boxes[m] = a;
    boxes[m + 1] = b;
    boxes[m + 2] = c;
    boxes[m + 3] = d;
    const e = indices[i];
    indices[i] = indices[j];
    indices[j] = e;
  }
  function hilbert(x, y) {
    let a = x ^ y;
    let b = 65535 ^ a;
    let c = 65535 ^ (x | y);
    let d = x & (y ^ 65535);
    let A = a | b >> 1;
    let B = a >> 1 ^ a;
    let C = c ^ (c >> 1 ^ b & d >> 1);
    let D = d ^ (a & c >> 1 ^ d >> 1);
    a = A & A >> 2 ^ B & B >> 2;
    b = A & B >> 2 ^ B & (A ^ B) >> 2;
    c = C ^ (A & C >> 2 ^ B & D >> 2);
    d = D ^ (B & C >> 2 ^ (A ^ B) & D >> 2);
    A = a & a >> 4 ^ b & b >> 4;
    B = a & b >> 4 ^ b & (a ^ b) >> 4;
    C = c ^ (a & c >> 4 ^ b & d >> 4);
    D = d ^ (b & c >> 4 ^ (a ^ b) & d >> 4);
    c = C ^ (A & C >> 8 ^ B & D >> 8);
    d = D ^ (B & C >> 8 ^ (A ^ B) & D >> 8);
    c ^= c >> 1;
    d ^= d >> 1;
    a = x ^ y;
    b = d | 65535 ^ (a | c);
    a = (a | a << 8) & 16711935;
    a = (a | a << 4) & 252645135;
    a = (a | a << 2) & 858993459;
    a = (a | a << 1) & 1431655765;
    b = (b | b << 8) & 16711935;
    b = (b | b << 4) & 252645135;
    b = (b | b << 2) & 858993459;
    b = (b | b << 1) & 1431655765;
    return ((b << 1 | a) >>> 0) - 2147483648;
  }

  // src/projection.js
  var EDGE = 85.0511287798066;
  var lonToX = (lon) => lon / 360 + 0.5;
  var xToLon = (x) => (x - 0.5) * 360;
  function latToY(lat) {
    const sine = Math.sin(Math.max(-EDGE, Math.min(EDGE, lat)) * Math.PI / 180);
    return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  var yToLat = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI;

  // src/codec.js
  async function unpack(id) {
    return decode(await take(id));
  }
  async function unpackJson(id) {
    return JSON.parse(new TextDecoder().decode(await take(id)));
  }
  function take(id) {
    const holder = (
      /** @type {HTMLElement} */
      document.getElementById(id)
    );
    holder.remove();
    return gunzip(fromBase64(holder.textContent ?? ""));
  }
  function fromBase64(base64) {
    const text2 = atob(base64);
    const bytes = new Uint8Array(text2.length);
    for (let i = 0; i < text2.length; i++) bytes[i] = text2.charCodeAt(i);
    return bytes;
  }
  async function gunzip(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
  function decode(bytes) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const text2 = new TextDecoder();
    const header = JSON.parse(text2.decode(bytes.subarray(4, 4 + length)));
    const reader = new Reader(bytes, 4 + length, text2);
    const sections2 = header.sections.map((section) => readSection(reader, section, header.digits));
    const columns = header.columns.map((column) => readColumn(reader, column));
    return { header, sections: sections2, columns };
  }
  var Reader = class {
    /** @param {Uint8Array} bytes @param {number} position @param {TextDecoder} text */
    constructor(bytes, position, text2) {
      this.bytes = bytes;
      this.position = position;
      this.text = text2;
    }
    /** @param {number} length */
    take(length) {
      this.position += length;
      return this.bytes.subarray(this.position - length, this.position);
    }
    /** Reads byte planes of zigzag integers. @param {import("./types").PackedIntegers} meta */
    integers({ count: count2, width, differences }) {
      const planes = this.take(count2 * width);
      const values = new Float64Array(count2);
      let previous = 0;
      for (let i = 0; i < count2; i++) {
        let zigzag = planes[i];
        for (let plane = 1, factor = 256; plane < width; plane++, factor *= 256) zigzag += planes[plane * count2 + i] * factor;
        const value = zigzag % 2 ? -(zigzag + 1) / 2 : zigzag / 2;
        previous = differences ? previous + value : value;
        values[i] = previous;
      }
      return values;
    }
  };
  function readSection(reader, meta, digits) {
    const unit = 10 ** digits;
    const x = reader.integers(meta.x).map((value) => lonToX(value / unit));
    const y = reader.integers(meta.y).map((value) => latToY(value / unit));
    const levels = meta.sizes.map((size) => offsets(reader.integers(size)));
    const rows = Uint32Array.from(reader.integers(meta.rows));
    const every = () => Uint32Array.from({ length: rows.length + 1 }, (_, i) => i);
    const section = { kind: meta.kind, x, y, parts: levels.at(-1) ?? every(), rings: levels[0] ?? every(), rows };
    return { ...section, index: indexParts(section) };
  }
  function offsets(sizes) {
    const result = new Uint32Array(sizes.length + 1);
    for (let i = 0; i < sizes.length; i++) result[i + 1] = result[i] + sizes[i];
    return result;
  }
  function vertices({ kind, parts, rings }, part) {
    const [from, to] = [parts[part], parts[part + 1]];
    return kind === "polygon" ? [rings[from], rings[to]] : [from, to];
  }
  function indexParts(section) {
    const { x, y, rows } = section;
    const index = new Flatbush(rows.length, 16, Float64Array);
    for (let part = 0; part < rows.length; part++) {
      const [from, to] = vertices(section, part);
      let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = from; i < to; i++) {
        west = Math.min(west, x[i]);
        east = Math.max(east, x[i]);
        north = Math.min(north, y[i]);
        south = Math.max(south, y[i]);
      }
      index.add(west, north, east, south);
    }
    index.finish();
    return index;
  }
  function readColumn(reader, meta) {
    const { name } = meta;
    if (meta.type === "float") {
      const values = new Float64Array(reader.take(meta.bytes).slice().buffer);
      return { name, value: (row) => Number.isNaN(values[row]) ? null : values[row] };
    }
    if (meta.type === "text") {
      const values = JSON.parse(reader.text.decode(reader.take(meta.bytes)));
      return { name, value: (row) => values[row] };
    }
    const codes = reader.integers(meta);
    if (meta.type === "code") return { name, value: (row) => meta.values[codes[row]] ?? null };
    const missing = new Set(reader.integers(meta.missing));
    const unit = 10 ** meta.decimals;
    return { name, value: (row) => missing.has(row) ? null : codes[row] / unit };
  }

  // src/paint.js
  var CHUNK = 400;
  var MIN_STEP = 0.7;
  function shifts({ index }, view) {
    const first = Math.ceil(view.left / view.scale - index.maxX);
    const last = Math.floor((view.left + view.width) / view.scale - index.minX);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  }
  function partsInView({ index }, view, shift2, margin) {
    const west = (view.left - margin) / view.scale - shift2;
    const north = (view.top - margin) / view.scale;
    const [width, height] = [(view.width + 2 * margin) / view.scale, (view.height + 2 * margin) / view.scale];
    return index.search(west, north, west + width, north + height).sort((a, b) => a - b);
  }
  function tracePart(context, section, part, view, shift2) {
    if (section.kind !== "polygon") return traceRun(context, section, section.parts[part], section.parts[part + 1], view, shift2);
    for (let ring2 = section.parts[part]; ring2 < section.parts[part + 1]; ring2++) {
      traceRun(context, section, section.rings[ring2], section.rings[ring2 + 1], view, shift2);
      context.closePath();
    }
  }
  function traceRun(context, { x, y }, from, to, view, shift2) {
    const left = view.left - shift2 * view.scale;
    let px = x[from] * view.scale - left;
    let py = y[from] * view.scale - view.top;
    context.moveTo(px, py);
    for (let i = from + 1; i < to; i++) {
      const nx = x[i] * view.scale - left;
      const ny = y[i] * view.scale - view.top;
      if (i < to - 1 && Math.abs(nx - px) < MIN_STEP && Math.abs(ny - py) < MIN_STEP) continue;
      context.lineTo(nx, ny);
      px = nx;
      py = ny;
    }
  }
  function* paintParts(context, layer, section, view, ink) {
    for (const shift2 of shifts(section, view)) {
      const chunk = section.kind === "polygon" ? 1 : CHUNK;
      let current = -1;
      let pending = 0;
      for (const part of partsInView(section, view, shift2, 12)) {
        const row = section.rows[part];
        if (!layer.isVisible(row)) continue;
        const cls = layer.classOf(row);
        if (pending === chunk || pending && cls !== current) {
          ink(context, layer.info.classes[current].symbol);
          pending = 0;
          yield;
        }
        if (!pending) context.beginPath();
        tracePart(context, section, part, view, shift2);
        current = cls;
        pending++;
      }
      if (pending) ink(context, layer.info.classes[current].symbol);
      yield;
    }
  }
  function* paintTapered(context, layer, section, view) {
    for (const shift2 of shifts(section, view)) {
      for (const part of partsInView(section, view, shift2, 12)) {
        const row = section.rows[part];
        if (!layer.isVisible(row)) continue;
        const { color, opacity } = layer.symbolOf(row);
        traceTaper(context, section, vertices(section, part), view, shift2, layer.weightOf(row));
        context.fillStyle = color;
        context.globalAlpha = opacity;
        context.fill();
        context.globalAlpha = 1;
      }
      yield;
    }
  }
  function traceTaper(context, { x, y }, [from, to], view, shift2, width) {
    const left = [];
    const right = [];
    for (let i = from; i < to; i++) {
      const [before, after] = [Math.max(from, i - 1), Math.min(to - 1, i + 1)];
      const [dx, dy] = [x[after] - x[before], y[after] - y[before]];
      const half = (0.5 + (width - 0.5) * ((i - from) / (to - from - 1))) / 2 / (Math.hypot(dx, dy) || 1);
      const [px, py] = [(x[i] + shift2) * view.scale - view.left, y[i] * view.scale - view.top];
      left.push([px - dy * half, py + dx * half]);
      right.push([px + dy * half, py - dx * half]);
    }
    context.beginPath();
    for (const [px, py] of [...left, ...right.reverse()]) context.lineTo(px, py);
    context.closePath();
  }
  function* paintDots(context, layer, section, view) {
    const cell = 2;
    const columns = Math.ceil(view.width / cell) + 2;
    const taken = new Uint8Array(columns * (Math.ceil(view.height / cell) + 2));
    let drawn = 0;
    for (const shift2 of shifts(section, view)) {
      for (const part of partsInView(section, view, shift2, 0)) {
        const row = section.rows[part];
        if (!layer.isVisible(row)) continue;
        const px = (section.x[part] + shift2) * view.scale - view.left;
        const py = section.y[part] * view.scale - view.top;
        const slot = Math.floor(py / cell) * columns + Math.floor(px / cell);
        const cls = layer.classOf(row);
        if (taken[slot] === cls + 1) continue;
        taken[slot] = cls + 1;
        const sprite = layer.sprite(cls);
        context.drawImage(sprite, px - sprite.half, py - sprite.half, 2 * sprite.half, 2 * sprite.half);
        if (++drawn % CHUNK === 0) yield;
      }
    }
  }
  function makeSprite(symbol, halo) {
    const ratio = window.devicePixelRatio || 1;
    const half = symbol.width + 1.5;
    const sprite = document.createElement("canvas");
    sprite.width = sprite.height = Math.ceil(2 * half * ratio);
    const context = (
      /** @type {CanvasRenderingContext2D} */
      sprite.getContext("2d")
    );
    context.scale(ratio, ratio);
    drawSymbol(context, symbol, half, half, halo);
    return Object.assign(sprite, { half });
  }
  function drawSymbol(context, symbol, px, py, halo, hollow = false) {
    context.save();
    context.translate(px, py);
    context.scale(symbol.width, symbol.width);
    context.lineJoin = "round";
    const path = shapePath(symbol.shape);
    context.lineWidth = 2.4 / symbol.width;
    context.strokeStyle = halo;
    context.stroke(path);
    context.fillStyle = hollow ? halo : symbol.color;
    context.fill(path);
    if (hollow) {
      context.lineWidth = 1.3 / symbol.width;
      context.strokeStyle = symbol.color;
      context.stroke(path);
    }
    context.restore();
  }

  // src/theme.js
  function colors() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      sea: color("sea"),
      land: color("land"),
      lake: color("lake"),
      border: color("border"),
      coast: color("coast"),
      grid: color("grid"),
      ink: color("ink"),
      muted: color("muted"),
      halo: color("halo"),
      badge: color("badge")
    };
  }
  function onThemeChange(callback) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
    matchMedia("print").addEventListener("change", callback);
    new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  }

  // src/base.js
  var GRID_STEPS = [1, 2, 5, 10, 15, 30];
  var GRID_MIN_PX = 90;
  function* drawBase(context, view, scene) {
    const theme = scene.colors;
    context.lineJoin = "round";
    drawGraticule(context, view, theme.grid);
    yield;
    yield* paintLayer(context, view, scene.baseLayer("countries"), (ctx) => {
      ctx.fillStyle = theme.land;
      ctx.fill("evenodd");
      ctx.strokeStyle = theme.border;
      ctx.lineWidth = view.zoom < 4 ? 0.6 : 0.9;
      ctx.stroke();
    });
    yield* paintLayer(context, view, scene.baseLayer("lakes"), (ctx) => {
      ctx.fillStyle = theme.lake;
      ctx.fill("evenodd");
    });
    yield* paintLayer(context, view, scene.baseLayer("disputed_lines"), (ctx) => {
      ctx.strokeStyle = theme.muted;
      ctx.lineWidth = 1.2;
      ctx.setLineDash([4, 3]);
      ctx.stroke();
      ctx.setLineDash([]);
    });
  }
  function* paintLayer(context, view, layer, ink) {
    for (const section of layer?.packed.sections ?? []) yield* paintParts(context, layer, section, view, ink);
  }
  function drawGraticule(context, view, color) {
    const pixels = view.scale / 360;
    const step = GRID_STEPS.find((degrees) => degrees * pixels >= GRID_MIN_PX) ?? 30;
    context.beginPath();
    const west = Math.floor((view.left / view.scale - 0.5) * (360 / step)) * step;
    for (let lon = west; lonToX(lon) * view.scale - view.left < view.width; lon += step) {
      const px = Math.round(lonToX(lon) * view.scale - view.left) + 0.5;
      context.moveTo(px, 0);
      context.lineTo(px, view.height);
    }
    for (let lat = -90 + step; lat < 90; lat += step) {
      const py = Math.round(latToY(lat) * view.scale - view.top) + 0.5;
      context.moveTo(0, py);
      context.lineTo(view.width, py);
    }
    context.strokeStyle = color;
    context.lineWidth = 0.6;
    context.stroke();
  }

  // src/marks.js
  var SPACING = 12;
  var BADGE = 14;
  var GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
  var placeRadius = (count2) => count2 === 1 ? 7 : SPACING / 1.75 * Math.sqrt(count2) + 5;
  function offset(i, count2) {
    if (count2 === 1) return [0, 0];
    const radius = SPACING / 1.75 * Math.sqrt(i + 0.5);
    return [radius * Math.cos(i * GOLDEN_ANGLE), radius * Math.sin(i * GOLDEN_ANGLE)];
  }
  function findPlaces(marks) {
    const places = /* @__PURE__ */ new Map();
    for (const mark of marks) {
      const key = `${mark.x} ${mark.y} ${mark.precision === "country"}`;
      const place = places.get(key);
      if (place) place.marks.push(mark);
      else places.set(key, { x: mark.x, y: mark.y, precision: mark.precision, marks: [mark] });
    }
    return [...places.values()].sort((a, b) => b.marks.length - a.marks.length);
  }
  function groupPlaces(places, scale) {
    const groups = [];
    for (const place of places) {
      const near = groups.find((group) => touches(group, place, scale));
      if (!near) groups.push({ x: place.x, y: place.y, places: [place], marks: [...place.marks] });
      else join(near, place);
    }
    return groups;
  }
  function touches(group, place, scale) {
    const reach = group.places.length > 1 ? BADGE : placeRadius(group.marks.length);
    const distance = Math.hypot(group.x - place.x, group.y - place.y) * scale;
    return distance < reach + placeRadius(place.marks.length);
  }
  function join(group, place) {
    const [old, added] = [group.marks.length, place.marks.length];
    group.x = (group.x * old + place.x * added) / (old + added);
    group.y = (group.y * old + place.y * added) / (old + added);
    group.places.push(place);
    group.marks.push(...place.marks);
  }

  // src/labels.js
  var CELL = 4;
  var GAPS = [11, 20];
  var TOWN_POPULATION = [
    { zoom: 4, people: 8e6 },
    { zoom: 5, people: 1e6 },
    { zoom: 6, people: 3e5 },
    { zoom: 7, people: 15e4 },
    { zoom: 8, people: 0 }
  ];
  var COUNTRY_PX = 34;
  var Labels = class {
    /** @param {CanvasRenderingContext2D} context @param {View} view @param {any} theme */
    constructor(context, view, theme) {
      this.context = context;
      this.view = view;
      this.theme = theme;
      this.columns = Math.ceil(view.width / CELL) + 1;
      this.taken = new Uint8Array(this.columns * (Math.ceil(view.height / CELL) + 1));
    }
    /** Keeps the square round a mark free of names. @param {number} px @param {number} py @param {number} radius */
    reserve(px, py, radius) {
      this._take(px - radius, py - radius, px + radius, py + radius);
    }
    /**
     * Writes a name if its box is free; tries the given places round the point.
     * @param {string} text @param {number} x @param {number} y on the unit square
     * @param {{ font: string, color: string, anchors: [number, number][], spacing?: string }} style anchors which sides of the point are tried, in this order
     */
    write(text2, x, y, { font, color, anchors, spacing = "0px" }) {
      const { context, view } = this;
      context.font = font;
      context.letterSpacing = spacing;
      const width = context.measureText(text2).width;
      const height = 13;
      for (let shift2 = Math.ceil(view.left / view.scale - x); shift2 <= (view.left + view.width) / view.scale - x; shift2++) {
        const px = (x + shift2) * view.scale - view.left;
        const py = y * view.scale - view.top;
        for (const [ax, ay] of GAPS.flatMap((gap) => anchors.map(([dx, dy]) => [dx * (width / 2 + gap), dy * (height / 2 + gap)]))) {
          const left = px - width / 2 + ax;
          const top = py - height / 2 + ay;
          if (!this._isFree(left, top, left + width, top + height)) continue;
          this._take(left, top, left + width, top + height);
          this._ink(text2, left, top + height / 2, color);
          break;
        }
      }
    }
    /** @param {string} text @param {number} left @param {number} middle @param {string} color */
    _ink(text2, left, middle, color) {
      const { context, theme } = this;
      context.textAlign = "left";
      context.textBaseline = "middle";
      context.lineWidth = 3;
      context.strokeStyle = theme.halo;
      context.strokeText(text2, left, middle);
      context.fillStyle = color;
      context.fillText(text2, left, middle);
      context.letterSpacing = "0px";
    }
    /** @param {number} west @param {number} north @param {number} east @param {number} south */
    _cells(west, north, east, south) {
      const rows = this.taken.length / this.columns;
      const cells = [];
      for (let row = Math.max(0, Math.floor(north / CELL)); row <= Math.min(rows - 1, Math.floor(south / CELL)); row++) {
        for (let column = Math.max(0, Math.floor(west / CELL)); column <= Math.min(this.columns - 1, Math.floor(east / CELL)); column++) {
          cells.push(row * this.columns + column);
        }
      }
      return cells;
    }
    /** @param {number} west @param {number} north @param {number} east @param {number} south */
    _isFree(west, north, east, south) {
      return this._cells(west, north, east, south).every((cell) => !this.taken[cell]);
    }
    /** @param {number} west @param {number} north @param {number} east @param {number} south */
    _take(west, north, east, south) {
      for (const cell of this._cells(west, north, east, south)) this.taken[cell] = 1;
    }
  };
  function drawLabels(labels, scene) {
    writePassages(labels, scene);
    writeCountries(labels, scene.baseLayer("country_names"));
    writeDisputed(labels, scene.baseLayer("disputed_lines"));
    writeTowns(labels, scene.baseLayer("towns"));
  }
  function writePassages(labels, scene) {
    if (labels.view.zoom < 2.5) return;
    for (const group of scene.groups) {
      if (group.places.length > 1 || group.marks.length > 1) continue;
      const { layer, row } = group.marks[0];
      if (!["bowtie"].includes(layer.symbolOf(row).shape)) continue;
      labels.write(layer.nameOf(row), group.x, group.y, {
        font: "italic 600 11px system-ui, sans-serif",
        color: labels.theme.ink,
        anchors: [[1, 0], [-1, 0], [0, 1], [0, -1]]
      });
    }
  }
  function writeCountries(labels, layer) {
    if (!layer) return;
    const { x, y, rows } = layer.packed.sections[0];
    for (let part = 0; part < rows.length; part++) {
      const width = Number(layer.value(rows[part], 1)) / 360 * labels.view.scale;
      if (width < COUNTRY_PX) continue;
      labels.write(layer.nameOf(rows[part]).toUpperCase(), x[part], y[part], {
        font: "500 10px system-ui, sans-serif",
        color: labels.theme.muted,
        anchors: [[0, 0], [0, 1], [0, -1]],
        spacing: "1px"
      });
    }
  }
  function writeDisputed(labels, layer) {
    if (!layer || labels.view.zoom < 6) return;
    for (const { x, y, rows, parts } of layer.packed.sections) {
      const middle = Math.floor((parts[0] + parts[1]) / 2);
      labels.write(layer.nameOf(rows[0]), x[middle], y[middle], {
        font: "italic 10px system-ui, sans-serif",
        color: labels.theme.muted,
        anchors: [[0, 1], [0, -1], [1, 0]]
      });
    }
  }
  function writeTowns(labels, layer) {
    const people = TOWN_POPULATION.findLast(({ zoom }) => labels.view.zoom >= zoom)?.people;
    if (!layer || people === void 0) return;
    const { x, y, rows } = layer.packed.sections[0];
    for (let part = 0; part < rows.length; part++) {
      if (Number(layer.value(rows[part], 1)) < people) return;
      labels.write(layer.nameOf(rows[part]), x[part], y[part], {
        font: "11px system-ui, sans-serif",
        color: labels.theme.muted,
        anchors: [[1, 0], [-1, 0], [0, 1], [0, -1]]
      });
    }
  }

  // src/drawing.js
  var MOST_EDGED_LINES = 3e3;
  var SOFT_RADIUS = { city: 4, region: 7 };
  function* drawLayers(context, view, scene) {
    const theme = scene.colors;
    context.lineJoin = "round";
    context.lineCap = "butt";
    for (const [layer, section] of sections(scene, "polygon")) yield* paintParts(context, layer, section, view, inkArea);
    for (const [layer, section] of sections(scene, "line")) yield* drawLines(context, view, layer, section, theme.halo);
    drawSelectedLine(context, view, scene, theme);
    for (const [layer, section] of sections(scene, "point")) {
      if (!layer.hasMarks()) yield* paintDots(context, layer, section, view);
    }
    const labels = new Labels(context, view, theme);
    scene.groups = groupPlaces(findPlaces(visibleMarks(scene)), view.scale);
    const copies = copiesInView(scene.groups, view);
    for (const { group, px, py } of copies) {
      labels.reserve(px, py, group.places.length > 1 ? BADGE : placeRadius(group.marks.length));
    }
    drawLabels(labels, scene);
    yield;
    for (const { group, px, py } of copies) drawGroup(context, group, px, py, theme, scene.selected);
  }
  function sections(scene, kind) {
    return scene.shown.flatMap((layer) => layer.packed.sections.filter((section) => section.kind === kind).map((section) => [layer, section]));
  }
  function inkArea(context, symbol) {
    context.globalAlpha = symbol.opacity;
    context.fillStyle = symbol.color;
    context.fill("evenodd");
    context.globalAlpha = Math.min(1, symbol.opacity + 0.45);
    context.strokeStyle = symbol.color;
    context.lineWidth = symbol.width;
    context.stroke();
    context.globalAlpha = 1;
  }
  function* drawLines(context, view, layer, section, halo) {
    if (layer.info.weight >= 0) return yield* paintTapered(context, layer, section, view);
    if (layer.rows <= MOST_EDGED_LINES) {
      yield* paintParts(context, layer, section, view, (ctx, symbol) => {
        ctx.strokeStyle = halo;
        ctx.lineWidth = symbol.width + 2;
        ctx.stroke();
      });
    }
    yield* paintParts(context, layer, section, view, (ctx, symbol) => {
      ctx.strokeStyle = symbol.color;
      ctx.lineWidth = symbol.width;
      ctx.globalAlpha = symbol.opacity;
      ctx.setLineDash(symbol.dash);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
    });
  }
  function drawSelectedLine(context, view, { selected }, theme) {
    if (!selected) return;
    for (const section of selected.layer.packed.sections) {
      if (section.kind === "point") continue;
      section.rows.forEach((row, part) => {
        if (row !== selected.row) return;
        context.beginPath();
        for (const shift2 of shifts(section, view)) tracePart(context, section, part, view, shift2);
        context.strokeStyle = theme.ink;
        context.lineWidth = 5;
        context.globalAlpha = 0.35;
        context.stroke();
        context.globalAlpha = 1;
      });
    }
  }
  function visibleMarks(scene) {
    const marks = [];
    for (const [layer, { x, y, rows }] of sections(scene, "point")) {
      if (!layer.hasMarks()) continue;
      for (let part = 0; part < rows.length; part++) {
        const row = rows[part];
        if (layer.isVisible(row)) marks.push({ layer, row, x: x[part], y: y[part], precision: layer.precisionOf(row) });
      }
    }
    return marks;
  }
  function copiesInView(groups, view) {
    const copies = [];
    for (const group of groups) {
      const first = Math.ceil((view.left - 40) / view.scale - group.x);
      const last = Math.floor((view.left + view.width + 40) / view.scale - group.x);
      const py = group.y * view.scale - view.top;
      for (let shift2 = first; shift2 <= last; shift2++) copies.push({ group, px: (group.x + shift2) * view.scale - view.left, py });
    }
    return copies;
  }
  function drawGroup(context, group, px, py, theme, selected) {
    if (group.places.length > 1) drawBadge(context, group, px, py, theme);
    else drawPlace(context, group.places[0], px, py, theme);
    const chosen = group.marks.findIndex((mark) => mark.layer === selected?.layer && mark.row === selected?.row);
    if (chosen < 0) return;
    const alone = group.places.length === 1;
    const [dx, dy] = alone ? offset(chosen, group.marks.length) : [0, 0];
    ring(context, px + dx, py + dy, alone ? 9 : BADGE + 3, theme.ink, 2, []);
  }
  function drawPlace(context, { marks, precision }, px, py, theme) {
    const radius = placeRadius(marks.length);
    const hollow = precision === "country";
    if (hollow) ring(context, px, py, radius + 3, theme.muted, 1.2, [3, 3]);
    else if (precision in SOFT_RADIUS) disc(context, px, py, radius + SOFT_RADIUS[precision], theme.ink, 0.09);
    marks.forEach((mark, i) => {
      const [dx, dy] = offset(i, marks.length);
      drawSymbol(context, mark.layer.symbolOf(mark.row), px + dx, py + dy, theme.halo, hollow);
    });
  }
  function drawBadge(context, group, px, py, theme) {
    const shares = /* @__PURE__ */ new Map();
    for (const { layer, row } of group.marks) {
      const { color } = layer.symbolOf(row);
      shares.set(color, (shares.get(color) ?? 0) + 1);
    }
    disc(context, px, py, BADGE + 1.5, theme.halo, 1);
    let angle = -Math.PI / 2;
    for (const [color, count2] of shares) {
      const next = angle + 2 * Math.PI * count2 / group.marks.length;
      context.beginPath();
      context.arc(px, py, BADGE - 2, angle, next);
      context.strokeStyle = color;
      context.lineWidth = 4;
      context.stroke();
      angle = next;
    }
    disc(context, px, py, BADGE - 4, theme.badge, 1);
    context.fillStyle = theme.ink;
    context.font = "600 11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(group.marks.length), px, py + 0.5);
  }
  function disc(context, px, py, radius, color, opacity) {
    context.globalAlpha = opacity;
    context.fillStyle = color;
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 1;
  }
  function ring(context, px, py, radius, color, width, dash) {
    context.beginPath();
    context.arc(px, py, radius, 0, 2 * Math.PI);
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  // src/hit.js
  var REACH = 7;
  function findFeatures(scene, latlng) {
    const scale = 256 * 2 ** scene.map.getZoom();
    const [x, y] = [lonToX(latlng.lng), latToY(latlng.lat)];
    const marks = findMarks(scene.groups, x, y, scale);
    if (marks.length) return marks;
    const layers = [...scene.shown].reverse();
    for (
      const [kind, test] of
      /** @type {const} */
      [["point", nearPoint], ["line", nearLine], ["polygon", insidePolygon]]
    ) {
      const found = layers.flatMap((layer) => layer.packed.sections.filter((section) => section.kind === kind && !(kind === "point" && layer.hasMarks())).flatMap((section) => findParts(layer, section, x, y, REACH / scale, test)));
      if (found.length) return found;
    }
    return [];
  }
  function findMarks(groups, x, y, scale) {
    for (const group of groups) {
      const dx = (x - group.x - Math.round(x - group.x)) * scale;
      const dy = (y - group.y) * scale;
      const distance = Math.hypot(dx, dy);
      if (group.places.length > 1) {
        if (distance <= BADGE + 3) return group.marks;
      } else if (distance <= placeRadius(group.marks.length) + 4) {
        return [nearestMark(group.marks, dx, dy), ...group.marks].filter((mark, i, all) => all.indexOf(mark) === i);
      }
    }
    return [];
  }
  function nearestMark(marks, dx, dy) {
    const distances = marks.map((_, i) => {
      const [ox, oy] = offset(i, marks.length);
      return Math.hypot(dx - ox, dy - oy);
    });
    return marks[distances.indexOf(Math.min(...distances))];
  }
  function findParts(layer, section, x, y, reach, test) {
    const rows = /* @__PURE__ */ new Set();
    const { index } = section;
    for (let shift2 = Math.ceil(x - index.maxX - reach); shift2 <= Math.floor(x - index.minX + reach); shift2++) {
      const sx = x - shift2;
      for (const part of index.search(sx - reach, y - reach, sx + reach, y + reach)) {
        const row = section.rows[part];
        if (!rows.has(row) && layer.isVisible(row) && test(section, part, sx, y, reach)) rows.add(row);
      }
    }
    return [...rows].sort((a, b) => b - a).map((row) => ({ layer, row }));
  }
  function nearPoint({ x, y }, part, px, py, reach) {
    return Math.hypot(x[part] - px, y[part] - py) <= reach;
  }
  function nearLine(section, part, px, py, reach) {
    const { x, y } = section;
    const [from, to] = vertices(section, part);
    for (let i = from; i < to - 1; i++) {
      if (distanceToSegment(px, py, x[i], y[i], x[i + 1], y[i + 1]) <= reach) return true;
    }
    return false;
  }
  function distanceToSegment(px, py, ax, ay, bx, by) {
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy || 1);
    const t = Math.max(0, Math.min(1, along));
    return Math.hypot(ax + t * dx - px, ay + t * dy - py);
  }
  function insidePolygon({ x, y, parts, rings }, part, px, py) {
    let inside = false;
    for (let ring2 = parts[part]; ring2 < parts[part + 1]; ring2++) {
      for (let i = rings[ring2]; i < rings[ring2 + 1] - 1; i++) {
        const crosses = y[i] > py !== y[i + 1] > py;
        if (crosses && px < (x[i + 1] - x[i]) * (py - y[i]) / (y[i + 1] - y[i]) + x[i]) inside = !inside;
      }
    }
    return inside;
  }

  // src/painter.js
  var BUDGET = 10;
  var PADDING = 0.25;
  var Painter = L.Renderer.extend({
    options: { padding: PADDING },
    /** @param {(context: CanvasRenderingContext2D, view: import("./types").View) => Generator} draw @param {any} options */
    initialize(draw, options) {
      L.setOptions(this, options);
      L.stamp(this);
      this._layers = {};
      this._draw = draw;
      this._job = 0;
    },
    _initContainer() {
      this._container = L.DomUtil.create("div", "painter");
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer() {
      cancelAnimationFrame(this._job);
      this._container.remove();
      delete this._container;
    },
    getEvents() {
      return { ...L.Renderer.prototype.getEvents?.call(this), move: this._onMove, resize: this._update };
    },
    /** Draws ahead while a drag leaves the part that is drawn. */
    _onMove() {
      if (!this._bounds || this._busy) return;
      const { min, max } = this._bounds;
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const size = this._map.getSize();
      const inside = corner.x >= min.x && corner.y >= min.y && corner.x + size.x <= max.x && corner.y + size.y <= max.y;
      if (!inside && this._zoom === this._map.getZoom()) this._update();
    },
    /** Draws again, as after a change of what is shown. */
    redraw() {
      if (this._map) this._update();
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      const map = this._map;
      const size = map.getSize();
      const corner = map.containerPointToLayerPoint(size.multiplyBy(-PADDING)).round();
      const extent = size.multiplyBy(1 + 2 * PADDING).round();
      const frame = { bounds: new L.Bounds(corner, corner.add(extent)), center: map.getCenter(), zoom: map.getZoom() };
      const origin = map.getPixelOrigin().add(corner);
      const view = {
        scale: 256 * 2 ** frame.zoom,
        left: origin.x,
        top: origin.y,
        width: extent.x,
        height: extent.y,
        zoom: frame.zoom
      };
      const canvas = makeCanvas(view);
      const steps = this._draw(canvas.getContext("2d"), view);
      cancelAnimationFrame(this._job);
      this._busy = true;
      this._step(steps, () => this._show(canvas, frame));
    },
    /** @param {Generator} steps @param {() => void} finish */
    _step(steps, finish) {
      const end = performance.now() + BUDGET;
      while (performance.now() < end) {
        if (steps.next().done) {
          this._busy = false;
          return finish();
        }
      }
      this._job = requestAnimationFrame(() => this._step(steps, finish));
    },
    /** @param {HTMLCanvasElement} canvas @param {any} frame */
    _show(canvas, { bounds, center, zoom }) {
      if (!this._container) return;
      this._bounds = bounds;
      this._center = center;
      this._zoom = zoom;
      this._container.replaceChildren(canvas);
      this._updateTransform(this._map.getCenter(), this._map.getZoom());
      this.fire("painted");
    }
  });
  function makeCanvas({ width, height }) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.getContext("2d").scale(ratio, ratio);
    return canvas;
  }

  // src/scene.js
  var scenes = /* @__PURE__ */ new WeakMap();
  function sceneOf(map) {
    const scene = scenes.get(map) ?? new Scene(map);
    scenes.set(map, scene);
    return scene;
  }
  var Scene = class {
    /** @param {L.Map} map */
    constructor(map) {
      this.map = map;
      this.layers = [];
      this.known = [];
      this.groups = [];
      this.selected = null;
      this._listeners = [];
      const scene = this;
      this.base = new Painter((context, view) => drawBase(context, view, scene), { pane: "tilePane" });
      this.data = new Painter((context, view) => drawLayers(context, view, scene), { pane: "overlayPane" });
      onThemeChange(() => this._forgetColors());
      map.whenReady(() => map.addLayer(this.base).addLayer(this.data));
    }
    /** Makes a layer known to the panel, shown or not. @param {any} layer */
    introduce(layer) {
      this.known.push(layer.ready);
    }
    /** @param {any} layer */
    add(layer) {
      this.layers.push(layer);
      layer.ready.then(() => this.redraw());
    }
    /** @param {any} layer */
    remove(layer) {
      this.layers = this.layers.filter((other) => other !== layer);
      this.redraw();
    }
    /** Layers that have arrived, base map apart. */
    get shown() {
      return this.layers.filter((layer) => layer.packed && !layer.isBase());
    }
    /** @param {string} title */
    baseLayer(title) {
      return this.layers.find((layer) => layer.packed && layer.isBase() && layer.info.title === title);
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
    _forgetColors() {
      for (const layer of this.layers) layer.forgetSprites();
      this.redraw();
    }
    /** @param {import("./types").Feature | null} feature */
    select(feature) {
      this.selected = feature;
      this.redraw();
    }
    /** Features under a point of the map, topmost first. @param {L.LatLng} latlng */
    featuresAt(latlng) {
      return findFeatures(this, latlng);
    }
    get colors() {
      return colors();
    }
  };

  // src/layer.js
  var MOST_MARKS = 2e3;
  var MAX_WEIGHT_PX = 14;
  var PackedLayer = L.Layer.extend({
    /** @param {string} id the element that holds the packed bytes */
    initialize(id) {
      this.hidden = /* @__PURE__ */ new Set();
      this.ready = unpack(id).then((packed) => this._unpacked(packed));
    },
    /** @param {import("./types").Packed} packed */
    _unpacked(packed) {
      this.packed = packed;
      this.info = packed.header.layer;
      this.rows = packed.header.rows;
      this._classes = this._codes(this.info.class);
      this._sprites = /* @__PURE__ */ new Map();
      packed.header.layer.classes.forEach((cls, code) => cls.shown || this.hidden.add(code));
      this._maxWeights = this._weights();
      this._from = this._monthColumn(this.info.from, -Infinity);
      this._to = this._monthColumn(this.info.to, Infinity);
      this._month = null;
      return this;
    },
    /** @param {number} column */
    _codes(column) {
      const codes = new Uint16Array(this.rows);
      if (column >= 0) for (let row = 0; row < this.rows; row++) codes[row] = Number(this.packed.columns[column].value(row));
      return codes;
    },
    /** The largest weight of each class: classes may differ in unit. */
    _weights() {
      const most = this.info.classes.map(() => 0);
      for (let row = 0; this.info.weight >= 0 && row < this.rows; row++) {
        most[this._classes[row]] = Math.max(most[this._classes[row]], this.value(row, this.info.weight) ?? 0);
      }
      return most;
    },
    /** @param {number} column @param {number} open what a row without a date stands for */
    _monthColumn(column, open) {
      return Float64Array.from({ length: this.rows }, (_, row) => this.value(row, column) ?? open);
    },
    /** @param {L.Map} map */
    onAdd(map) {
      sceneOf(map).add(this);
      return this;
    },
    /** @param {L.Map} map */
    onRemove(map) {
      sceneOf(map).remove(this);
      return this;
    },
    redraw() {
      if (this._map) sceneOf(this._map).redraw();
    },
    isBase() {
      return this.info.group === "base";
    },
    hasMarks() {
      return this.rows <= MOST_MARKS;
    },
    /** @param {number} row @param {number} column */
    value(row, column) {
      return column < 0 ? null : this.packed.columns[column].value(row);
    },
    /** @param {number} row */
    nameOf(row) {
      return String(this.value(row, this.info.name) ?? this.info.title);
    },
    /** @param {number} row */
    precisionOf(row) {
      return String(this.value(row, this.info.precision) ?? "exact");
    },
    /** @param {number} row */
    classOf(row) {
      return this._classes[row];
    },
    /** @param {number} row */
    symbolOf(row) {
      return this.info.classes[this._classes[row]].symbol;
    },
    /** Width in pixels: a line's area, hence its look, is in proportion to the square root. @param {number} row */
    weightOf(row) {
      const weight = this.value(row, this.info.weight);
      return weight === null ? 1.5 : Math.max(1.5, MAX_WEIGHT_PX * Math.sqrt(weight / this._maxWeights[this._classes[row]]));
    },
    /** @param {number} row */
    isVisible(row) {
      if (this.hidden.has(this._classes[row])) return false;
      return this._month === null || this._from[row] <= this._month && this._month <= this._to[row];
    },
    isDated() {
      return this.info.from >= 0;
    },
    /** The months in which rows begin and end. */
    months() {
      return [...this._from, ...this._to].filter(Number.isFinite);
    },
    /** Shows the rows that hold in a month, or all of them. @param {number | null} month */
    setMonth(month) {
      this._month = month;
      this.redraw();
    },
    /** @param {number[]} classes the only ones that are switched off */
    setHidden(classes) {
      this.hidden = new Set(classes);
      this.redraw();
    },
    /** @param {number} cls @param {boolean} shown */
    showClass(cls, shown) {
      if (shown) this.hidden.delete(cls);
      else this.hidden.add(cls);
      this.redraw();
    },
    /** @param {number} cls */
    sprite(cls) {
      if (!this._sprites.has(cls)) this._sprites.set(cls, makeSprite(this.info.classes[cls].symbol, colors().halo));
      return this._sprites.get(cls);
    },
    /** Sprites carry the theme's colours. */
    forgetSprites() {
      this._sprites?.clear();
    }
  });

  // src/messages.js
  var words = {};
  function setMessages(messages) {
    words = messages;
  }
  function message(key, values = {}) {
    return (words[key] ?? key).replace(/\{(\w+)\}/g, (blank, name) => String(values[name] ?? blank));
  }
  var formatNumber = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });

  // src/tools.js
  var ICONS = {
    table: "M3 4H17V16H3ZM3 8H17M3 12H17M8 4V16",
    measure: "M3 13L13 3L17 7L7 17ZM6 10L8 12M9 7L11 9",
    theme: "M10 3A7 7 0 1 0 10 17ZM10 3A7 7 0 0 1 10 17",
    screen: "M3 7V3H7M13 3H17V7M17 13V17H13M7 17H3V13",
    link: "M8 12L12 8M9 6L11 4A3.5 3.5 0 0 1 16 9L14 11M11 14L9 16A3.5 3.5 0 0 1 4 11L6 9"
  };
  function addTools(map, { openTable, measure }) {
    const Toolbar = L.Control.extend({
      onAdd() {
        const bar = element("div", { class: "leaflet-bar tools", role: "toolbar", "aria-label": message("tools.label") });
        bar.append(
          button("table", openTable),
          button("measure", (node) => node.setAttribute("aria-pressed", String(measure.toggle()))),
          button("theme", switchTheme),
          button("screen", () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
          button("link", copyLink)
        );
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      }
    });
    map.addControl(new Toolbar({ position: "topright" }));
  }
  function button(name, action) {
    const words2 = message(`tools.${name}`);
    const icon = svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));
    const node = element("button", { type: "button", title: words2, "aria-label": words2, onclick: () => action(node) }, icon);
    return node;
  }
  function switchTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  }
  async function copyLink(node) {
    try {
      await navigator.clipboard.writeText(location.href);
      node.title = message("tools.copied");
    } catch {
      prompt(message("tools.link"), location.href);
    }
  }

  // src/values.js
  function fieldText({ values, countries }, value) {
    if (typeof value === "number") return formatNumber(value);
    return values[value] ?? (countries ? countryNames(value) : value);
  }
  function countryNames(codes) {
    const names = new Intl.DisplayNames(document.documentElement.lang, { type: "region", style: "short" });
    return codes.split("+").map((code) => /^[A-Z]{2}$/.test(code) ? names.of(code) : code).join(" + ");
  }

  // src/card.js
  function makeCard({ layer, row }) {
    const cls = layer.info.classes[layer.classOf(row)];
    return element(
      "article",
      { class: "card" },
      element("p", { class: "card-kind" }, symbolPicture(cls.symbol, kindOf(layer)), cls.label),
      element("h2", {}, layer.nameOf(row)),
      precisionNote(layer.precisionOf(row)),
      element("dl", {}, ...layer.info.fields.flatMap((field) => describe(field, layer.value(row, field.column))))
    );
  }
  var kindOf = (layer) => layer.packed.sections[0]?.kind ?? "point";
  function precisionNote(precision) {
    return precision === "exact" ? null : element("p", { class: "card-note" }, message(`precision.${precision}`));
  }
  function describe(field, value) {
    if (value === null || value === "") return [];
    const text2 = fieldText(field, value);
    return [element("dt", {}, field.label), element("dd", {}, field.link ? link(text2) : field.unit ? `${text2} ${field.unit}` : text2)];
  }
  function anchorOf({ layer, row }) {
    const section = layer.packed.sections.find((candidate) => candidate.rows.includes(row));
    if (!section) return null;
    const part = section.rows.indexOf(row);
    const [from, to] = vertices(section, part);
    if (section.kind !== "polygon") return toLatLng(section, from + to >> 1);
    const { x, y } = section;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      [west, east] = [Math.min(west, x[i]), Math.max(east, x[i])];
      [north, south] = [Math.min(north, y[i]), Math.max(south, y[i])];
    }
    return L.latLng(yToLat((north + south) / 2), xToLon((west + east) / 2));
  }
  var toLatLng = ({ x, y }, vertex) => L.latLng(yToLat(y[vertex]), xToLon(x[vertex]));
  function makePager(features, onTurn) {
    if (features.length === 1) return makeCard(features[0]);
    let position = 0;
    const count2 = element("span", { role: "status" });
    const holder = element("div", {});
    const turn = (step) => {
      position = (position + step + features.length) % features.length;
      count2.textContent = message("card.position", { position: position + 1, count: features.length });
      holder.replaceChildren(makeCard(features[position]));
      onTurn(features[position]);
    };
    const pager = element(
      "div",
      { class: "pager" },
      element("button", { type: "button", "aria-label": message("card.previous"), onclick: () => turn(-1) }, "‹"),
      count2,
      element("button", { type: "button", "aria-label": message("card.next"), onclick: () => turn(1) }, "›")
    );
    turn(0);
    return element("div", {}, pager, holder);
  }

  // src/pointing.js
  var DEEPEST_SPLIT = 9;
  var CHOSEN_ZOOM = 6;
  var TOOLS_WIDTH = 56;
  function watchPointer(map) {
    const scene = sceneOf(map);
    const tip = L.tooltip({ direction: "top", offset: [0, -8], className: "tip" });
    map.on("click", (event) => map.getContainer().classList.contains("measuring") || openAt(map, event.latlng));
    map.on("mousemove", (event) => showTip(map, scene, tip, event.latlng));
    map.on("mouseout movestart", () => tip.remove());
    map.on("popupclose", () => scene.select(null));
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === map.getContainer()) openAt(map, map.getCenter(), true);
    });
  }
  function showTip(map, scene, tip, latlng) {
    const features = scene.featuresAt(latlng);
    map.getContainer().classList.toggle("pointing", features.length > 0);
    if (!features.length) return tip.remove();
    const [{ layer, row }] = features;
    const more = features.length > 1 ? ` +${features.length - 1}` : "";
    tip.setLatLng(latlng).setContent(element("span", {}, layer.nameOf(row) + more)).addTo(map);
  }
  function openAt(map, latlng, focus = false) {
    const scene = sceneOf(map);
    const features = scene.featuresAt(latlng);
    if (!features.length) return;
    const group = scene.groups.find((candidate) => candidate.places.length > 1 && candidate.marks === features);
    if (group && map.getZoom() < DEEPEST_SPLIT && !focus) return zoomInto(map, group);
    openCard(map, features, latlng, focus);
  }
  function zoomInto(map, group) {
    const bounds = L.latLngBounds(group.places.map(({ x, y }) => [yToLat(y), xToLon(x)]));
    map.flyToBounds(bounds.pad(0.2), { maxZoom: Math.max(map.getZoom() + 1, DEEPEST_SPLIT), duration: 0.6 });
  }
  function openCard(map, features, latlng, focus = false) {
    const scene = sceneOf(map);
    const opener = document.activeElement;
    const maxWidth = Math.min(340, map.getSize().x - 2 * TOOLS_WIDTH);
    const popup = L.popup({ maxWidth, minWidth: 200, autoPanPaddingTopLeft: [16, 16], autoPanPaddingBottomRight: [TOOLS_WIDTH, 16] }).setLatLng(latlng).setContent(makePager(features, (feature) => scene.select(feature))).openOn(map);
    scene.select(features[0]);
    const box = (
      /** @type {HTMLElement} */
      popup.getElement()
    );
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", features[0].layer.nameOf(features[0].row));
    box.tabIndex = -1;
    box.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", message("card.close"));
    box.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup(popup));
    if (!focus) return;
    box.focus();
    popup.once("remove", () => opener instanceof HTMLElement && opener.focus());
  }
  function choose(map, feature, move = true) {
    const latlng = anchorOf(feature);
    if (!latlng) return;
    const isPoint = feature.layer.packed.sections[0].kind === "point";
    if (!map.hasLayer(feature.layer)) map.addLayer(feature.layer);
    if (move) map.setView(latlng, isPoint ? Math.max(map.getZoom(), CHOSEN_ZOOM) : map.getZoom(), { animate: false });
    openCard(map, [feature], latlng, move);
  }

  // src/charts.js
  var [WIDTH, VALUE, NAMES] = [300, 66, 116];
  var LONG_NAME = 16;
  var [LOW, HIGH, BAR] = [22, 36, 12];
  function fillCharts(charts, holder) {
    holder.replaceChildren(...charts.map(drawChart));
  }
  function drawChart({ title, unit, countries, bars: given }) {
    const bars = given.map((bar) => ({ ...bar, label: countries ? countryNames(bar.label) : bar.label }));
    const most = Math.max(...bars.map(({ value }) => value));
    const above = bars.some(({ label }) => label.length > LONG_NAME);
    const [row, left] = above ? [HIGH, 0] : [LOW, NAMES];
    const words2 = bars.map(({ label, value }) => `${label}: ${formatNumber(value)} ${unit}`).join("; ");
    const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${bars.length * row}`, role: "img", "aria-label": `${title}. ${words2}` });
    bars.forEach(({ label, value, color }, i) => {
      const width = Math.max(1, (WIDTH - left - VALUE) * value / most);
      const middle = (i + 1) * row - LOW / 2;
      picture.append(
        above ? text(label, 0, middle - 15, "start") : text(label, left - 8, middle, "end"),
        svg("rect", { x: left, y: middle - BAR / 2, width, height: BAR, rx: 2, fill: color }),
        text(formatNumber(value), left + width + 6, middle, "start")
      );
    });
    return element("figure", { class: "chart" }, element("figcaption", {}, title, element("small", {}, unit)), picture);
  }
  function text(words2, x, y, anchor) {
    return svg("text", { x, y, "text-anchor": anchor, "dominant-baseline": "central" }, document.createTextNode(words2));
  }

  // src/geojson.js
  var TYPES = { point: "Point", line: "LineString", polygon: "Polygon" };
  function toGeoJson(layer) {
    const { sections: sections2, columns, header } = layer.packed;
    const parts = /* @__PURE__ */ new Map();
    for (const section of sections2) {
      section.rows.forEach((row, part) => {
        const shapes = partShapes(section, part, header.digits).map((coordinates) => ({ kind: section.kind, coordinates }));
        parts.set(row, [...parts.get(row) ?? [], ...shapes]);
      });
    }
    const names = columns.filter((column) => !column.name.startsWith("@"));
    const features = [];
    for (let row = 0; row < layer.rows; row++) {
      if (!layer.isVisible(row)) continue;
      const properties = Object.fromEntries(names.map((column) => [column.name, column.value(row)]));
      features.push({ type: (
        /** @type {const} */
        "Feature"
      ), properties, geometry: geometry(parts.get(row) ?? []) });
    }
    return { type: "FeatureCollection", features };
  }
  function geometry(shapes) {
    if (!shapes.length) return null;
    const type = TYPES[
      /** @type {import("./types").Kind} */
      shapes[0].kind
    ];
    if (shapes.length === 1) return { type, coordinates: shapes[0].coordinates };
    if (shapes.every(({ kind }) => kind === shapes[0].kind)) return { type: `Multi${type}`, coordinates: shapes.map(({ coordinates }) => coordinates) };
    return { type: "GeometryCollection", geometries: shapes.map((shape) => geometry([shape])) };
  }
  function partShapes(section, part, digits) {
    const [from, to] = vertices(section, part);
    if (section.kind === "point") {
      const [[lon, lat]] = run(section, from, to, digits);
      return [[wrap(lon, digits), lat]];
    }
    if (section.kind === "line") return cutLine(run(section, from, to, digits));
    const rings = [];
    for (let ring2 = section.parts[part]; ring2 < section.parts[part + 1]; ring2++) rings.push(run(section, section.rings[ring2], section.rings[ring2 + 1], digits));
    return cutPolygon(rings);
  }
  function run({ x, y }, from, to, digits) {
    return Array.from({ length: to - from }, (_, i) => [round(xToLon(x[from + i]), digits), round(yToLat(y[from + i]), digits)]);
  }
  var round = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;
  var wrap = (lon, digits) => lon >= -180 && lon <= 180 ? lon : round(lon - 360 * Math.floor((lon + 180) / 360), digits);
  var world = (lon) => Math.floor((lon + 180) / 360);
  function cutLine(line) {
    const lons = line.map(([lon]) => lon);
    const [low, high] = [Math.min(...lons), Math.max(...lons)];
    if (low >= -180 && high <= 180) return [line];
    const pieces = [];
    for (let copy = world(low); copy <= world(high); copy++) pieces.push(...clipLine(line, copy * 360 - 180, copy * 360 + 180).map((piece) => shift(piece, -copy * 360)));
    return pieces.filter((piece) => piece.length > 1);
  }
  var shift = (run2, by) => run2.map(([lon, lat]) => [lon + by, lat]);
  function clipLine(line, west, east) {
    const pieces = [[]];
    line.forEach((point, i) => {
      if (i) for (const crossing of crossings(line[i - 1], point, [west, east])) {
        pieces.at(-1).push(crossing);
        pieces.push([crossing]);
      }
      pieces.at(-1).push(point);
    });
    return pieces.filter((piece) => piece.every(([lon]) => lon >= west && lon <= east));
  }
  function crossings(a, b, meridians) {
    return meridians.filter((lon) => (a[0] - lon) * (b[0] - lon) < 0).map((lon) => ({ lon, t: (lon - a[0]) / (b[0] - a[0]) })).sort((p, q) => p.t - q.t).map(({ lon, t }) => [lon, a[1] + t * (b[1] - a[1])]);
  }
  function cutPolygon(rings) {
    const lons = rings.flat().map(([lon]) => lon);
    const [low, high] = [Math.min(...lons), Math.max(...lons)];
    if (low >= -180 && high <= 180) return [rings];
    const pieces = [];
    for (let copy = world(low); copy <= world(high); copy++) {
      const clipped = rings.map((ring2) => shift(clipRing(clipRing(ring2, copy * 360 - 180, 1), copy * 360 + 180, -1), -copy * 360));
      pieces.push(clipped.filter((ring2) => ring2.length > 3));
    }
    return pieces.filter((piece) => piece.length);
  }
  function clipRing(ring2, lon, side) {
    const kept = [];
    ring2.forEach((point, i) => {
      if (i) kept.push(...crossings(ring2[i - 1], point, [lon]));
      if ((point[0] - lon) * side >= 0) kept.push(point);
    });
    const [first, last] = [kept[0], kept.at(-1)];
    if (first && last && (first[0] !== last[0] || first[1] !== last[1])) kept.push(first);
    return kept;
  }
  function download(layer) {
    const blob = new Blob([JSON.stringify(toGeoJson(layer))], { type: "application/geo+json" });
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `${layer.info.key}.geojson`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 1e3);
  }

  // src/legend.js
  function fillLegend(map, layers, holder) {
    const groups = /* @__PURE__ */ new Map();
    for (const layer of layers) groups.set(layer.info.group, [...groups.get(layer.info.group) ?? [], layer]);
    holder.replaceChildren(...[...groups].map(([title, members]) => element("section", { class: "group" }, element("h2", {}, title), ...members.map((layer) => layerEntry(map, layer)))));
  }
  function layerEntry(map, layer) {
    const counts = countClasses(layer);
    const classes = element("ul", { class: "classes" }, ...layer.info.classes.map((cls, code) => counts[code] ? classEntry(layer, cls, code, counts[code]) : null));
    const box = element("input", { type: "checkbox", checked: map.hasLayer(layer) });
    const downloadWords = message("legend.download", { title: layer.info.title });
    const sync = () => {
      box.checked = map.hasLayer(layer);
      classes.hidden = !box.checked;
      classes.querySelectorAll("input").forEach((input) => input.checked = !layer.hidden.has(Number(input.value)));
    };
    box.addEventListener("change", () => box.checked ? map.addLayer(layer) : map.removeLayer(layer));
    sceneOf(map).onChange(sync);
    sync();
    return element(
      "div",
      { class: "layer" },
      element(
        "div",
        { class: "layer-head" },
        element("label", { class: "layer-title" }, box, element("span", {}, layer.info.title), count(layer.rows)),
        element("button", { type: "button", class: "download", title: downloadWords, "aria-label": downloadWords, onclick: () => download(layer) }, "⤓")
      ),
      layer.info.note && element("p", { class: "layer-note" }, layer.info.note),
      classes
    );
  }
  function countClasses(layer) {
    const counts = layer.info.classes.map(() => 0);
    for (let row = 0; row < layer.rows; row++) counts[layer.classOf(row)]++;
    return counts;
  }
  function classEntry(layer, cls, code, number) {
    const box = element("input", { type: "checkbox", value: code, checked: !layer.hidden.has(code) });
    box.addEventListener("change", () => layer.showClass(code, box.checked));
    return element("li", {}, element("label", {}, box, symbolPicture(cls.symbol, kindOf(layer)), element("span", {}, cls.label), count(number)));
  }
  var count = (number) => element("small", { title: message("legend.count", { count: number }) }, formatNumber(number));

  // src/finder.js
  var MOST_RESULTS = 8;
  function fillSearch(layers, holder, choose2) {
    const results = element("ul", { class: "results" });
    const status = element("p", { class: "visually-hidden", role: "status" });
    const input = element("input", { type: "search", id: "search-box", placeholder: message("search.placeholder"), autocomplete: "off" });
    input.addEventListener("input", () => {
      const features = search(layers, input.value);
      results.replaceChildren(...features.map((feature) => resultEntry(feature, choose2)));
      status.textContent = input.value.trim() ? message("search.found", { count: features.length }) : "";
    });
    holder.replaceChildren(element("label", { class: "visually-hidden", for: "search-box" }, message("search.label")), input, status, results);
  }
  var fold = (text2) => text2.normalize("NFD").replace(new RegExp("\\p{M}", "gu"), "").replace(/ł/gi, "l").toLowerCase();
  function search(layers, query) {
    const wanted = fold(query.trim());
    if (!wanted) return [];
    const [first, second] = [
      /** @type {any[]} */
      [],
      /** @type {any[]} */
      []
    ];
    for (const layer of layers) {
      for (let row = 0; row < layer.rows && first.length < MOST_RESULTS; row++) {
        const position = fold(layer.nameOf(row)).indexOf(wanted);
        if (position === 0) first.push({ layer, row });
        else if (position > 0 && second.length < MOST_RESULTS) second.push({ layer, row });
      }
    }
    return [...first, ...second].slice(0, MOST_RESULTS);
  }
  function resultEntry(feature, choose2) {
    const { layer, row } = feature;
    const kind = layer.info.classes[layer.classOf(row)].label;
    return element("li", {}, element("button", { type: "button", onclick: () => choose2(feature) }, element("span", {}, layer.nameOf(row)), element("small", {}, kind)));
  }

  // src/table.js
  var PAGE_ROWS = 200;
  function fillTable(layers, dialog, choose2) {
    const holder = element("div", { class: "table-holder", tabindex: 0, role: "region", "aria-label": message("table.title") });
    const picker = element("select", { id: "table-layer" }, ...layers.map((layer, i) => element("option", { value: i }, `${layer.info.title} (${layer.rows})`)));
    const show = () => holder.replaceChildren(layerTable(layers[Number(picker.value)], (feature) => (dialog.close(), choose2(feature))));
    picker.addEventListener("change", show);
    dialog.addEventListener("toggle", () => dialog.open && show());
    const close = element("button", { type: "button", onclick: () => dialog.close() }, message("card.close"));
    dialog.replaceChildren(
      element("div", { class: "table-head" }, element("label", { for: "table-layer" }, message("table.layer")), picker, close),
      holder
    );
    return () => (dialog.showModal(), show());
  }
  function layerTable(layer, choose2) {
    const columns = [
      { label: message("table.name"), value: (row) => layer.nameOf(row) },
      { label: message("table.class"), value: (row) => layer.info.classes[layer.classOf(row)].label },
      ...layer.info.fields.map((field) => ({
        label: field.unit ? `${field.label} (${field.unit})` : field.label,
        isLink: field.link,
        value: (row) => cellValue(field, layer.value(row, field.column))
      }))
    ];
    const rows = Array.from({ length: layer.rows }, (_, row) => row);
    const body = element("tbody", {});
    const more = element("button", { type: "button", onclick: () => append(PAGE_ROWS) });
    const append = (count2) => {
      const start = body.rows.length;
      body.append(...rows.slice(start, start + count2).map((row) => tableRow(layer, row, columns, choose2)));
      more.hidden = body.rows.length >= rows.length;
      more.textContent = message("table.more", { count: rows.length - body.rows.length });
    };
    const heads = columns.map((column, i) => sortableHead(column.label, (ascending) => {
      sortRows(rows, column.value, ascending);
      heads.forEach((head, j) => j !== i && head.removeAttribute("aria-sort"));
      body.replaceChildren();
      append(PAGE_ROWS);
    }));
    append(PAGE_ROWS);
    const caption = element("caption", { class: "visually-hidden" }, layer.info.title);
    return element("div", {}, element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body), more);
  }
  var cellValue = (field, value) => typeof value === "string" ? fieldText(field, value) : value;
  function sortableHead(label, sort2) {
    const head = element("th", { scope: "col" });
    head.append(element("button", { type: "button", onclick: () => {
      const ascending = head.getAttribute("aria-sort") !== "ascending";
      head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      sort2(ascending);
    } }, label));
    return head;
  }
  function sortRows(rows, value, ascending) {
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sign = ascending ? 1 : -1;
    rows.sort((a, b) => {
      const [p, q] = [value(a), value(b)];
      if (p === null || q === null) return Number(p === null) - Number(q === null);
      return sign * (typeof p === "number" && typeof q === "number" ? p - q : collator.compare(String(p), String(q)));
    });
  }
  function tableRow(layer, row, columns, choose2) {
    return element("tr", {}, ...columns.map(({ value, isLink }, i) => {
      const content = value(row);
      const text2 = typeof content === "number" ? formatNumber(content) : content;
      if (i) return element("td", {}, isLink && text2 ? link(text2) : text2);
      return element("th", { scope: "row" }, element("button", { type: "button", onclick: () => choose2({ layer, row }) }, text2));
    }));
  }

  // src/permalink.js
  function write({ zoom, center, layers, off, card, month }) {
    const parts = [`map=${zoom}/${center?.map((degrees) => degrees.toFixed(4)).join("/")}`];
    if (layers) parts.push(`layers=${layers.map(encodeURIComponent).join(",")}`);
    if (off?.length) parts.push(`off=${off.map(encodeURIComponent).join(",")}`);
    if (card) parts.push(`card=${encodeURIComponent(card[0])}/${card[1]}`);
    if (month !== void 0) parts.push(`month=${month}`);
    return `#${parts.join("&")}`;
  }
  function read(hash) {
    const state = {};
    const words2 = new Map(hash.replace(/^#/, "").split("&").map((part) => (
      /** @type {[string, string]} */
      part.split("=", 2)
    )));
    const [zoom, lat, lon] = (words2.get("map") ?? "").split("/").map(Number);
    if ([zoom, lat, lon].every(Number.isFinite)) Object.assign(state, { zoom, center: [lat, lon] });
    const names = (text2) => text2.split(",").filter(Boolean).map(decode2);
    if (words2.has("layers")) state.layers = names(words2.get("layers") ?? "");
    if (words2.has("off")) state.off = names(words2.get("off") ?? "");
    const [layer, row] = (words2.get("card") ?? "").split("/");
    if (layer && /^\d+$/.test(row)) state.card = [decode2(layer), Number(row)];
    if (/^-?\d+$/.test(words2.get("month") ?? "")) state.month = Number(words2.get("month"));
    return state;
  }
  function decode2(text2) {
    try {
      return decodeURIComponent(text2);
    } catch {
      return text2;
    }
  }
  function followAddress(map, layers, timeline) {
    const scene = sceneOf(map);
    const apply = () => applyState(map, layers, timeline, read(location.hash));
    const save = () => saveState(map, layers, timeline);
    apply();
    map.on("moveend layeradd layerremove popupclose", save);
    scene.onChange(save);
    addEventListener("hashchange", apply);
  }
  function applyState(map, layers, timeline, state) {
    if (state.center && state.zoom !== void 0) map.setView(state.center, state.zoom, { animate: false });
    for (const layer2 of layers) {
      if (state.layers) setShown(map, layer2, state.layers.includes(layer2.info.key));
      if (state.off) layer2.setHidden(state.off.filter((name) => name.startsWith(`${layer2.info.key}.`)).map((name) => Number(name.split(".").at(-1))));
    }
    if (state.month !== void 0) timeline.setMonth(state.month);
    const [key, row] = state.card ?? [];
    const layer = layers.find((candidate) => candidate.info.key === key);
    if (layer && row !== void 0 && row < layer.rows) choose(map, { layer, row }, false);
  }
  function setShown(map, layer, shown) {
    if (shown && !map.hasLayer(layer)) map.addLayer(layer);
    if (!shown && map.hasLayer(layer)) map.removeLayer(layer);
  }
  function saveState(map, layers, timeline) {
    const { lat, lng } = map.getCenter();
    const { selected } = sceneOf(map);
    const hash = write({
      zoom: map.getZoom(),
      center: [lat, lng],
      layers: layers.filter((layer) => map.hasLayer(layer)).map((layer) => layer.info.key),
      off: layers.flatMap((layer) => [...layer.hidden].map((cls) => `${layer.info.key}.${cls}`)),
      card: selected ? [selected.layer.info.key, selected.row] : void 0,
      month: timeline.month() ?? void 0
    });
    try {
      history.replaceState(null, "", hash);
    } catch {
    }
  }

  // src/sphere.js
  var RADIUS = 63710088e-1;
  var STEP = 1e5;
  var RADIANS = Math.PI / 180;
  function haversine(a, b) {
    const dLat = (b.lat - a.lat) * RADIANS / 2;
    const dLng = (b.lng - a.lng) * RADIANS / 2;
    const h = Math.sin(dLat) ** 2 + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * Math.sin(dLng) ** 2;
    return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
  }
  function geodesicPath(a, b) {
    const angle = haversine(a, b) / RADIUS;
    const steps = Math.max(1, Math.ceil(angle * RADIUS / STEP));
    const [from, to] = [toVector(a), toVector(b)];
    const path = [];
    let previous = a.lng;
    for (let i = 0; i <= steps; i++) {
      const t = i / steps;
      const [p, q] = angle ? [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)] : [1, 0];
      const [x, y, z] = from.map((value, axis) => p * value + q * to[axis]);
      let lng = Math.atan2(y, x) / RADIANS;
      lng += 360 * Math.round((previous - lng) / 360);
      previous = lng;
      path.push([Math.atan2(z, Math.hypot(x, y)) / RADIANS, lng]);
    }
    return path;
  }
  function toVector({ lat, lng }) {
    const across = Math.cos(lat * RADIANS);
    return [across * Math.cos(lng * RADIANS), across * Math.sin(lng * RADIANS), Math.sin(lat * RADIANS)];
  }

  // src/measure.js
  function makeMeasure(map) {
    let points = [];
    let on = false;
    const line = L.polyline([], { className: "measured", weight: 2, dashArray: "6 4", interactive: false });
    const note = element("p", { class: "measure-note", role: "status" });
    const refresh = () => {
      line.setLatLngs(points.length > 1 ? points.slice(1).flatMap((point, i) => geodesicPath(points[i], point)) : points);
      const km = points.slice(1).reduce((sum, point, i) => sum + haversine(points[i], point), 0) / 1e3;
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
        else map.removeLayer(line), note.remove();
        refresh();
        return on;
      }
    };
  }

  // src/timeline.js
  var BEAT = 450;
  function monthName(month) {
    const date = new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
    return date.toLocaleDateString(document.documentElement.lang, { month: "short", year: "numeric", timeZone: "UTC" });
  }
  function monthRange(layers) {
    const months = layers.flatMap((layer) => layer.months()).filter((month) => month !== null);
    return months.length ? [Math.min(...months), Math.max(...months)] : null;
  }
  function makeTimeline(layers, holder, onChange) {
    const dated = layers.filter((layer) => layer.isDated());
    const range = monthRange(dated);
    if (!range) return { month: () => null, setMonth: () => {
    } };
    let current = null;
    let timer = 0;
    const slider = element("input", { type: "range", min: range[0], max: range[1], value: range[1], "aria-label": message("time.slider") });
    const label = element("output", {});
    const play = element("button", { type: "button", class: "play" });
    const all = element("button", { type: "button" }, message("time.all"));
    const show = (month) => {
      current = month;
      if (month !== null) slider.value = month;
      label.textContent = month === null ? range.map((end) => Math.floor(end / 12)).join("–") : monthName(month);
      slider.setAttribute("aria-valuetext", month === null ? message("time.all") : label.textContent);
      all.setAttribute("aria-pressed", String(month === null));
      for (const layer of dated) layer.setMonth(month);
      onChange();
    };
    const stop = () => {
      clearInterval(timer);
      timer = 0;
      play.textContent = "▶";
      play.setAttribute("aria-label", message("time.play"));
    };
    const step = () => Number(slider.value) < range[1] ? show(Number(slider.value) + 1) : stop();
    play.addEventListener("click", () => {
      if (timer) return stop();
      show(Number(slider.value) >= range[1] ? range[0] : Number(slider.value));
      timer = window.setInterval(step, BEAT);
      play.textContent = "❚❚";
      play.setAttribute("aria-label", message("time.pause"));
    });
    slider.addEventListener("input", () => show(Number(slider.value)));
    all.addEventListener("click", () => (stop(), show(null)));
    holder.replaceChildren(play, slider, label, all);
    holder.hidden = false;
    stop();
    show(null);
    return { month: () => current, setMonth: show };
  }

  // src/page.js
  var SHEET_WIDTH = 720;
  async function startPage(map, id) {
    const { messages, charts } = await unpackJson(id);
    setMessages(messages);
    const container = map.getContainer();
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", message("map.label"));
    watchPointer(map);
    startPanel(map);
    const layers = (await Promise.all(sceneOf(map).known)).filter((layer) => !layer.isBase());
    fillPanel(map, [...layers].reverse(), charts);
    document.documentElement.dataset.ready = "true";
  }
  function fillPanel(map, layers, charts) {
    const chooseFeature = (feature) => {
      if (innerWidth < SHEET_WIDTH) openPanel(false);
      choose(map, feature);
    };
    fillLegend(map, layers, byId("legend"));
    fillCharts(charts, byId("charts"));
    fillSearch(layers, byId("search"), chooseFeature);
    const openTable = fillTable(
      layers,
      /** @type {HTMLDialogElement} */
      byId("table"),
      chooseFeature
    );
    byId("table-open").addEventListener("click", openTable);
    const timeline = makeTimeline(layers, byId("timeline"), () => sceneOf(map).redraw());
    addTools(map, { openTable, measure: makeMeasure(map) });
    followAddress(map, layers, timeline);
  }
  var byId = (id) => (
    /** @type {HTMLElement} */
    document.getElementById(id)
  );
  function openPanel(open) {
    byId("panel").classList.toggle("closed", !open);
    byId("panel-toggle").setAttribute("aria-expanded", String(open));
  }
  function startPanel(map) {
    openPanel(innerWidth >= SHEET_WIDTH);
    byId("panel-toggle").addEventListener("click", () => openPanel(byId("panel").classList.contains("closed")));
    const head = (
      /** @type {HTMLElement} */
      byId("panel").firstElementChild
    );
    new ResizeObserver(() => document.documentElement.style.setProperty("--sheet", `${head.offsetHeight}px`)).observe(head);
    new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
  }

  // src/main.js
  L.Icon.Default.imagePath = "";
  L.Icon.Default.mergeOptions({ iconUrl: marker_icon_default, iconRetinaUrl: marker_icon_2x_default, shadowUrl: marker_shadow_default, imagePath: "" });
  function packedLayer(id, map) {
    const layer = new PackedLayer(id);
    sceneOf(map).introduce(layer);
    return layer;
  }
  Object.assign(window, { isthmus: { packedLayer, startPage } });
})();
