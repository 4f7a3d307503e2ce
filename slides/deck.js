/* Sets each slide as large as its frame allows, and starts reveal.js. */

const SIZES = [0, 1, 2, 3, 4, 5, 6]; /* 6: letters as in 5, less air */
const BESIDE = [340, 440, 560];
const LARGE_ENOUGH = 1.3; /* times a picture's own size */
const CODE = { smallest: 18, wide: 0.603 }; /* pixels; the width of a letter in font sizes */
const SLACK = 0.5;

/* How many pixels of the slide's body lie outside it, and how large its picture is. */
function measured(body, picture) {
  const scale = picture ? fillWith(picture) : 0;
  const room = body.getBoundingClientRect();
  let over = body.scrollHeight - body.clientHeight;
  for (const one of body.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    over = Math.max(over, box.right - room.right, box.bottom - room.bottom);
    if (one.clientWidth) over = Math.max(over, one.scrollWidth - one.clientWidth - 1);
  }
  return { over: Math.max(0, over), scale };
}

/* Gives a picture all of its room, and returns how many times its own size that is. */
function fillWith(picture) {
  const image = picture.querySelector("img");
  const [width, height] = ["width", "height"].map((name) => Number(image.getAttribute(name)));
  image.style.width = image.style.height = "0";
  const scale = Math.min(picture.clientWidth / width, picture.clientHeight / height, 2);
  image.style.width = `${width * scale}px`;
  image.style.height = `${height * scale}px`;
  return scale;
}

function* settings(body) {
  const shown = body.querySelectorAll(":scope > .picture, :scope > .table").length;
  const either = shown === 1 && body.children.length > 1;
  const layouts = body.dataset.layout ? [body.dataset.layout] : either ? ["below", "beside"] : ["below"];
  const heads = body.querySelector(".short") ? ["whole", "wrapped"] : ["whole"];
  for (const size of SIZES)
    for (const head of heads)
      for (const layout of layouts)
        for (const words of layout === "beside" ? BESIDE : [0]) yield { size, head, layout, words };
}

function apply(body, { size, head, layout, words }) {
  body.dataset.size = size;
  body.dataset.heads = head;
  body.dataset.layout = layout;
  body.style.setProperty("--words", `${words}px`);
  body.style.setProperty("--rows", body.children.length);
  body.querySelectorAll("pre:not(.output)").forEach(narrow);
}

/* Sets code smaller where a line is longer than its box, while that can still be read. */
function narrow(code) {
  code.style.fontSize = "";
  const { fontSize, paddingLeft } = getComputedStyle(code);
  const longest = Math.max(...code.textContent.split("\n").map((line) => line.length));
  const room = Math.floor((code.clientWidth - 2 * parseFloat(paddingLeft)) / longest / CODE.wide);
  const size = Math.max(CODE.smallest, Math.min(parseFloat(fontSize), room));
  code.style.fontSize = `${size}px`;
}

/* The largest size that fits; of what fits at one size, the larger picture. */
function settle(body) {
  const picture = body.querySelector(":scope > .picture");
  let best = null;
  for (const setting of [...settings(body)]) {
    if (best && best.good && setting.size > best.setting.size) break;
    apply(body, setting);
    const { over, scale } = measured(body, picture);
    const good = over <= SLACK && (!picture || scale >= LARGE_ENOUGH);
    const found = { setting, over: over > SLACK ? over : 0, scale, good };
    if (!best || better(found, best)) best = found;
  }
  apply(body, best.setting);
  measured(body, picture);
}

function better(one, other) {
  if (one.good !== other.good) return one.good;
  if (one.over !== other.over) return one.over < other.over;
  return one.scale > other.scale * 1.02;
}

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = (isDark) => { root.dataset.theme = isDark ? "dark" : "light"; };
theme(dark.matches);
dark.addEventListener("change", () => theme(dark.matches));

async function start() {
  const faces = [...document.fonts];
  await Promise.all(faces.map((face) => face.load()));
  root.classList.add("setting");
  document.querySelectorAll(".frame:not(.title) > .body").forEach(settle);
  root.classList.remove("setting");
  await Reveal.initialize({
    width: 1280,
    height: 720,
    margin: 0,
    minScale: 0.05,
    maxScale: 10,
    center: false,
    controls: false,
    progress: true,
    hash: true,
    transition: "none",
    backgroundTransition: "none",
    scrollActivationWidth: null,
    pdfSeparateFragments: false,
    plugins: typeof RevealNotes === "undefined" ? [] : [RevealNotes],
  });
  Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Dark or light" }, () => {
    theme(root.dataset.theme !== "dark");
  });
}

window.deck = start();
