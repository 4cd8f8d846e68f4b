// Exits with 1, and the faults, unless every file named is valid GeoJSON.
import { readFileSync } from "node:fs";
import { check } from "@placemarkio/check-geojson";

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
