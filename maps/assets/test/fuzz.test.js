import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("2,000 damaged layers end in an error or a layer, none in a page that hangs", () => {
  const fuzz = fileURLToPath(new URL("fuzz.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [fuzz, "2000"], { encoding: "utf8", timeout: 60000 });
  const [last] = stderr.trim().split("\n").slice(-1);
  assert.equal(status, 0, `damage ${last}: ${stderr.slice(-2000)}`);
  const [opened, errors] = stdout.match(/\d+(?= (opened|errors))/g).map(Number);
  assert.ok(opened > 200 && errors > 1000, stdout); // both ends are tried
});
