// Builds static/build/ from static/src/: every stylesheet (*.scss, *.css), every script (*.mjs, as one ES module
// each) and the pictures. Files that start with an underscore are parts of others. `npm run build` runs this.

import { readdir, readFile, mkdir, rm, writeFile, copyFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { compileAsync } from "sass";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "static/src");
const target = join(root, "static/build");
const licence = "/*! Contains GOV.UK Frontend, MIT licence, copyright (c) 2015 Crown copyright (Government Digital Service) */";
const browsers = ["es2020", "chrome100", "firefox100", "safari15"];

const writers = {
  async ".scss"(file, name) {
    const { css } = await compileAsync(file, { loadPaths: [join(root, "node_modules")], quietDeps: true });
    return write(`${name}.css`, await minified(css, licence));
  },
  async ".css"(file, name) {
    return write(`${name}.css`, await minified(await readFile(file, "utf8"), ""));
  },
  async ".mjs"(file, name) {
    const { outputFiles } = await build({
      entryPoints: [file],
      bundle: true,
      minify: true,
      format: "esm",
      target: browsers,
      write: false,
      legalComments: "none",
    });
    const text = outputFiles[0].text;
    return write(`${name}.js`, text.includes("govuk-") ? `${licence}\n${text}` : text);
  },
  async ".svg"(file, name) {
    await copyFile(file, join(target, `${name}.svg`));
  },
};

async function minified(css, comment) {
  const { code } = await transform(css, { loader: "css", minify: true, target: browsers.slice(1), legalComments: "none" });
  return comment ? `${comment}\n${code}` : code;
}

async function write(name, text) {
  await writeFile(join(target, name), text);
  console.log(`${name}: ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} gzipped`);
}

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const entry of (await readdir(source)).sort()) {
  const writer = writers[extname(entry)];
  if (writer && !entry.startsWith("_")) await writer(join(source, entry), basename(entry, extname(entry)));
}
