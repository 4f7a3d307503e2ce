// One question: native radio buttons or check boxes, and the reasons for what was chosen.
// Used by the quiz of a lesson and by the tests of the course; each adds what is around it.
// The texts come from Python as safe HTML.

/** A name that no other widget on the page has; each widget runs a copy of this script. */
function newId() {
  return `dl-quiz-${Math.random().toString(36).slice(2)}`;
}

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

/** The question as a group of choices inside `parent`; returns its inputs. */
function addChoices(parent, question, number, name) {
  const fieldset = add(parent, "fieldset");
  const hint = question.multiple ? " <small>(choose all that are right)</small>" : "";
  add(fieldset, "legend", {}, `<span>${number + 1}.</span> ${question.ask}${hint}`);
  return question.options.map((option, k) => {
    const label = add(fieldset, "label");
    const input = add(label, "input", {
      type: question.multiple ? "checkbox" : "radio", name, value: k,
    });
    add(label, "span", {}, option.text);
    return input;
  });
}

/** Which of the inputs are chosen, counted from 0. */
function chosenOf(inputs) {
  return inputs.flatMap((input, k) => (input.checked ? [k] : []));
}

/** Keys belong to the control with the focus; JupyterLab would take them to move in the notebook. */
function keepKeys(root) {
  root.querySelectorAll("input, button, summary").forEach((control) => {
    control.dataset.lmSuppressShortcuts = "true";
  });
}
