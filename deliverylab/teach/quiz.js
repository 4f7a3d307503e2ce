// A quiz: one Check for each question, the reason under it.
// What was checked is kept in the model, so a second view of the same quiz, or the same view opened
// again, shows it too.

function buildQuestion(list, question, number, name) {
  const form = add(add(list, "li"), "form", { class: "dlq-card" });
  const inputs = addChoices(form, question, number, name);
  add(form, "button", { type: "submit", "aria-label": `Check question ${number + 1}` }, "Check");
  const status = add(form, "div", { class: "dlq-feedback", role: "status" });
  const others = add(form, "details", { hidden: "" }, otherReasons(question));
  return { form, inputs, status, others };
}

function render({ model, el }) {
  const id = newId();
  const root = add(el, "section", { class: "dl-quiz", "aria-labelledby": id });
  add(root, "p", { id, class: "dlq-title" }).textContent = `Quiz: ${model.get("title")}`;
  const questions = model.get("questions");
  const list = add(root, "ol");
  const parts = questions.map((question, n) => buildQuestion(list, question, n, `${id}-${n}`));
  keepKeys(root);
  const progress = add(root, "p", { class: "dlq-progress", role: "status" });
  const shown = {}; // what was checked, as it is on the page

  function show(number) {
    const chosen = model.get("answers")[number];
    const { inputs, status, others, form } = parts[number];
    if (!chosen) return;
    shown[number] = chosen;
    inputs.forEach((input, k) => { input.checked = chosen.includes(k); });
    const { mark, markup } = feedback(questions[number], chosen);
    status.innerHTML = markup;
    form.dataset.mark = mark;
    others.hidden = mark !== "right";
  }

  function showProgress() {
    const answers = model.get("answers");
    const right = questions.filter((question, n) => isRight(question, answers[n] ?? [])).length;
    const all = right === questions.length ? " All of them: well done." : "";
    progress.textContent = `${right} of ${questions.length} right.${all}`;
  }

  // Only what was checked anew: what somebody is about to choose elsewhere stays as it is.
  function showNew() {
    const answers = model.get("answers");
    questions.forEach((_, number) => {
      if (String(answers[number]) !== String(shown[number])) show(number);
    });
    showProgress();
  }

  parts.forEach(({ form, inputs, status, others }, number) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = chosenOf(inputs);
      if (!chosen.length) {
        status.innerHTML = feedback(questions[number], chosen).markup;
        return;
      }
      model.set("answers", { ...model.get("answers"), [number]: chosen });
      model.save_changes();
      show(number);
      showProgress();
    });
    form.addEventListener("change", () => {
      status.innerHTML = ""; // the old reason does not belong to the new choice
      form.dataset.mark = "";
      others.hidden = true;
    });
  });
  model.on("change:answers", showNew);
  showNew();
  return () => model.off("change:answers", showNew);
}

export default { render };
