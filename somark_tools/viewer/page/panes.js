// The two panes: pages with boxes, and their content. Each page is drawn when it comes near the view.
const sheets = data.pages.map((page, position) => {
  const sheet = make("section", { className: "sheet", data: { position } });
  sheet.style.aspectRatio = `${page.width} / ${page.height}`;
  return sheet;
});
const texts = data.pages.map((page, position) => {
  const text = make("section", { className: "text", data: { position, name: position + 1 } });
  text.style.minHeight = `${Math.min(4 + 2 * page.boxes.length, 60)}rem`;
  return text;
});
const boxElements = new Map(); // "position/number" → element

function drawSheet(position) {
  const sheet = sheets[position];
  if (sheet.childElementCount) return;
  const page = data.pages[position];
  if (page.picture) sheet.append(picture(position));
  const boxes = page.boxes.map((box, number) => drawBox(box, position, number));
  sheet.append(...boxes, orderLine(page.boxes), make("span", { className: "folio", textContent: position + 1 }));
  showSelection();
}

function picture(position) {
  const image = make("img", { className: "picture", alt: "", decoding: "async", draggable: false });
  image.src = data.served ? `page/${position}` : $(`picture-${position}`).textContent;
  return image;
}

function drawBox([block, left, top, width, height, label, idx, flags, text, across, down], position, number) {
  const box = make("div", { className: `box ${flags}`, data: { block, number }, label: tagText(label, idx) });
  box.setAttribute("role", "group");
  Object.entries({ left, top, width, height }).forEach(([name, share]) => box.style.setProperty(name, `${share}%`));
  box.style.setProperty("--colour", data.labels[label].colour);
  box.style.setProperty("--ink", data.labels[label].ink);
  box.hidden = state.labelsOff.has(label);
  if (text) box.append(make("span", { className: "words", textContent: text }));
  const tag = make("span", { className: "tag", textContent: tagText(label, idx), data: { label, idx } });
  tag.style.left = `${across}cqw`;
  tag.style.top = `${down}cqw`;
  box.append(tag, ...halves(block, position, number));
  boxElements.set(`${position}/${number}`, box);
  showMark(box);
  return box;
}

const tagText = (label, idx) => `${idx} ${labelName(label)}`;

// Where a block goes on over a break, its box has a button that opens the other half.
function halves(block, position, number) {
  const parts = boxesOf.get(block);
  const at = parts.findIndex((part) => part[0] === position && part[1] === number);
  return [[at - 1, "↑", "earlier"], [at + 1, "↓", "later"]]
    .filter(([other]) => parts[other])
    .map(([other, sign, name]) => make("button", {
      className: `half ${name}`,
      textContent: `${sign} ${parts[other][0] + 1}`,
      title: pageName(parts[other][0], name),
      tabIndex: -1,
      data: { part: other, page: parts[other][0], name },
    }));
}

function orderLine(boxes) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  const points = boxes.map(([, left, top, width, height]) => `${left + width / 2},${top + height / 2}`);
  line.setAttribute("points", points.join(" "));
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.classList.add("order");
  svg.append(line);
  return svg;
}

function drawText(position) {
  const text = texts[position];
  if (text.dataset.drawn) return;
  text.dataset.drawn = "yes";
  text.append(document.importNode(templates[position].content, true));
  text.style.minHeight = "";
  for (const link of text.querySelectorAll("a[href]:not([href^='#'])")) link.target = "_blank";
  showSelection();
  highlight(text);
}

// Which page's content holds an id, drawn or not.
const textWith = (id) => templates.findIndex((template) => template.content.getElementById(id));

const drawer = (draw, rootElement) => new IntersectionObserver((seen) => {
  for (const entry of seen) if (entry.isIntersecting) draw(Number(entry.target.dataset.position));
}, { root: rootElement, rootMargin: "600px 0px" });

function fillPanes() {
  $("pages").append(...sheets);
  $("content").append(...texts);
  const [first, second] = [drawer(drawSheet, $("pages")), drawer(drawText, $("content"))];
  sheets.forEach((sheet) => first.observe(sheet));
  texts.forEach((text) => second.observe(text));
}

function currentPage() {
  const top = $("pages").scrollTop + $("pages").clientHeight / 3;
  let [low, high] = [0, sheets.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sheets[middle].offsetTop <= top) low = middle;
    else high = middle - 1;
  }
  return low;
}
