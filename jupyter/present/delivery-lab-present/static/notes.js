// The speaker's notes, in a window of their own, to be drawn onto the screen that only the speaker sees.

const STYLE = `
  body { margin: 24px; font: 20px/1.45 system-ui, sans-serif; color: #1b2430; background: #fff; }
  header { display: flex; justify-content: space-between; font-size: 17px; color: #3d4755; }
  main { margin: 20px 0; }`;

export class Notes {
  /** `onKey`: what hears the keys that are pressed in the window. */
  constructor(onKey) {
    this.onKey = onKey;
    this.began = Date.now();
  }

  open() {
    if (this.window && !this.window.closed) { this.window.focus(); return; }
    this.window = window.open("", "delivery-lab-notes", "popup,width=720,height=540");
    if (!this.window) return; // the browser does not allow it, and says so itself
    const page = this.window.document;
    page.documentElement.lang = "en";
    page.title = "Notes";
    page.head.innerHTML = `<title>Notes</title><style>${STYLE}</style>`;
    page.body.innerHTML = "<header><span></span><time></time></header><main></main><footer></footer>";
    this.window.addEventListener("keydown", this.onKey, { capture: true });
    clearInterval(this.timer);
    this.timer = setInterval(() => this.#tick(), 1000);
  }

  /** Show what is said to a slide, by the cells that say it, and how the next one is headed. */
  show(cells, next) {
    if (!this.window || this.window.closed) return;
    const page = this.window.document;
    const texts = cells.map((cell) => cell.node.querySelector(".jp-MarkdownOutput")?.innerHTML ?? "");
    page.querySelector("main").innerHTML = texts.join("") || "<p>No notes to this slide.</p>";
    page.querySelector("footer").textContent = next ? `Next: ${next}` : "";
    this.#tick();
  }

  #tick() {
    if (this.window.closed) { clearInterval(this.timer); return; }
    const minutes = Math.floor((Date.now() - this.began) / 60_000);
    const [said, clock] = this.window.document.querySelectorAll("header span, time");
    said.textContent = minutes === 1 ? "for 1 minute" : `for ${minutes} minutes`;
    clock.textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }
}
