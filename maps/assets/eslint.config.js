import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["folium.js", "tiles.js", "isthmus.js", "leaflet.js", "vendor/", "widget.js"] },
  js.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, L: "readonly" } } },
  { files: ["build.js", "vendor.js", "test/*.js"], languageOptions: { globals: globals.node } },
  {
    rules: {
      complexity: ["error", 12],
      eqeqeq: "error",
      "max-lines-per-function": ["error", 60],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text from data is data: use text nodes." },
        { property: "outerHTML", message: "Text from data is data: use text nodes." },
        { property: "insertAdjacentHTML", message: "Text from data is data: use text nodes." },
      ],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
