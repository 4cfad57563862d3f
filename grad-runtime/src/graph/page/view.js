// What is on the page: numbers in the boxes and in the table, the inputs, details of what is pointed at.

const svg = document.querySelector("#stage svg");
const inputs = new Map();
let state = compute(inputs);

// At most five digits in the boxes, all of them elsewhere.
function short(one) {
  if (one === undefined || one === null) return "?";
  if (typeof one !== "number" || !Number.isFinite(one)) return exact(one);
  if (one === 0) return Object.is(one, -0) ? "-0" : "0";
  const size = Math.floor(Math.log10(Math.abs(Number(one.toPrecision(5)))));
  if (size < -4 || size > 5) return one.toExponential(4).replace(/\.?0+e/, "e").replace("e+", "e");
  const text = one.toFixed(Math.max(0, 4 - size));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function exact(one) {
  if (one === undefined || one === null) return "?";
  if (one === Infinity) return "inf";
  if (one === -Infinity) return "-inf";
  return Object.is(one, -0) ? "-0" : String(one).replace("e+", "e");
}

function is_number(node) {
  return typeof node.recorded.value === "number";
}

// A number as it is now; what was recorded and is no number keeps its text as long as nothing has touched it.
function text_of(node, what, write) {
  const now = what === "value" ? state.values[node.at] : state.cotangents[node.at];
  const plain = what === "value" ? !state.touched[node.at] : !state.changed[node.at];
  if (typeof now === "number") return write(now);
  if (!plain && node.elements.length) return "…";
  return plain ? node.shown[what === "value" ? 0 : 1] : "?";
}

function refresh() {
  state = compute(inputs);
  for (const node of graph.nodes) {
    const shape = svg.querySelector(`[data-node="${node.at}"]`);
    for (const what of ["value", "cotangent"]) {
      if (what === "cotangent" && !node.active) continue;
      const unknown = text_of(node, what, short) === "?";
      const place = shape?.querySelector(`.${what}.number`);
      if (place) {
        // An array keeps the text that it has as long as it is as recorded.
        place.dataset.recorded ??= place.textContent;
        const recorded = !state[what === "value" ? "touched" : "changed"][node.at];
        place.textContent = recorded && !is_number(node) ? place.dataset.recorded : text_of(node, what, short);
      }
      place?.classList.toggle("stale", unknown);
      const cell = node.row?.querySelector(`.${what}`);
      if (cell) cell.textContent = text_of(node, what, exact);
      cell?.classList.toggle("stale", unknown);
    }
    if (node.gradient) node.gradient.textContent = `gradient ${text_of(node, "cotangent", exact)}`;
    node.parts?.forEach((part) => {
      const sum = part.nodes.map((one) => state.cotangents[one.at]).reduce(plus);
      part.gradient.textContent = `gradient ${exact(sum)}`;
    });
  }
  PRACTICE.fields.forEach(mark);
  if (PRACTICE.on) tell();
  warn();
}

// Says where the picture may not be what the function would do at these inputs.
function warn() {
  const box = document.getElementById("warning");
  const other = graph.guards.filter((_, at) => state.guards[at] === false);
  const unclear = graph.guards.filter((_, at) => state.guards[at] === undefined);
  const unknown = graph.nodes.some((node) => node.active && state.touched[node.at] && state.values[node.at] === undefined && !node.elements.length);
  const at_line = (guard) => (guard.line ? ` (line ${guard.line})` : "");
  const lines = [];
  if (other.length) lines.push(`At these inputs the function takes another way: ${other[0].text} is ${!other[0].held} now${at_line(other[0])}. The numbers are those of the way that is drawn.`);
  else if (unclear.length) lines.push(`Whether ${unclear[0].text} still is ${unclear[0].held}${at_line(unclear[0])} cannot be told here. The numbers are those of the way that is drawn.`);
  if (unknown) lines.push("Some steps cannot be computed in the page; they show a question mark. Run the function again at these inputs for them.");
  box.textContent = lines.join(" ");
  box.hidden = lines.length === 0;
}

function make_inputs() {
  const form = document.getElementById("inputs");
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const node of graph.nodes.filter((one) => one.kind === "input" || one.kind === "constant input")) {
    const label = document.createElement("label");
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = node.label;
    label.append(name);
    if (is_number(node)) {
      make_field(node, label);
    } else {
      const fixed = document.createElement("output");
      fixed.textContent = node.shown[0];
      label.append(fixed);
    }
    if (node.active) {
      node.gradient = document.createElement("span");
      node.gradient.className = "gradient";
      label.append(node.gradient);
    }
    form.append(label);
    make_parts(node, form);
  }
  document.getElementById("reset").addEventListener("click", () => {
    inputs.clear();
    graph.nodes.forEach((node) => {
      node.put?.(node.recorded.value);
      node.parts?.forEach((part) => part.put(part.nodes[0].recorded.value));
    });
    refresh();
  });
}

