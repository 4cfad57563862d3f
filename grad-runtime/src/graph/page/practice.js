// Empty boxes to fill in: a right number turns blue (forward) or green (backward), a wrong one red.

const PRACTICE = { on: false, fields: [] };

// Whether a typed number is right: to the digits that were typed, at least two, or within half a per cent.
function right(text, expected) {
  const typed = Number(text.trim().replace(",", ".").replace("−", "-"));
  if (text.trim() === "" || Number.isNaN(typed)) return text.trim().toLowerCase() === "nan" && Number.isNaN(expected);
  if (typed === expected) return true;
  const digits = text.replace(/[eE].*$/, "").replace(/[^0-9]/g, "").replace(/^0+/, "").length;
  const rounded = digits >= 2 && Number(expected.toPrecision(Math.min(digits, 17))) === typed;
  return rounded || Math.abs(typed - expected) <= 0.005 * Math.abs(expected);
}

function make_fields(svg, holder) {
  for (const node of graph.nodes.filter((one) => one.active)) {
    for (const what of ["value", "cotangent"]) {
      const place = svg.querySelector(`[data-node="${node.at}"] .${what}.number`);
      const box = svg.querySelector(`[data-node="${node.at}"] .box`);
      if (!place || !box || typeof node.recorded[what] !== "number") continue;
      const field = document.createElement("input");
      field.type = "text";
      field.inputMode = "text";
      field.autocomplete = "off";
      field.spellcheck = false;
      field.className = what;
      field.dataset.node = node.at;
      field.dataset.what = what;
      field.setAttribute("aria-label", `${node.equation}: ${what === "value" ? "forward value" : "gradient"}`);
      const x = box.x.baseVal.value, width = box.width.baseVal.value;
      field.style.left = `${x + 26}px`;
      field.style.width = `${width - 32}px`;
      field.style.top = `${place.y.baseVal[0].value - 13}px`;
      field.addEventListener("input", () => { mark(field); tell(); });
      holder.append(field);
      PRACTICE.fields.push(field);
    }
  }
}

function expected(field) {
  return (field.dataset.what === "value" ? state.values : state.cotangents)[Number(field.dataset.node)];
}

function mark(field) {
  const empty = field.value.trim() === "", wanted = expected(field);
  const good = !empty && wanted !== undefined && right(field.value, wanted);
  field.classList.toggle("right", good);
  field.classList.toggle("wrong", !empty && !good);
  field.setAttribute("aria-invalid", String(!empty && !good));
}

function tell() {
  const done = PRACTICE.fields.filter((field) => field.classList.contains("right")).length;
  document.getElementById("score").textContent = `${done} of ${PRACTICE.fields.length} right`;
}

function reveal() {
  PRACTICE.fields.forEach((field) => {
    const one = expected(field);
    field.value = one === undefined ? "" : short(one);
    mark(field);
  });
  tell();
}

function hide() {
  PRACTICE.fields.forEach((field) => { field.value = ""; mark(field); });
  tell();
}

function practise(on) {
  PRACTICE.on = on;
  document.body.classList.toggle("practising", on);
  document.getElementById("fields").hidden = !on;
  document.querySelector(".practice").hidden = !on;
  document.getElementById("lab").setAttribute("aria-pressed", String(on));
  document.getElementById("explore").setAttribute("aria-pressed", String(!on));
  if (on) hide();
}
