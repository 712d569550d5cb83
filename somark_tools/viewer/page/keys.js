// What buttons and keys do, in two tables; and the beginning.
const ACTIONS = {
  panel: () => setPanel(!root.classList.contains("no-panel")),
  issue: (step = 1) => showIssue(around(state.issue, state.issue < 0 ? Math.max(step, 0) : step, data.issues)),
  merge: (step = 1) => nextMerge(step),
  dark: () => { root.dataset.theme = isDark() ? "light" : "dark"; },
  language: () => {
    state.language = state.language === "zh" ? "en" : "zh";
    speak();
    showTab(tab);
    showDetails();
  },
  help: () => showHelp(),
};
const KEYS = {
  j: () => nextBlock(1), k: () => nextBlock(-1),
  "]": () => nextPage(1), "[": () => nextPage(-1),
  i: () => ACTIONS.issue(1), I: () => ACTIONS.issue(-1),
  m: () => ACTIONS.merge(1), M: () => ACTIONS.merge(-1),
  o: () => otherHalf(),
  "/": () => { $("query").focus(); $("query").select(); },
  d: ACTIONS.dark, l: ACTIONS.language, p: ACTIONS.panel, "?": ACTIONS.help,
  r: () => setVerdict("right"), w: () => setVerdict("wrong"), c: () => $("comment")?.focus(),
  Escape: () => letGo(),
};
const HELP = [
  ["j k", "keyBlock"], ["] [", "keyPage"], ["i I", "keyIssue"], ["m M", "keyMerge"], ["o", "keyHalf"],
  ["/", "keySearch"], ["d l p", "keyLook"], ...(data.served ? [["r w c", "keyMark"]] : []), ["Esc", "keyClose"],
];

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

function setPanel(off) {
  root.classList.toggle("no-panel", off);
  document.querySelector("[data-do=panel]").ariaExpanded = String(!off);
}

// From merge to merge of those that were joined; what was left apart is in the list.
function nextMerge(step) {
  for (let tries = 0, at = state.merge < 0 && step < 0 ? 0 : state.merge; tries < data.merges.length; tries += 1) {
    at = around(at, step, data.merges);
    if (data.merges[at].joined) {
      state.half = 1;
      showMerge(at);
      return;
    }
  }
}

function nextBlock(step) {
  const at = blockIds.indexOf(state.selected);
  if (blockIds.length) go(blockIds[at < 0 ? 0 : Math.min(Math.max(at + step, 0), blockIds.length - 1)]);
}

function nextPage(step) {
  const position = Math.min(Math.max(currentPage() + step, 0), sheets.length - 1);
  if (position < 0) return;
  drawText(position);
  for (const [pane, list] of [["pages", sheets], ["content", texts]]) $(pane).scrollTop = list[position].offsetTop - 8;
  hold(texts[position]);
}

function showHelp() {
  const rows = HELP.map(([keys, name]) => make("tr", {},
    make("td", {}, ...keys.split(" ").flatMap((key) => [make("kbd", { textContent: key }), " "])),
    make("td", { textContent: word(name) })));
  const close = make("button", { textContent: word("close"), onclick: () => $("help").close() });
  $("help").replaceChildren(make("h4", { textContent: word("help") }), make("table", {}, ...rows), close);
  $("help").showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.matches("input:not([type=checkbox])")) {
    if (event.key === "Escape") event.target.blur();
    if (event.key === "Enter" && event.target.id === "query" && results.length) {
      showResult(around(result, event.shiftKey ? -1 : 1, results));
    }
    return;
  }
  letScroll();
  if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
$("bar").addEventListener("click", (event) => {
  const action = event.target.closest("[data-do]")?.dataset.do;
  if (action) ACTIONS[action]();
});
let typing = 0;
$("query").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(search, 120);
});
let scrolling = 0;
$("pages").addEventListener("scroll", () => {
  cancelAnimationFrame(scrolling);
  scrolling = requestAnimationFrame(showWhere);
});
function showWhere() {
  $("where").textContent = data.pages.length ? `${currentPage() + 1} / ${data.pages.length}` : "";
}

$("name").textContent = data.name;
setLayer("order", false);
speak();
fillPanes();
showTab("outline");
showWhere();
loadMarks();
root.dataset.ready = "yes";