// A field for each element of an array that the function has read.
function make_parts(node, form) {
  const names = [...new Set(node.elements.map((one) => one.element))];
  // What is used as a whole is owed more than its elements show.
  const whole = node.used.some((edge) => !graph.nodes[edge.to].element);
  node.parts = [];
  for (const name of names) {
    const nodes = node.elements.filter((one) => one.element === name);
    const part = { nodes, label: name, at: nodes[0].at, recorded: nodes[0].recorded, gradient: document.createElement("span") };
    part.gradient.className = "gradient";
    const label = document.createElement("label");
    label.className = "part";
    const title = document.createElement("span");
    title.className = "name";
    title.textContent = name;
    label.append(title);
    make_field(part, label);
    if (node.active && !whole) label.append(part.gradient);
    node.parts.push(part);
    form.append(label);
  }
}

// The field and the slider of a number. `one.nodes` are all that hold it.
function make_field(node, label) {
  const start = node.recorded.value, reach = Math.max(2, 2 * Math.abs(start) || 2);
  const field = document.createElement("input");
  field.type = "text";
  field.inputMode = "text";
  field.dataset.input = node.at;
  field.setAttribute("aria-label", `${node.label}, as a number`);
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = start - reach;
  slider.max = start + reach;
  slider.step = "any";
  slider.dataset.slider = node.at;
  slider.setAttribute("aria-label", node.label);
  node.put = (value) => {
    field.value = exact(value);
    field.classList.remove("bad");
    slider.value = value;
  };
  node.put(start);
  field.addEventListener("input", () => {
    const typed = Number(field.value.trim().replace("−", "-"));
    const good = field.value.trim() !== "" && !Number.isNaN(typed);
    field.classList.toggle("bad", !good);
    if (good) {
      slider.value = typed;
      move(node, typed);
      refresh();
    }
  });
  slider.addEventListener("input", () => {
    const value = Number(Number(slider.value).toPrecision(4));
    field.value = exact(value);
    field.classList.remove("bad");
    move(node, value);
    refresh();
  });
  label.append(field, slider);
}

function move(one, value) {
  (one.nodes ?? [one]).forEach((node) => inputs.set(node.at, value));
}

function make_table() {
  const body = document.querySelector("#table tbody");
  for (const node of graph.nodes.filter((one) => !one.literal)) {
    const row = body.insertRow();
    row.className = node.active ? "" : "constant";
    const add = (name, text) => {
      const cell = row.insertCell();
      cell.className = name;
      cell.textContent = text;
    };
    add("step", node.equation);
    add("value", "");
    add("cotangent", "");
    add("line", node.line && node.kind !== "input" && node.kind !== "constant input" ? node.line : "");
    node.row = row;
    row.addEventListener("pointerenter", () => light(node.at, true));
    row.addEventListener("pointerleave", () => light(node.at, false));
  }
}

function light(at, on) {
  svg.querySelector(`[data-node="${at}"]`)?.classList.toggle("lit", on);
  graph.nodes[at].row?.classList.toggle("lit", on);
}

