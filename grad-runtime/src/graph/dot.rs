//! The graph as a Graphviz file.

use std::collections::BTreeMap;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::model::{Graph, Kind};
use super::{number, wording};

impl Graph {
    /// A Graphviz file: `dot -Tsvg f.dot -o f.svg` draws it. Forward values are blue, cotangents green, edges carry the local derivatives.
    pub fn to_dot(&self) -> String {
        let mut text = format!("digraph {} {{\n", quoted(&self.function));
        text.push_str("  rankdir=LR;\n  node [shape=plain, fontname=\"Helvetica\"];\n");
        text.push_str("  edge [fontname=\"Helvetica\", fontsize=10, color=\"#8a8f98\", fontcolor=\"#5b6068\"];\n");
        let mut inside: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| !wording::is_literal(node)) {
            inside.entry(node.group).or_default().push(at);
        }
        self.dot_group(None, &inside, 1, &mut text);
        for edge in self.edges.iter().filter(|edge| !wording::is_literal(&self.nodes[edge.from])) {
            let label = edge.local.map(|local| format!(" [label={}]", quoted(&number::rounded(local, 4))));
            text.push_str(&format!("  n{} -> n{}{};\n", edge.from, edge.to, label.unwrap_or_else(dashed)));
        }
        text.push_str("}\n");
        text
    }

    fn dot_group(
        &self,
        group: Option<usize>,
        inside: &BTreeMap<Option<usize>, Vec<usize>>,
        depth: usize,
        text: &mut String,
    ) {
        let pad = "  ".repeat(depth);
        for node in inside.get(&group).into_iter().flatten() {
            text.push_str(&format!("{pad}n{node} [label=<{}>];\n", self.dot_label(*node)));
        }
        for (at, inner) in self.groups.iter().enumerate().filter(|(_, inner)| inner.parent == group) {
            text.push_str(&format!("{pad}subgraph cluster_{at} {{\n"));
            text.push_str(&format!("{pad}  label={};\n", quoted(&wording::title(inner))));
            text.push_str(&format!("{pad}  style=\"rounded,dashed\"; color=\"#8a8f98\"; fontname=\"Helvetica\";\n"));
            self.dot_group(Some(at), inside, depth + 1, text);
            text.push_str(&format!("{pad}}}\n"));
        }
    }

    /// A table: the name, the operation, the two numbers.
    fn dot_label(&self, at: usize) -> String {
        let node = &self.nodes[at];
        let (value, cotangent) = wording::rounded(node);
        let border = if self.is_output(at) { 2 } else { 1 };
        let (fill, title) = match node.kind {
            Kind::Input => ("#eef4fd", format!("<b>{}</b>", escaped(&node.name))),
            Kind::ConstantInput | Kind::Constant => ("#f1f1f1", escaped(&self.label(at))),
            Kind::Step | Kind::Summary => {
                let symbol = escaped(&wording::symbol(self, at));
                ("#ffffff", format!("<b>{symbol}</b>  <i>{}</i>", escaped(&node.name)))
            }
        };
        let mut rows = format!("<tr><td>{title}</td></tr>");
        if node.kind != Kind::Constant || value != node.operation {
            rows.push_str(&format!("<tr><td><font color=\"#1f5fc4\">{}</font></td></tr>", escaped(&value)));
        }
        if let Some(cotangent) = cotangent {
            rows.push_str(&format!("<tr><td><font color=\"#1a7f4b\">{}</font></td></tr>", escaped(&cotangent)));
        }
        format!(
            "<table border=\"{border}\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"3\" bgcolor=\"{fill}\" style=\"rounded\">{rows}</table>"
        )
    }
}

fn dashed() -> String {
    " [style=dashed]".to_string()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
}

/// Text in Graphviz' HTML labels, in SVG and in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
