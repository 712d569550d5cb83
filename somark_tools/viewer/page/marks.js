// Marks of a review, kept by the server, or shown as they were when the page was written:
// what a person found right or wrong about a block or a merge.
const marks = new Map(); // key → { verdict, comment }
const mergeKey = (merge) => `merge ${merge.earlier.join(":")} ${merge.later.join(":")}`;
const blockKey = (block) => `block ${block.parts[0][1]}:${block.parts[0][2]}`;
const verdictOf = (key) => marks.get(key)?.verdict ?? "";

// What is marked: the merge that is looked at, else the block that is selected.
function subject() {
  const merge = data.merges[state.merge];
  if (merge) {
    const { earlier, later, joined } = merge;
    return { key: mergeKey(merge), list: "merges", of: { earlier, later, joined } };
  }
  const block = data.blocks[state.selected];
  return block && { key: blockKey(block), list: "blocks", of: { page: block.parts[0][1], idx: block.parts[0][2] } };
}

function markControls() {
  const about = subject();
  if (!about) return [];
  const now = marks.get(about.key) ?? { verdict: "", comment: "" };
  if (!data.served) return markShown(now);
  const button = (verdict) => make("button", {
    className: `verdict ${verdict}`,
    textContent: word(verdict),
    ariaPressed: String(now.verdict === verdict),
    onclick: () => setVerdict(verdict),
  });
  const comment = make("input", {
    id: "comment", placeholder: word("comment"), value: now.comment, maxLength: 4000,
    onchange: () => save(about, { ...(marks.get(about.key) ?? now), comment: comment.value }),
  });
  comment.setAttribute("aria-label", word("comment"));
  return [button("right"), button("wrong"), comment, make("output", { id: "saved" })];
}

// In a page that can't save marks.
function markShown({ verdict, comment }) {
  const sign = verdict && make("b", { className: "mark", textContent: word(verdict), data: { verdict } });
  return [sign, comment && make("span", { className: "mark", textContent: comment })].filter(Boolean);
}

function setVerdict(verdict) {
  const about = data.served && subject();
  if (!about) return;
  const now = marks.get(about.key) ?? { verdict: "", comment: "" };
  save(about, { ...now, verdict: now.verdict === verdict ? "" : verdict });
}

async function save(about, now) {
  marks.set(about.key, now);
  showDetails();
  showMarks();
  if (tab === "merges") showTab("merges");
  const body = JSON.stringify({ [about.list]: [{ ...about.of, ...now }] });
  const sent = await fetch("review", { method: "POST", headers: { "Content-Type": "application/json" }, body })
    .catch(() => null);
  if ($("saved")) $("saved").textContent = word(sent?.ok ? "saved" : "unsaved");
}

async function loadMarks() {
  const review = data.served ? await (await fetch("review")).json() : data.review;
  if (!review) return;
  for (const { verdict, comment, page, idx } of review.blocks) marks.set(`block ${page}:${idx}`, { verdict, comment });
  for (const { verdict, comment, ...merge } of review.merges) marks.set(mergeKey(merge), { verdict, comment });
  showTab(tab);
  showMarks();
}

function showMarks() {
  for (const box of boxElements.values()) showMark(box);
}

function showMark(box) {
  box.dataset.verdict = verdictOf(blockKey(data.blocks[box.dataset.block]));
}