// The chain rule at an edge, a line each.
function about_edge(edge) {
  const from = graph.nodes[edge.from], to = graph.nodes[edge.to];
  const lines = [["", `${from.label} → ${to.equation}`]];
  if (!from.active) return [...lines, ["", "a constant: nothing flows back"]];
  if (PRACTICE.on) return [...lines, ["", "the chain rule is hidden while you practise"]];
  const local = state.locals[edge.at], product = state.products[edge.at], owed = state.cotangents[to.at];
  if (typeof local === "number") lines.push(["value", `local derivative ∂${to.label}/∂${from.label} = ${exact(local)}`]);
  if (typeof product === "number" && typeof owed === "number") {
    lines.push(["rule", `chain rule: ${exact(owed)} · ${typeof local === "number" ? exact(local) : "…"} = ${exact(product)}`]);
  }
  return lines;
}

function about_node(node) {
  const lines = [["", node.equation]];
  if (node.line && node.source) lines.push(["source", `line ${node.line}: ${node.source}`]);
  if (PRACTICE.on && node.active) return lines;
  lines.push(["value", `value ${text_of(node, "value", exact)}`]);
  if (node.active) {
    lines.push(["rule", `gradient ${text_of(node, "cotangent", exact)}`]);
    const parts = node.used.filter((edge) => typeof state.products[edge.at] === "number");
    if (parts.length > 1) lines.push(["rule", `= ${parts.map((edge) => exact(state.products[edge.at])).join(" + ")}`]);
  }
  return lines;
}

function show(lines, holder) {
  holder.replaceChildren(...lines.map(([name, text]) => {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = text;
    line.style.margin = "0 0 3px";
    return line;
  }));
}

function make_pointing() {
  const tip = document.getElementById("tip"), details = document.getElementById("details");
  const at = (shape) => (shape.dataset.edge !== undefined ? about_edge(graph.edges[shape.dataset.edge]) : about_node(graph.nodes[shape.dataset.node]));
  const place = (x, y) => {
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 4))}px`;
    tip.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 12) : y + 18}px`;
  };
  for (const shape of svg.querySelectorAll("[data-node], [data-edge]")) {
    shape.querySelector("title")?.remove();
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("role", "img");
    const name = () => shape.setAttribute("aria-label", at(shape).map(([, text]) => text).join(". "));
    name();
    const lit = (on) => shape.dataset.node !== undefined && light(Number(shape.dataset.node), on);
    shape.addEventListener("pointerenter", (event) => { show(at(shape), tip); show(at(shape), details); place(event.clientX, event.clientY); lit(true); });
    shape.addEventListener("pointermove", (event) => place(event.clientX, event.clientY));
    shape.addEventListener("pointerleave", () => { tip.hidden = true; lit(false); });
    shape.addEventListener("focus", () => { name(); show(at(shape), details); lit(true); });
    shape.addEventListener("blur", () => { tip.hidden = true; lit(false); });
    shape.addEventListener("click", () => { show(at(shape), details); });
  }
}

// The size of the picture.
const zoom = { now: 1 };
function resize(factor) {
  zoom.now = Math.max(0.2, Math.min(3, factor));
  const stage = document.getElementById("stage");
  const { width, height } = svg.viewBox.baseVal;
  stage.style.transform = `scale(${zoom.now})`;
  stage.style.width = `${width}px`;
  stage.style.height = `${height}px`;
  stage.style.marginRight = `${width * (zoom.now - 1)}px`;
  stage.style.marginBottom = `${height * (zoom.now - 1)}px`;
}
function fit() {
  const room = document.querySelector(".picture").clientWidth - 4;
  resize(Math.max(innerWidth > 820 ? 0.6 : 0.9, Math.min(1.5, room / svg.viewBox.baseVal.width)));
}

make_inputs();
make_table();
make_fields(svg, document.getElementById("fields"));
refresh();
make_pointing();
practise(location.hash === "#practise");
fit();
document.getElementById("explore").addEventListener("click", () => practise(false));
document.getElementById("lab").addEventListener("click", () => practise(true));
document.getElementById("reveal").addEventListener("click", reveal);
document.getElementById("hide").addEventListener("click", hide);
document.getElementById("smaller").addEventListener("click", () => resize(zoom.now / 1.2));
document.getElementById("larger").addEventListener("click", () => resize(zoom.now * 1.2));
document.getElementById("fit").addEventListener("click", fit);
addEventListener("keydown", (event) => { if (event.key === "Escape") document.getElementById("tip").hidden = true; });
