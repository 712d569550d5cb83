// The panel: outline, layers and labels, issues, merges, results of a search. One function for each, in a table.
const LAYERS = ["picture", "boxes", "tags", "order", "furniture", "hidden"];
const TABS = { outline: outlineList, layers: layerList, issues: issueList, merges: mergeList, results: resultList };
let tab = "outline";

function showTab(name) {
  tab = name;
  $("tabs").replaceChildren(...Object.keys(TABS).map((key) => make("button", {
    textContent: word(key),
    role: "tab",
    ariaSelected: String(key === tab),
    data: { tab: key },
    onclick: () => showTab(key),
  })));
  const entries = TABS[tab]();
  if (!entries.length) entries.push(make("p", { className: "empty", textContent: word("nothing") }));
  $("list").replaceChildren(...entries);
}

const entry = (act, current, ...children) =>
  make("button", { className: current ? "entry-line current" : "entry-line", onclick: act }, ...children);
const soft = (text) => make("small", { textContent: text });

function outlineList() {
  return data.outline.map(([depth, text, block]) => {
    const line = entry(() => go(block), false, text || "–", soft(data.blocks[block].parts[0][0] + 1));
    line.style.paddingInlineStart = `${0.4 + Math.min(depth, 8) * 0.8}rem`;
    return line;
  });
}

function issueList() {
  return data.issues.map((issue, number) => entry(
    () => showIssue(number), number === state.issue,
    make("b", { textContent: issue.rule }), ` ${issue.message} `, soft(issue.place)));
}

function mergeName({ earlier, later, joined, origin, confidence }) {
  const verdict = `${word(joined ? "joined" : "apart")}, ${word(origin)} ${confidence.toFixed(2)}`;
  return `${earlier.join(":")} + ${later.join(":")} ${verdict}`;
}

function mergeList() {
  return data.merges.map((merge, number) => {
    const line = entry(() => showMerge(number), number === state.merge, mergeName(merge),
      soft(`${pageName(merge.pages[0])} → ${merge.pages[1] + 1}`));
    line.classList.add(merge.joined ? "joined" : "apart");
    line.dataset.verdict = verdictOf(mergeKey(merge));
    return line;
  });
}

function layerList() {
  const layers = LAYERS.map((name) => tick(word(name), !state.off.has(name), (on) => setLayer(name, on), name));
  const used = data.labels.map((label, number) => [label, number]).filter(([label]) => label.count);
  const labels = used.map(([label, number]) => tick(
    labelName(number), !state.labelsOff.has(number), (on) => setLabel(number, on), label.name,
    swatch(number), soft(label.count)));
  const every = (on) => make("button", {
    textContent: word(on ? "all" : "none"),
    onclick: () => {
      used.forEach(([, number]) => setLabel(number, on));
      showTab("layers");
    },
  });
  return [...layers, make("h4", { textContent: word("labels") }), every(true), every(false), ...labels];
}

function tick(text, checked, act, name, ...more) {
  const box = make("input", { type: "checkbox", checked, name, onchange: () => act(box.checked) });
  return make("label", { className: "tick" }, box, ...more.slice(0, 1), text, ...more.slice(1));
}

function setLayer(name, on) {
  if (on) state.off.delete(name);
  else state.off.add(name);
  root.dataset.off = [...state.off].join(" ");
}

function setLabel(number, on) {
  if (on) state.labelsOff.delete(number);
  else state.labelsOff.add(number);
  for (const [key, box] of boxElements) {
    const [position, place] = key.split("/").map(Number);
    box.hidden = state.labelsOff.has(data.pages[position].boxes[place][5]);
  }
}

const around = (number, step, list) => (number + step + list.length) % list.length;

function showIssue(number) {
  const issue = data.issues[number];
  if (!issue) return;
  state.issue = number;
  if (issue.block) go(issue.block);
  else if (issue.page !== null) showPage(issue.page);
  showTab("issues");
}

// A merge is looked at first at its end on the earlier page; the same again shows the later half.
function showMerge(number) {
  const merge = data.merges[number];
  if (!merge) return;
  const again = number === state.merge;
  state.merge = number;
  const half = again && state.half === 0 ? 1 : 0;
  state.half = half;
  const block = merge.blocks[half];
  const [, idx] = half ? merge.later : merge.earlier;
  if (block) go(block, { part: Math.max(partOn(block, merge.pages[half], idx), 0), merge: number });
  else showPage(merge.pages[half]);
  showTab("merges");
}

// Which of a block's boxes is that of its piece with this idx on this page; some pieces have none.
const partOn = (block, position, idx) => (boxesOf.get(block) ?? []).findIndex(
  ([page, number]) => page === position && data.pages[page].boxes[number][6] === String(idx));

function otherHalf() {
  const parts = boxesOf.get(state.selected) ?? [];
  if (state.merge >= 0) showMerge(state.merge);
  else if (parts.length > 1) go(state.selected, { part: around(state.part, 1, parts) });
}
