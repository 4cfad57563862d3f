//! Steps and groups in words.

use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::model::{Graph, Group, GroupKind, Kind, Node};
use super::number;

impl Graph {
    /// What a node is called where another is made of it.
    pub(super) fn label(&self, node: usize) -> String {
        let node = &self.nodes[node];
        if node.name.is_empty() { node.operation.clone() } else { node.name.clone() }
    }

    /// `3.0 * x`, `p.max(0.0)`, `sigmoid(v)`
    pub(super) fn expression(&self, at: usize) -> String {
        let node = &self.nodes[at];
        let arguments: Vec<String> = self.arguments(at).map(|edge| self.label(edge.from)).collect();
        let operation = node.operation.as_str();
        match (node.kind, arguments.as_slice()) {
            (Kind::Input, _) => "input".to_string(),
            (Kind::ConstantInput, _) => "constant".to_string(),
            (Kind::Constant, _) | (Kind::Summary, _) => operation.to_string(),
            (Kind::Step, [a]) if ["if", "match"].contains(&operation.split(' ').next().unwrap_or_default()) => {
                format!("{a} ({operation})")
            }
            (Kind::Step, [_, ..]) if operation.contains("[…") => operation.replacen('…', &arguments.join(", "), 1),
            (Kind::Step, []) => operation.to_string(),
            (Kind::Step, [_]) if is_part(node) => operation.to_string(),
            (Kind::Step, [_, rest @ ..]) if operation.ends_with('=') => format!("{operation} {}", rest.join(", ")),
            (Kind::Step, [_, rest @ ..]) if operation.contains('.') => format!("{operation}({})", rest.join(", ")),
            (Kind::Step, [a]) if operation == "-" => format!("-{a}"),
            (Kind::Step, [a, b]) if is_operator(operation) => format!("{a} {operation} {b}"),
            (Kind::Step, [a]) if operation.starts_with("as ") => format!("{a} {operation}"),
            (Kind::Step, [a, rest @ ..])
                if node.formula.as_ref().is_some_and(|f| f.value.contains(&format!(".{operation}("))) =>
            {
                format!("{a}.{operation}({})", rest.join(", "))
            }
            (Kind::Step, _) => format!("{operation}({})", arguments.join(", ")),
        }
    }

    /// The name and what it is made of.
    pub(super) fn equation(&self, node: usize) -> String {
        let (label, expression) = (self.label(node), self.expression(node));
        if self.nodes[node].is_input() {
            return format!("{label} ({expression})");
        }
        let changes = self.nodes[node].operation.ends_with('=') || expression.starts_with(&format!("{label}."));
        if label == expression || changes { expression } else { format!("{label} = {expression}") }
    }

    /// Whether a node says more than its text: a literal does not.
    pub(super) fn is_worth_a_line(&self, node: usize) -> bool {
        let node = &self.nodes[node];
        node.kind != Kind::Constant || node.line > 0
    }

    /// The groups around a node, from the outside in.
    pub(super) fn groups_of(&self, node: usize) -> Vec<usize> {
        let mut around = Vec::new();
        let mut group = self.nodes[node].group;
        while let Some(at) = group {
            around.push(at);
            group = self.groups[at].parent;
        }
        around.reverse();
        around
    }
}

/// Whether it is a part of an array, a tuple or a struct: `xs[0]`, `pair.1`, `point.x`.
pub(super) fn is_part(node: &Node) -> bool {
    let operation = node.operation.as_str();
    let named = operation.starts_with(|c: char| c.is_alphabetic() || c == '_') && !operation.contains('!');
    let made = node.formula.is_some() || operation.ends_with('=');
    node.kind == Kind::Step && named && !made && operation.contains(['[', '.'])
}

/// Whether it does not matter in which order the arguments are drawn.
pub(super) fn is_symmetric(node: &Node) -> bool {
    node.kind != Kind::Step || ["+", "*", "max", "min", "hypot", "midpoint"].contains(&node.operation.as_str())
}

fn is_operator(operation: &str) -> bool {
    ["+", "-", "*", "/", "%"].contains(&operation)
}

/// A group in a line.
pub(super) fn title(group: &Group) -> String {
    match group.kind {
        GroupKind::Loop if group.shown < group.trips => {
            format!("{}: {} of {} trips", group.label, group.shown, group.trips)
        }
        GroupKind::Loop if group.trips == 1 => format!("{}: 1 trip", group.label),
        GroupKind::Loop => format!("{}: {} trips", group.label, group.trips),
        GroupKind::Branch | GroupKind::Trip => group.label.clone(),
        GroupKind::Call => format!("in {}", group.label),
    }
}

/// What a node does, as it stands in a box: with the literals in it, without what edges lead to it.
pub(super) fn symbol(graph: &Graph, at: usize) -> String {
    let node = &graph.nodes[at];
    let operation = match node.operation.as_str() {
        "*" => "×",
        "-" => "−",
        "/" => "÷",
        "powi" | "powf" => "^",
        other => other,
    };
    let arguments: Vec<Option<String>> = (graph.arguments(at))
        .map(|edge| is_literal(&graph.nodes[edge.from]).then(|| short(&graph.nodes[edge.from])))
        .collect();
    match (node.kind, arguments.as_slice()) {
        (Kind::Step, [Some(a), None]) if is_operator(&node.operation) => format!("{a} {operation}"),
        (Kind::Step, [None, Some(n)]) if operation == "^" => format!("^{n}"),
        (Kind::Step, [_]) if operation.contains('[') => node.operation.clone(),
        (Kind::Step, [None, rest @ ..]) if rest.iter().any(Option::is_some) => {
            let rest: Vec<&str> = rest.iter().map(|literal| literal.as_deref().unwrap_or("·")).collect();
            format!("{operation} {}", rest.join(", "))
        }
        (Kind::Step, [first, rest @ ..]) if first.is_some() => {
            let all: Vec<&str> = std::iter::once(first).chain(rest).map(|one| one.as_deref().unwrap_or("·")).collect();
            format!("{operation}({})", all.join(", "))
        }
        _ => operation.to_string(),
    }
}

/// A literal as short as its value allows.
fn short(node: &Node) -> String {
    let number = node.value.number().map(|one| number::rounded(one, 5));
    number.filter(|number| number.len() < node.operation.len()).unwrap_or_else(|| node.operation.clone())
}

/// A constant that is written where it is used: it has no box of its own.
pub(super) fn is_literal(node: &Node) -> bool {
    node.kind == Kind::Constant && node.name.is_empty() && node.line == 0
}

/// A node's value and cotangent, rounded for pictures.
pub(super) fn rounded(node: &Node) -> (String, Option<String>) {
    let short = |one| number::rounded(one, 5);
    (number::value(&node.value, short), node.cotangent.as_ref().map(|cotangent| number::value(cotangent, short)))
}

/// The first line of a node's box.
pub(super) fn headline(graph: &Graph, at: usize) -> String {
    let node = &graph.nodes[at];
    match node.kind {
        Kind::Input | Kind::ConstantInput => node.name.clone(),
        Kind::Constant => graph.label(at),
        Kind::Step | Kind::Summary if node.named => format!("{}  {}", node.name, symbol(graph, at)),
        Kind::Step | Kind::Summary => symbol(graph, at),
    }
}
