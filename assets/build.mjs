// Bundles every script and sheet of this folder into static/built/. Run by `make assets`.
import { readdirSync } from "node:fs";
import { build } from "esbuild";

const entryPoints = readdirSync("assets")
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => `assets/${name}`);

await build({
  entryPoints,
  outdir: "static/built",
  bundle: true,
  minify: true,
  target: ["es2020"],
  format: "iife",
  // The content policy allows files of our own site only, so nothing is inlined.
  loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
  assetNames: "fonts/[name]-[hash]",
  legalComments: "linked",
  logLevel: "warning",
});
