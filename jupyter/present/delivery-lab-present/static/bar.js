// What stands under the slide: where we are, and buttons, which come when the mouse moves.

const AWAKE = 3000; // milliseconds after the last move of the mouse

export class Bar {
  /** `deeds`: what each button does, by its name. */
  constructor(deeds) {
    this.node = document.createElement("nav");
    this.node.className = "dl-present-bar";
    this.node.setAttribute("aria-label", "Presenting");
    this.status = this.#add("span", "dl-present-status", "");
    this.status.setAttribute("role", "status");
    this.buttons = this.#add("span", "dl-present-buttons", "");
    const button = (words, deed) => {
      const made = this.#add("button", "", words, this.buttons);
      made.type = "button";
      made.addEventListener("click", deed);
      return made;
    };
    button("Back", deeds.back);
    button("On", deeds.on);
    button("Notes", deeds.notes);
    button("Light or dark", deeds.theme);
    button("Full screen", deeds.screen);
    this.leave = button("Leave", deeds.leave);
    this.where = this.#add("span", "dl-present-where", "");
    document.body.append(this.node);
    window.addEventListener("mousemove", () => {
      this.node.classList.add("dl-present-awake");
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.node.classList.remove("dl-present-awake"), AWAKE);
    });
  }

  show({ active, slide, of }) {
    this.node.classList.toggle("dl-present-left", !active);
    this.leave.textContent = active ? "Leave" : "Present";
    this.where.textContent = active ? `${slide} / ${of}` : "";
  }

  say(words) {
    this.status.textContent = words;
  }

  #add(tag, name, words, parent = this.node) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.textContent = words;
    parent.append(made);
    return made;
  }
}
