// Exits with 1, and the faults, unless every file named is valid GeoJSON (RFC 7946).
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");

const { check } = createRequire(join(__dirname, "../maps/assets/package.json"))("@placemarkio/check-geojson");

let faults = 0;
for (const file of process.argv.slice(2)) {
  try {
    check(readFileSync(file, "utf8"));
  } catch (error) {
    faults += 1;
    console.error(file, error.issues ?? error);
  }
}
process.exitCode = faults ? 1 : 0;
