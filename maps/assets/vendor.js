// Plugins of Leaflet that folium draws with, as released, made smaller and each under the licence that it names:
// a page holds those that stand on its map.
import { build, transform } from "esbuild";
import { readFile } from "node:fs/promises";

/** The script and the styles of each package, and whose it is. @type {Record<string, { owner: string, script: string, styles?: string[] }>} */
const PLUGINS = {
  "iso8601-js-period": { owner: "2012-2013 Nezasa", script: "iso8601.js" },
  jquery: { owner: "OpenJS Foundation and other contributors", script: "dist/jquery.min.js" },
  "leaflet-ant-path": { owner: "2016 Rubens Pinheiro Gonçalves Cavalcante", script: "dist/leaflet-ant-path.js" },
  "leaflet-groupedlayercontrol": { owner: "2013 Ishmael Smyrnow", script: "dist/leaflet.groupedlayercontrol.min.js", styles: ["dist/leaflet.groupedlayercontrol.min.css"] },
  "leaflet-measure": { owner: "2017 LJA Engineering, Inc - GIS", script: "dist/leaflet-measure.min.js", styles: ["dist/leaflet-measure.css"] },
  "leaflet-minimap": { owner: "2012 Norkart AS", script: "dist/Control.MiniMap.min.js", styles: ["dist/Control.MiniMap.min.css"] },
  "leaflet-mouse-position": { owner: "2012 Ardhi Lukianto", script: "src/L.Control.MousePosition.js", styles: ["src/L.Control.MousePosition.css"] },
  "leaflet-search": { owner: "2013-2017 Stefano Cudini", script: "dist/leaflet-search.min.js", styles: ["dist/leaflet-search.min.css"] },
  "leaflet-timedimension": { owner: "2014 ICTS SOCIB - Servei d'observació i predicció costaner de les Illes Balears", script: "dist/leaflet.timedimension.min.js", styles: ["dist/leaflet.timedimension.control.css"] },
  "leaflet.fullscreen": { owner: "2013 Bruno Bergot", script: "Control.FullScreen.js", styles: ["Control.FullScreen.css"] },
  "leaflet.markercluster": { owner: "2012 David Leaver", script: "dist/leaflet.markercluster.js", styles: ["dist/MarkerCluster.css", "dist/MarkerCluster.Default.css"] },
  moment: { owner: "JS Foundation and other contributors", script: "min/moment.min.js" },
};

/** A font face, which asks the network for its letters. */
const FONT = /@font-face\s*\{[^}]*\}/g;

/** A template of underscore's, compiled by `new Function` in the browser, which a page's policy does not allow. */
const TEMPLATE = /\bc\.template\(('(?:\\.|[^'\\])*')\)/g;

/** Where leaflet-search takes a name in the data for markup. */
const MARKUP = /(create\("li",""\),\w+)\.innerHTML=/;

/** @returns {Promise<[name: string, text: string][]>} the files of `vendor/` */
export async function vendorFiles() {
  const files = await Promise.all(Object.entries(PLUGINS).map(async ([name, plugin]) => {
    const head = await banner(name, plugin.owner);
    /** @type {[string, string][]} */
    const made = [[`vendor/${name}.js`, head + (await script(name, plugin.script))]];
    if (plugin.styles) made.push([`vendor/${name}.css`, head + (await styles(name, plugin.styles))]);
    return made;
  }));
  return files.flat();
}

/** @param {string} name @param {string} owner */
async function banner(name, owner) {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  return `/*! ${name} ${version}, (c) ${owner}, ${license.replace(" License", "")} licence */\n`;
}

/** @param {string} name @param {string} path */
async function script(name, path) {
  const text = (await readFile(`node_modules/${name}/${path}`, "utf8")).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  const compiled = text.replace(MARKUP, "$1.textContent=").replace(TEMPLATE, (_, literal) => compile(unquote(literal)));
  return (await transform(compiled, { minify: true, charset: "utf8", legalComments: "none", target: "chrome103" })).code;
}

/** @param {string} literal a string in single quotes, as a script writes it */
const unquote = (literal) => literal.slice(1, -1).replace(/\\(.)/g, (_, letter) => ({ n: "\n", t: "\t" })[letter] ?? letter);

/** What underscore makes of a template. @param {string} template */
function compile(template) {
  let code = "";
  for (const [, text, shown, run] of template.matchAll(/((?:(?!<%)[^])+)|<%=([^]*?)%>|<%([^]*?)%>/g)) {
    code += text ? `out+=${JSON.stringify(text)};` : shown ? `out+=String((${shown})??"");` : run;
  }
  return `function(data){var out="";with(data){${code}}return out}`;
}

/** @param {string} name @param {string[]} paths */
async function styles(name, paths) {
  const sheets = await Promise.all(paths.map(async (path) => {
    const folder = `node_modules/${name}/${path}`.replace(/[^/]*$/, "");
    const contents = (await readFile(`node_modules/${name}/${path}`, "utf8")).replace(FONT, "");
    const result = await build({
      stdin: { contents, loader: "css", resolveDir: folder },
      bundle: true,
      minify: true,
      write: false,
      charset: "utf8",
      legalComments: "none",
      target: ["chrome103", "firefox115", "safari16.4"],
      loader: { ".png": "dataurl", ".svg": "dataurl", ".gif": "dataurl" },
    });
    return result.outputFiles[0].text;
  }));
  return sheets.join("");
}
