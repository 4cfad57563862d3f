// The graph, and its numbers computed again when an input changes.

const graph = JSON.parse(document.getElementById("graph").textContent);
const number = (one) => (typeof one === "string" ? { NaN, inf: Infinity, "-inf": -Infinity }[one] : one);
const same = (a, b) => Object.is(a, b) || a === b;

graph.edges.forEach((edge, at) => Object.assign(edge, { at, local: number(edge.local), product: number(edge.product) }));
graph.nodes.forEach((node, at) => {
  const recorded = { value: number(node.value), cotangent: number(node.cotangent) };
  const run = node.formula && readable(node.formula.value, node.single);
  const partials = node.formula ? node.formula.partials.map((text) => readable(text, node.single)) : [];
  const into = graph.edges.filter((edge) => edge.to === at);
  const used = graph.edges.filter((edge) => edge.from === at);
  Object.assign(node, { at, recorded, run, partials, into, used, active: node.shown[1] !== null });
});
// Elements of an array among the inputs are inputs themselves. One that is read twice has two nodes.
graph.nodes.forEach((node) => {
  node.elements = graph.nodes.filter((other) => other.element && other.into[0].from === node.at);
});
graph.guards.forEach((guard) => { guard.run = readable(guard.text, false); });

// One run: what each node and edge holds. Where something cannot be computed here it is undefined, and shown as such.
function compute(inputs) {
  const values = [], cotangents = graph.nodes.map(() => 0), locals = [], products = [];
  const touched = [], reached = graph.nodes.map(() => false);
  for (const node of graph.nodes) {
    const given = node.element ? inputs.get(node.at) ?? node.recorded.value : inputs.get(node.at);
    if (node.elements.length) {
      touched[node.at] = node.elements.some((one) => inputs.has(one.at) && !same(inputs.get(one.at), one.recorded.value));
      continue;
    }
    touched[node.at] = given !== undefined ? !same(given, node.recorded.value) : node.into.some((edge) => touched[edge.from]);
    if (given !== undefined) values[node.at] = node.single ? Math.fround(given) : given;
    else if (!touched[node.at]) values[node.at] = node.recorded.value;
    else values[node.at] = attempt(node.run, scope(node, values));
  }
  // A cotangent is as recorded if no step from here to the result has changed.
  const changed = graph.nodes.map(() => false);
  for (const output of graph.outputs) {
    const seed = number(output.seed) ?? undefined;
    cotangents[output.node] = reached[output.node] ? plus(cotangents[output.node], seed) : seed;
    reached[output.node] = true;
  }
  for (const node of [...graph.nodes].reverse()) {
    if (!node.active) continue;
    const own = node.used.some((edge) => graph.nodes[edge.to].active && (changed[edge.to] || slope_changed(edge, touched)));
    changed[node.at] = own;
    if (!own) cotangents[node.at] = node.recorded.cotangent;
    for (const edge of node.into) {
      const from = graph.nodes[edge.from];
      if (!from.active) continue;
      const fresh = own || slope_changed(edge, touched);
      const local = fresh ? partial(node, edge, values, 1, touched) : edge.local;
      const product = fresh ? partial(node, edge, values, cotangents[node.at], touched) : edge.product;
      locals[edge.at] = local;
      products[edge.at] = product;
      cotangents[from.at] = reached[from.at] ? plus(cotangents[from.at], product ?? (fresh ? undefined : 0)) : product ?? (fresh ? undefined : 0);
      reached[from.at] = true;
    }
  }
  graph.nodes.forEach((node) => {
    if (node.active && !changed[node.at]) cotangents[node.at] = node.recorded.cotangent;
    // What an array is owed is not one number.
    else if (typeof node.recorded.value !== "number") cotangents[node.at] = undefined;
  });
  return { values, cotangents, locals, products, touched, changed, guards: graph.guards.map((guard) => ask(guard, values, touched)) };
}

// A slope depends on the arguments and the value of its step.
function slope_changed(edge, touched) {
  return graph.nodes[edge.to].into.some((other) => touched[other.from]);
}

function plus(a, b) {
  return a === undefined || b === undefined ? undefined : a + b;
}

function scope(node, values) {
  const names = {};
  if (node.formula) node.into.forEach((edge) => { names[node.formula.names[edge.argument]] = values[edge.from]; });
  return names;
}

function attempt(run, names) {
  if (!run || Object.values(names).some((one) => one === undefined || one === null)) return undefined;
  try {
    return run(names);
  } catch {
    return undefined;
  }
}

// What an argument gets of the cotangent.
function partial(node, edge, values, d, touched) {
  if (d === undefined || d === null) return undefined;
  if (node.formula) {
    if (!node.formula.partials[edge.argument]) return 0;
    const names = { ...scope(node, values), output: values[node.at], d };
    return attempt(node.partials[edge.argument], names);
  }
  // A slope without a formula is known as long as nothing that it depends on has changed.
  const fixed = edge.local === 1 || !slope_changed(edge, touched);
  return fixed && edge.local !== null ? d * edge.local : undefined;
}

// Whether a condition still holds as it did: true, false, or undefined where that cannot be told.
function ask(guard, values, touched) {
  if (!guard.arguments.some(([, node]) => touched[node])) return true;
  const names = {};
  guard.arguments.forEach(([name, node]) => { names[name] = values[node] ?? undefined; });
  const answer = attempt(guard.run, names);
  return answer === undefined ? undefined : answer === guard.held;
}
