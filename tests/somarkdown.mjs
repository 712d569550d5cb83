// Markdown, one JSON string a line on stdin → HTML by SoMark's own renderer, one JSON string a line on stdout.
//
//   node somarkdown.mjs FOLDER-OF-THE-PACKAGE
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.argv[2]);
const { main, module } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
const entry = [main, module].map((name) => path.join(folder, name)).find((file) => fs.existsSync(file));
const { default: SoMarkDown } = await import(pathToFileURL(entry));

console.log = console.warn = console.error;
for await (const line of createInterface({ input: process.stdin })) {
  // A renderer for each: KaTeX keeps macros from one formula to the next.
  process.stdout.write(JSON.stringify(new SoMarkDown().render(JSON.parse(line))) + "\n");
}
