// Runs those cases of the suite in Chromium whose names contain a text: node chromium.mjs SUITE TEXT
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [suite, text] = process.argv.slice(2);
const { outputFiles } = await build({
  entryPoints: [path.join(suite, "test/index.ts")],
  bundle: true,
  write: false,
  platform: "browser",
  define: { global: "globalThis" },
  external: ["util"], // asked for in Node only
  logLevel: "error",
});

// The page is of the server's port, but of another origin than the tests' "localhost".
const address = "http://127.0.0.1:3210/page";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"],
});
try {
  const page = await browser.newPage();
  await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
  await page.goto(address);
  await page.addScriptTag({ content: readFileSync(path.join(import.meta.dirname, "node_modules/mocha/mocha.js"), "utf8") });
  await page.evaluate((grep) => mocha.setup({ ui: "bdd", reporter: "json", grep }), text);
  await page.addScriptTag({ content: outputFiles[0].text });
  const report = await page.evaluate(() => new Promise((resolve) => {
    const runner = mocha.run(() => resolve(runner.testResults));
  }));
  if (report.stats.tests === 0) throw new Error(`no case is called "${text}"`);
  writeFileSync(process.env.REPORT, JSON.stringify(report));
} finally {
  await browser.close();
}
