// The data of the page, the words, the state, and how elements are made. No markup is ever read from a string.
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const $ = (id) => document.getElementById(id);
const state = {
  language: data.language in data.words ? data.language : "en",
  selected: null, // the id of a block
  part: 0, // which of its pieces
  merge: -1, // the merge that is looked at
  issue: -1,
  off: new Set(["order"]), // layers that are not shown
  labelsOff: new Set(),
};

const word = (name) => data.words[state.language][name] ?? name;
const labelName = (number) =>
  state.language === "zh" ? data.labels[number].zh : data.labels[number].name.replaceAll("_", " ");
const pageName = (position, name = "page") => word(name).replace("{}", position + 1);

function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(made.dataset, value);
    else if (name === "label") made.setAttribute("aria-label", value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

// Block → its boxes in order: [position of the page, number of the box on it].
const boxesOf = new Map();
data.pages.forEach((page, position) =>
  page.boxes.forEach(([block], number) => {
    if (!boxesOf.has(block)) boxesOf.set(block, []);
    boxesOf.get(block).push([position, number]);
  }));
const blockIds = Object.keys(data.blocks);
const templates = [...document.querySelectorAll("template.content")];

function speak() {
  root.lang = state.language;
  for (const at of document.querySelectorAll("[data-word]")) at.textContent = word(at.dataset.word);
  for (const at of document.querySelectorAll("[data-word-label]")) {
    at.title = word(at.dataset.wordLabel);
    at.setAttribute("aria-label", at.title);
    if (at.tagName === "INPUT") at.placeholder = at.title;
  }
  for (const tag of document.querySelectorAll(".tag")) {
    tag.textContent = tagText(tag.dataset.label, tag.dataset.idx);
    tag.parentElement.setAttribute("aria-label", tag.textContent);
  }
  for (const half of document.querySelectorAll(".half")) {
    half.title = pageName(Number(half.dataset.page), half.dataset.name);
  }
}
