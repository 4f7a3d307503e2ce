// A test of the whole course: all questions answered, then one button.
// Python has the right answers and works out the result. What is chosen is kept in the model, so a
// view that is closed and opened again shows it too.

/** "Question 2 is", "Questions 2, 5 and 9 are": numbers counted from 0, said from 1. */
function namesOf(numbers) {
  const names = numbers.map((number) => number + 1);
  if (names.length === 1) return `Question ${names[0]} is`;
  return `Questions ${names.slice(0, -1).join(", ")} and ${names.at(-1)} are`;
}

function buildQuestion(list, question, number, name) {
  const card = add(add(list, "li"), "div", { class: "dlq-card" });
  const inputs = addChoices(card, question, number, name);
  return { card, inputs, reason: add(card, "div", { class: "dlq-feedback" }) };
}

/** The reason for what was chosen, the right answer where it was another, and the other reasons. */
function showReason({ card, reason }, question, chosen) {
  if (reason.hasChildNodes()) return;
  const { mark, markup } = feedback(question, chosen);
  reason.innerHTML = markup;
  const right = question.options.find((option) => option.right);
  const last = question.options.length - 1;
  if (mark === "wrong" && !chosen.includes(last)) {
    add(reason, "p", {}, `<strong>Right:</strong> <em>${right.text}</em><br>${right.why}`);
  }
  const others = question.options
    .filter((option, k) => !option.right && k !== last && !chosen.includes(k));
  add(card, "details", {}, otherReasons({ options: others }));
  card.dataset.mark = mark;
}

function render({ model, el }) {
  const id = newId();
  const root = add(el, "section", { class: "dl-quiz", "aria-labelledby": id });
  add(root, "p", { id, class: "dlq-title" }, model.get("title"));
  for (const text of model.get("about")) add(root, "p", {}, text);
  const form = add(root, "form");
  const list = add(form, "ol");
  const parts = model.get("questions")
    .map((question, n) => buildQuestion(list, question, n, `${id}-${n}`));
  const button = add(form, "button", { type: "submit" }, "Show my result");
  const missing = add(form, "p", { class: "dlq-progress", role: "status" });
  const result = add(root, "div", { class: "dlq-result", tabindex: "-1", hidden: "" });
  let asked = false; // whether the result was asked for here: then the focus goes to it

  function showAll() {
    const [questions, answers, done] = ["questions", "answers", "done"].map((key) => model.get(key));
    parts.forEach((part, n) => {
      const chosen = answers[n] ?? [];
      part.inputs.forEach((input, k) => {
        input.checked = chosen.includes(k);
        input.disabled = done;
      });
      if (done && "right" in questions[n].options[0]) showReason(part, questions[n], chosen);
    });
    button.hidden = done;
    result.hidden = !model.get("result");
    result.innerHTML = model.get("result");
    keepKeys(root);
    if (asked && !result.hidden) {
      asked = false;
      result.focus();
    }
  }

  form.addEventListener("change", () => {
    missing.textContent = "";
    const chosen = parts.map(({ inputs }) => chosenOf(inputs));
    model.set("answers", Object.fromEntries(
      chosen.map((numbers, n) => [n, numbers]).filter(([, numbers]) => numbers.length)));
    model.save_changes();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const open = parts.flatMap(({ inputs }, n) => (chosenOf(inputs).length ? [] : [n]));
    if (open.length) {
      missing.textContent = `${namesOf(open)} not answered yet.`;
      parts[open[0]].inputs[0].focus();
      return;
    }
    asked = true;
    model.set("done", true);
    model.save_changes();
  });
  const heard = ["answers", "questions", "done", "result"].map((name) => `change:${name}`);
  heard.forEach((name) => model.on(name, showAll));
  showAll();
  return () => heard.forEach((name) => model.off(name, showAll));
}

export default { render };
