// Bundles src/ into isthmus.js and isthmus.css, which are checked in so that installing the package needs no node.
// `node build.js --check` fails if the files checked in are not what src/ makes.
import { build } from "esbuild";
import { basename } from "node:path";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { vendorFiles } from "./vendor.js";

const result = await build({
  entryPoints: { isthmus: "src/main.js", "isthmus.style": "src/style/main.css", folium: "src/folium.js", tiles: "src/tiles.js" },
  outdir: ".",
  bundle: true,
  minify: true,
  write: false,
  format: "iife",
  target: ["chrome103", "firefox115", "safari16.4"],
  charset: "utf8",
  legalComments: "inline",
  loader: { ".png": "dataurl" },
});

/** Whose the parts of tiles.js are. */
const OWNERS = "/*! pmtiles 4.5.0, (c) Protomaps LLC, pbf 5.1.0 and @mapbox/vector-tile 3.0.0, (c) Mapbox, BSD-3-Clause licence; @mapbox/point-geometry 1.1.0, (c) Mapbox, ISC licence; fflate 0.8.3, (c) Arjun Barrett, MIT licence */\n";

/** Leaflet as released, less the address of its source map, which a browser would ask for. */
const leaflet = (await readFile("node_modules/leaflet/dist/leaflet.js", "utf8")).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");

/** What notebooks load by itself: a module. */
const widget = await build({ entryPoints: ["src/widget.js"], outfile: "widget.js", write: false, minify: true, format: "esm", target: "es2022" });

const files = new Map([["leaflet.js", leaflet], ...(await vendorFiles())]);
for (const file of [...result.outputFiles, ...widget.outputFiles]) {
  const name = basename(file.path).replace(".style", "");
  files.set(name, name === "tiles.js" ? OWNERS + file.text : file.text);
}

await mkdir("vendor", { recursive: true });
let stale = false;
for (const [name, text] of files) {
  if (!process.argv.includes("--check")) {
    await writeFile(name, text);
  } else if ((await readFile(name, "utf8").catch(() => "")) !== text) {
    console.error(`${name} is not what src/ makes: run npm run build`);
    stale = true;
  }
}
process.exitCode = stale ? 1 : 0;
