//! The graph as the data of its page. (Written by hand: the page must not need the feature `serde`.)

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::model::{Formula, Graph, Guard, Kind, Node, Output, Value};
use super::{number, wording};

/// The whole graph.
pub fn graph(graph: &Graph) -> String {
    let nodes = (0..graph.nodes.len()).map(|at| node(graph, at));
    let edges = graph.edges.iter().map(|edge| {
        object(&[
            ("from", edge.from.to_string()),
            ("to", edge.to.to_string()),
            ("argument", edge.argument.to_string()),
            ("local", edge.local.map_or_else(null, float)),
            ("product", edge.product.map_or_else(null, float)),
        ])
    });
    object(&[
        ("function", text(&graph.function)),
        ("outputs", list(graph.outputs.iter().map(output))),
        ("nodes", list(nodes)),
        ("edges", list(edges)),
        ("guards", list(graph.guards.iter().map(guard))),
    ])
}

/// What an element of an array among the inputs is called: the page has a field for it.
fn element(graph: &Graph, at: usize) -> Option<String> {
    let node = &graph.nodes[at];
    let mut made_of = graph.arguments(at);
    let (Some(edge), None) = (made_of.next(), made_of.next()) else { return None };
    let of = &graph.nodes[edge.from];
    let is_element = wording::is_part(node) && of.is_input() && of.value.number().is_none();
    let rest = is_element.then(|| node.operation.strip_prefix(of.name.as_str()))??;
    (node.value.number().is_some() && rest.starts_with(['[', '.'])).then(|| node.operation.clone())
}

fn output(output: &Output) -> String {
    object(&[("node", output.node.to_string()), ("seed", value(Some(&output.seed)))])
}

fn node(graph: &Graph, at: usize) -> String {
    let node = &graph.nodes[at];
    let kind = match node.kind {
        Kind::Input => "input",
        Kind::ConstantInput => "constant input",
        Kind::Constant => "constant",
        Kind::Step => "step",
        Kind::Summary => "summary",
    };
    object(&[
        ("kind", text(kind)),
        ("label", text(&graph.label(at))),
        ("equation", text(&graph.equation(at))),
        ("line", node.line.to_string()),
        ("source", text(&node.source)),
        ("value", value(Some(&node.value))),
        ("cotangent", value(node.cotangent.as_ref())),
        ("shown", shown(node)),
        ("formula", node.formula.as_ref().map_or_else(null, formula)),
        ("element", element(graph, at).map_or_else(null, |name| text(&name))),
        ("literal", wording::is_literal(node).to_string()),
        ("single", node.single.to_string()),
    ])
}

/// Numbers as numbers; whatever else is there as nothing.
fn value(value: Option<&Value>) -> String {
    value.and_then(Value::number).map_or_else(null, float)
}

/// What the boxes show in the beginning.
fn shown(node: &Node) -> String {
    let exact = |value: &Value| text(&number::value(value, number::exact));
    list([exact(&node.value), node.cotangent.as_ref().map_or_else(null, exact)])
}

fn formula(formula: &Formula) -> String {
    object(&[
        ("value", text(&formula.value)),
        ("names", list(formula.arguments.iter().map(|name| text(name)))),
        ("partials", list(formula.partials.iter().map(|partial| text(partial)))),
    ])
}

fn guard(guard: &Guard) -> String {
    let arguments = guard.arguments.iter().map(|(name, node)| list([text(name), node.to_string()]));
    object(&[
        ("text", text(&guard.text)),
        ("arguments", list(arguments)),
        ("held", guard.held.to_string()),
        ("line", guard.line.to_string()),
    ])
}

fn null() -> String {
    "null".to_string()
}

/// JSON has no NaN and no infinities: they are text.
fn float(number: f64) -> String {
    if number.is_finite() { number::exact(number) } else { format!("\"{number}\"") }
}

/// Text, safe in a `<script>` too.
fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c < ' ' || "<>&\u{2028}\u{2029}".contains(c) => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn list(entries: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", entries.into_iter().collect::<Vec<_>>().join(","))
}

fn object(entries: &[(&str, String)]) -> String {
    let entries: Vec<String> = entries.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", entries.join(","))
}
