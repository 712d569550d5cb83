// What is looked at: a block in both panes. Hovering shows it, clicking selects it and brings the other pane to it.
function go(block, { part = 0, pages = true, content = true, merge = -1 } = {}) {
  Object.assign(state, { selected: block, part, merge });
  const place = boxesOf.get(block)?.[part] ?? boxesOf.get(block)?.[0];
  const position = place?.[0] ?? data.blocks[block]?.parts[0][0];
  if (pages && position !== undefined) showPage(position, place?.[1]);
  if (content) showContent(block, position);
  showSelection();
  showDetails();
}

function showPage(position, number) {
  drawSheet(position);
  const box = boxElements.get(`${position}/${number}`);
  toView($("pages"), box && !box.hidden ? box : sheets[position], sheets[position]);
}

function showContent(id, position) {
  const found = textWith(id);
  if (found < 0 && position === undefined) return;
  drawText(found < 0 ? position : found);
  const target = $(id) ?? texts[position];
  toView($("content"), target);
  hold(target);
}

// What was jumped to stays where it is while pages above it are drawn, until the reader scrolls.
let held = null;
function hold(target) {
  held = { target, top: target.getBoundingClientRect().top };
}
function letScroll() {
  held = null;
}
const steady = new ResizeObserver(() => {
  if (held?.target.isConnected) $("content").scrollTop += held.target.getBoundingClientRect().top - held.top;
});
texts.forEach((text) => steady.observe(text));
for (const name of ["wheel", "touchmove", "pointerdown"]) {
  $("content").addEventListener(name, letScroll, { passive: true });
}

// Scrolls the pane alone, and only as far as needed.
function toView(pane, target) {
  const [outer, inner] = [pane.getBoundingClientRect(), target.getBoundingClientRect()];
  const room = 48;
  if (inner.top >= outer.top + room && inner.bottom <= outer.bottom - room) return;
  const above = Math.min((outer.height - inner.height) / 2, outer.height / 3);
  pane.scrollTop += inner.top - outer.top - Math.max(room, above);
}

const elementsOf = (block) =>
  [...(boxesOf.get(block) ?? []).map((part) => boxElements.get(part.join("/"))), block && $(block)].filter(Boolean);

function mark(name, block) {
  for (const old of document.querySelectorAll(`.${name}`)) old.classList.remove(name);
  for (const element of elementsOf(block)) element.classList.add(name);
}

function showSelection() {
  mark("selected", state.selected);
  for (const old of document.querySelectorAll(".part")) old.classList.remove("part");
  const place = boxesOf.get(state.selected)?.[state.part];
  if (place) boxElements.get(place.join("/"))?.classList.add("part");
}

function blockAt(target) {
  const at = target.closest?.(".box, #content [id^='b-']");
  return at ? at.dataset.block ?? at.id : null;
}

function partAt(box) {
  const place = `${box.parentElement.dataset.position}/${box.dataset.number}`;
  return boxesOf.get(box.dataset.block).findIndex((part) => part.join("/") === place);
}

function letGo() {
  state.selected = null;
  state.merge = -1;
  showSelection();
  showDetails();
}

$("room").addEventListener("pointerover", (event) => mark("hover", blockAt(event.target)));
$("room").addEventListener("pointerleave", () => mark("hover", null));

$("pages").addEventListener("click", (event) => {
  const half = event.target.closest(".half");
  const box = event.target.closest(".box");
  if (half) go(box.dataset.block, { part: Number(half.dataset.part) });
  else if (box) go(box.dataset.block, { part: partAt(box), pages: false });
  else letGo();
});

$("content").addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) {
    event.preventDefault();
    follow(link.getAttribute("href").slice(1));
    return;
  }
  const block = blockAt(event.target);
  if (block && !event.target.closest("a")) go(block, { content: false });
});

// A link leads to a block, or to a mark in the text of one.
function follow(id) {
  if (Object.hasOwn(data.blocks, id)) {
    go(id);
    return;
  }
  showContent(id);
  const block = $(id)?.closest("[id^='b-']")?.id;
  if (block) go(block, { content: false });
}

// The line at the bottom: what is selected, its parts, its issues, what spoke for and against a merge.
function showDetails() {
  const details = $("details");
  const block = data.blocks[state.selected];
  details.hidden = !block && state.merge < 0;
  details.replaceChildren(...(block ? blockDetails(block) : []), ...mergeDetails());
  if (!details.hidden) details.append(...markControls());
}

function blockDetails(block) {
  const parts = boxesOf.get(state.selected) ?? [];
  const buttons = parts.length < 2 ? [] : parts.map(([position], part) => make("button", {
    textContent: pageName(position),
    ariaPressed: String(part === state.part),
    onclick: () => go(state.selected, { part }),
  }));
  const places = block.parts.map(([, page, idx]) => `${page}:${idx}`).join(" + ");
  const issues = data.issues.filter((issue) => issue.block === state.selected);
  return [
    swatch(block.label),
    make("b", { textContent: labelName(block.label) }),
    make("code", { textContent: places }),
    ...buttons,
    ...issues.map((issue) => make("span", { className: "issue", textContent: `${issue.rule}: ${issue.message}` })),
  ];
}

function mergeDetails() {
  const merge = data.merges[state.merge];
  if (!merge) return [];
  const reasons = [[merge.rules, "for"], [merge.vetoes, "against"]].filter(([list]) => list.length)
    .map(([list, name]) => make("span", { textContent: `${word(name)}: ${list.join("; ")}` }));
  return [make("b", { className: merge.joined ? "joined" : "apart", textContent: mergeName(merge) }), ...reasons];
}

function swatch(label) {
  const made = make("i", { className: "swatch" });
  made.style.background = data.labels[label].colour;
  return made;
}
