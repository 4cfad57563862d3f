//! The graph as a Mermaid flowchart, which many Markdown viewers draw.

use std::collections::BTreeMap;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::model::{Graph, Kind};
use super::{number, wording};

impl Graph {
    /// A Mermaid flowchart: put it into a Markdown file between <code>```mermaid</code> and <code>```</code>.
    pub fn to_mermaid(&self) -> String {
        let mut text = String::from("flowchart LR\n");
        let mut inside: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate().filter(|(_, node)| !wording::is_literal(node)) {
            inside.entry(node.group).or_default().push(at);
        }
        self.mermaid_group(None, &inside, 1, &mut text);
        for edge in self.edges.iter().filter(|edge| !wording::is_literal(&self.nodes[edge.from])) {
            let arrow = match edge.local {
                Some(local) => format!("-->|{}|", quoted(&number::rounded(local, 4))),
                None => "-.->".to_string(),
            };
            text.push_str(&format!("  n{} {arrow} n{}\n", edge.from, edge.to));
        }
        text.push_str("  classDef input fill:#eef4fd,stroke:#1f5fc4,color:#17202a\n");
        text.push_str("  classDef constant fill:#f1f1f1,stroke:#b9bdc4,color:#17202a\n");
        text.push_str("  classDef step fill:#ffffff,stroke:#8a8f98,color:#17202a\n");
        text.push_str("  classDef result fill:#ffffff,stroke:#1a7f4b,stroke-width:3px,color:#17202a\n");
        text
    }

    fn mermaid_group(
        &self,
        group: Option<usize>,
        inside: &BTreeMap<Option<usize>, Vec<usize>>,
        depth: usize,
        text: &mut String,
    ) {
        let pad = "  ".repeat(depth);
        for node in inside.get(&group).into_iter().flatten() {
            text.push_str(&format!("{pad}{}\n", self.mermaid_node(*node)));
        }
        for (at, inner) in self.groups.iter().enumerate().filter(|(_, inner)| inner.parent == group) {
            if !self.is_drawn(at) {
                continue;
            }
            text.push_str(&format!("{pad}subgraph g{at} [{}]\n", quoted(&wording::title(inner))));
            self.mermaid_group(Some(at), inside, depth + 1, text);
            text.push_str(&format!("{pad}end\n"));
        }
    }

    /// Whether there is a node in a group.
    pub(super) fn is_drawn(&self, group: usize) -> bool {
        (0..self.nodes.len()).any(|node| self.groups_of(node).contains(&group))
    }

    fn mermaid_node(&self, at: usize) -> String {
        let node = &self.nodes[at];
        let (value, cotangent) = wording::rounded(node);
        let (class, title) = match node.kind {
            Kind::Input => ("input", node.name.clone()),
            Kind::ConstantInput | Kind::Constant => ("constant", self.label(at)),
            Kind::Step | Kind::Summary => {
                let class = if self.is_output(at) { "result" } else { "step" };
                (class, format!("{}   {}", wording::symbol(self, at), node.name))
            }
        };
        let mut lines = std::vec![title];
        if node.kind != Kind::Constant || value != node.operation {
            lines.push(format!("→ {value}"));
        }
        lines.extend(cotangent.map(|cotangent| format!("← {cotangent}")));
        let round = if node.is_input() { ("([", "])") } else { ("[", "]") };
        format!("n{at}{}{}{}:::{class}", round.0, quoted(&lines.join("\n")), round.1)
    }
}

/// Text in quotes; Mermaid reads entities in it, and `<br>`.
fn quoted(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '\n' => "<br>".to_string(),
            c if c.is_alphanumeric() || " ._→←×−÷,:+()…".contains(c) => c.to_string(),
            c => format!("#{};", u32::from(c)),
        })
        .collect();
    format!("\"{text}\"")
}
