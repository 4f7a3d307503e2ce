// A quiz: native radio buttons and check boxes, one Check for each question, the reason under it.
// The texts come from Python as safe HTML. What was checked is kept in the model, so a second view
// of the same quiz, or the same view opened again, shows it too.

let quizzes = 0;

function add(parent, tag, attributes = {}, markup = "") {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.innerHTML = markup;
  parent.append(element);
  return element;
}

function isRight(question, chosen) {
  return question.options.every((option, k) => option.right === chosen.includes(k));
}

/** The reasons for what was chosen, and how to go on. */
function feedback(question, chosen) {
  if (!chosen.length) return { mark: "", markup: "Choose an answer first." };
  const right = isRight(question, chosen);
  const reasons = chosen.map((k) => {
    const { text, why, right: good } = question.options[k];
    if (!question.multiple) return why;
    return `<strong>${good ? "Right" : "Not right"}:</strong> ${text} ${why}`;
  });
  const missing = question.multiple && chosen.every((k) => question.options[k].right) && !right;
  if (missing) reasons.push("That is not all yet: there is more to choose.");
  const verdict = right ? "✓ Right." : "✗ Not yet.";
  const body = reasons.length > 1
    ? `<ul>${reasons.map((reason) => `<li>${reason}</li>`).join("")}</ul>` : ` ${reasons[0]}`;
  return { mark: right ? "right" : "wrong", markup: `<strong>${verdict}</strong>${body}` };
}

/** Why the options that were not chosen are not right; to be opened by those who want to know. */
function otherReasons(question) {
  const others = question.options.filter((option) => !option.right);
  return "<summary>Why not the others?</summary><ul>" +
    others.map(({ text, why }) => `<li>${text} <br>${why}</li>`).join("") + "</ul>";
}

function buildQuestion(list, question, number, name) {
  const form = add(add(list, "li"), "form");
  const fieldset = add(form, "fieldset");
  const hint = question.multiple ? " <small>(choose all that are right)</small>" : "";
  add(fieldset, "legend", {}, `<span>${number + 1}.</span> ${question.ask}${hint}`);
  const inputs = question.options.map((option, k) => {
    const label = add(fieldset, "label");
    const input = add(label, "input", {
      type: question.multiple ? "checkbox" : "radio", name, value: k,
    });
    add(label, "span", {}, option.text);
    return input;
  });
  add(form, "button", { type: "submit", "aria-label": `Check question ${number + 1}` }, "Check");
  const status = add(form, "div", { class: "dlq-feedback", role: "status" });
  const others = add(form, "details", { hidden: "" }, otherReasons(question));
  return { form, inputs, status, others };
}

function render({ model, el }) {
  const id = `dl-quiz-${++quizzes}`;
  const root = add(el, "section", { class: "dl-quiz", "aria-labelledby": id });
  add(root, "p", { id, class: "dlq-title" }).textContent = `Quiz: ${model.get("title")}`;
  const questions = model.get("questions");
  const list = add(root, "ol");
  const parts = questions.map((question, n) => buildQuestion(list, question, n, `${id}-${n}`));
  // Keys belong to the control with the focus; JupyterLab would take them to move in the notebook.
  root.querySelectorAll("input, button, summary").forEach((control) => {
    control.dataset.lmSuppressShortcuts = "true";
  });
  const progress = add(root, "p", { class: "dlq-progress", role: "status" });

  function show(number) {
    const chosen = model.get("answers")[number];
    const { inputs, status, others, form } = parts[number];
    if (!chosen) return;
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

  function showAll() {
    questions.forEach((_, number) => show(number));
    showProgress();
  }

  parts.forEach(({ form, inputs, status, others }, number) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = inputs.flatMap((input, k) => (input.checked ? [k] : []));
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
  model.on("change:answers", showAll);
  showAll();
  return () => model.off("change:answers", showAll);
}

export default { render };
