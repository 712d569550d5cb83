// Search in what the blocks show. Matches are coloured by the browser, so the content is not changed for it.
const MOST_RESULTS = 500;
let results = []; // [block, some text around the match]
let result = -1;
let searchable = null; // [block, text], made when first asked for

function textOf(element) {
  const own = element.cloneNode(true);
  for (const other of own.querySelectorAll("[id^='b-']")) other.remove(); // a caption in its figure is found by itself
  const formulas = [...own.querySelectorAll("math")].map((math) => math.getAttribute("alttext") ?? "");
  const descriptions = [...own.querySelectorAll("img")].map((image) => image.alt);
  return [own.textContent, ...formulas, ...descriptions].join(" ").replace(/\s+/g, " ").trim();
}

function allTexts() {
  searchable ??= templates.flatMap((template) =>
    [...template.content.querySelectorAll("[id^='b-']")].map((element) => [element.id, textOf(element)]));
  return searchable;
}

const wantedText = () => $("query").value.trim().replace(/\s+/g, " ").toLowerCase();

function search() {
  const wanted = wantedText();
  results = [];
  result = -1;
  for (const [block, text] of wanted ? allTexts() : []) {
    const at = text.toLowerCase().indexOf(wanted);
    if (at >= 0) results.push([block, text.slice(Math.max(0, at - 30), at + wanted.length + 60)]);
    if (results.length >= MOST_RESULTS) break;
  }
  highlight();
  showCount();
  showTab(wanted ? "results" : "outline");
}

function showCount() {
  const all = `${results.length}${results.length >= MOST_RESULTS ? "+" : ""}`;
  $("count").textContent = wantedText() ? `${result + 1} / ${all}` : "";
}

function resultList() {
  return results.map(([block, text], number) => entry(
    () => showResult(number), number === result, text, soft(data.blocks[block].parts[0][0] + 1)));
}

function showResult(number) {
  if (!results[number]) return;
  result = number;
  go(results[number][0]);
  showCount();
  showTab("results");
}

function highlight() {
  const wanted = wantedText();
  if (!globalThis.CSS?.highlights) return;
  CSS.highlights.delete("found");
  if (!wanted) return;
  const ranges = texts.filter((text) => text.dataset.drawn).flatMap((text) => rangesIn(text, wanted));
  CSS.highlights.set("found", new Highlight(...ranges));
}

function rangesIn(text, wanted) {
  const ranges = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const content = walker.currentNode.data.toLowerCase();
    if (content.length !== walker.currentNode.data.length) continue; // letters whose lower case is longer
    for (let at = content.indexOf(wanted); at >= 0; at = content.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + wanted.length);
      ranges.push(range);
    }
  }
  return ranges;
}
