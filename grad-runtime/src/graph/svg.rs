//! The graph as a picture.

use std::format;
use std::string::{String, ToString};

use super::dot::escaped;
use super::layout::{self, LINE, Picture, Rect};
use super::model::{Edge, Graph, Group, GroupKind, Kind};
use super::{number, wording};

/// Colours and fonts, light and dark.
pub(super) const STYLE: &str = include_str!("page/picture.css");

impl Graph {
    /// A picture that needs nothing else: boxes for the operations, forward values blue, cotangents green. It follows the
    /// viewer's preference for light or dark.
    pub fn to_svg(&self) -> String {
        let picture = layout::picture(self);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {0:.0} {1:.0}\" width=\"{0:.0}\" height=\"{1:.0}\" \
             role=\"img\" aria-label=\"{2}\">\n<style>{STYLE}</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n{3}</svg>\n",
            picture.width,
            picture.height,
            escaped(&format!("The computation graph of {}", self.function)),
            self.shapes(&picture)
        )
    }

    /// Groups, edges and nodes.
    pub(super) fn shapes(&self, picture: &Picture) -> String {
        let mut text = String::from(
            "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
             orient=\"auto\"><path class=\"head\" d=\"M0 0.5 8 4 0 7.5z\"/></marker></defs>\n",
        );
        for (group, rect) in &picture.groups {
            text.push_str(&group_shape(&self.groups[*group], *rect));
        }
        for (at, (edge, path)) in
            self.edges.iter().zip(&picture.edges).enumerate().filter(|(_, (_, path))| !path.is_empty())
        {
            text.push_str(&self.edge_shape(at, edge, path));
        }
        for (at, rect) in picture.nodes.iter().enumerate().filter(|(at, _)| !wording::is_literal(&self.nodes[*at])) {
            text.push_str(&self.node_shape(at, *rect));
        }
        text
    }

    fn edge_shape(&self, at: usize, edge: &Edge, path: &[(f64, f64)]) -> String {
        let active = self.nodes[edge.from].is_active();
        let class = match (active, edge.local) {
            (false, _) => "edge constant",
            (true, Some(0.0)) => "edge idle",
            (true, _) => "edge",
        };
        let curve = curve(path);
        let title = escaped(&self.edge_title(edge));
        format!(
            "<g class=\"{class}\" data-edge=\"{at}\"><title>{title}</title><path class=\"wide\" d=\"{curve}\"/><path class=\"line\" \
             d=\"{curve}\" marker-end=\"url(#arrow)\"/></g>\n"
        )
    }

    /// The chain rule at an edge.
    fn edge_title(&self, edge: &Edge) -> String {
        let (from, to) = (self.label(edge.from), self.label(edge.to));
        let exact = number::exact;
        let mut text = format!("{from} → {to}");
        if let Some(local) = edge.local {
            text.push_str(&format!("\n∂{to}/∂{from} = {}", exact(local)));
        }
        if let (Some(product), Some(owed)) = (edge.product, self.nodes[edge.to].cotangent()) {
            let local = edge.local.map(exact).unwrap_or_else(|| "…".to_string());
            text.push_str(&format!("\nchain rule: {} · {local} = {}", exact(owed), exact(product)));
        }
        text
    }

    fn node_shape(&self, at: usize, rect: Rect) -> String {
        let node = &self.nodes[at];
        let mut class = String::from(match node.kind {
            Kind::Input => "node input",
            Kind::ConstantInput | Kind::Constant => "node constant",
            Kind::Step => "node step",
            Kind::Summary => "node summary",
        });
        if self.is_output(at) {
            class.push_str(" result");
        }
        let (value, cotangent) = wording::rounded(node);
        let Rect { x, y, width, height } = rect;
        let (middle, right) = (x + width / 2.0, x + width - 9.0);
        let mut text = format!(
            "<g class=\"{class}\" data-node=\"{at}\"><title>{}</title><rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" \
             width=\"{width:.1}\" height=\"{height:.1}\" rx=\"7\"/>",
            escaped(&self.node_title(at))
        );
        let line = |number: f64| y + 6.0 + LINE * (number + 0.72);
        match node.kind {
            Kind::Step | Kind::Summary if node.named => {
                let (name, symbol) = (escaped(&node.name), escaped(&wording::symbol(self, at)));
                text.push_str(&format!(
                    "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{name}</text><text class=\"operation\" x=\"{right:.1}\" y=\"{:.1}\" \
                     text-anchor=\"end\">{symbol}</text>",
                    x + 9.0,
                    line(0.0),
                    line(0.0)
                ));
            }
            _ => {
                let class = if node.kind == Kind::Input { "name" } else { "operation" };
                text.push_str(&format!(
                    "<text class=\"{class}\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    line(0.0),
                    escaped(&wording::headline(self, at))
                ));
            }
        }
        text.push_str(&row("value", "→", x + 9.0, right, line(1.0), &value));
        if let Some(cotangent) = cotangent {
            text.push_str(&row("cotangent", "←", x + 9.0, right, line(2.0), &cotangent));
        }
        text.push_str("</g>\n");
        text
    }

    fn node_title(&self, at: usize) -> String {
        let node = &self.nodes[at];
        let mut text = self.equation(at);
        if node.line > 0 && !node.is_input() {
            text.push_str(&format!("\nline {}: {}", node.line, node.source));
        }
        text
    }
}

/// An arrow and a number.
fn row(class: &str, arrow: &str, left: f64, right: f64, y: f64, number: &str) -> String {
    format!(
        "<text class=\"{class} direction\" x=\"{left:.1}\" y=\"{y:.1}\">{arrow}</text><text class=\"{class} number\" x=\"{right:.1}\" \
         y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
        escaped(number)
    )
}

fn group_shape(group: &Group, rect: Rect) -> String {
    let class = match group.kind {
        GroupKind::Branch => "branch",
        GroupKind::Loop => "loop",
        GroupKind::Trip => "trip",
        GroupKind::Call => "call",
    };
    let Rect { x, y, width, height } = rect;
    format!(
        "<g class=\"group {class}\"><rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"10\"/><text \
         x=\"{:.1}\" y=\"{:.1}\">{}</text></g>\n",
        x + 12.0,
        y + 19.0,
        escaped(&wording::title(group))
    )
}

/// A smooth line through points, which it passes from left to right.
fn curve(path: &[(f64, f64)]) -> String {
    let mut text = String::new();
    for (at, (x, y)) in path.iter().enumerate() {
        if at == 0 {
            text.push_str(&format!("M{x:.1} {y:.1}"));
            continue;
        }
        let (before_x, before_y) = path[at - 1];
        let reach = ((x - before_x) / 2.0).max(18.0);
        text.push_str(&format!("C{:.1} {before_y:.1} {:.1} {y:.1} {x:.1} {y:.1}", before_x + reach, x - reach));
    }
    text
}
