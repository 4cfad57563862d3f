//! The graph as a page: to explore, to compute with, and to practise on.
//!
//! The page is one file and loads nothing. It carries the picture and the graph, and computes values and cotangents again from the formulas
//! in it when an input is changed: `page/expression.js` reads formulas, `page/compute.js` runs them, `page/practice.js` is
//! the mode with empty boxes, `page/view.js` shows it all.

use std::format;
use std::string::String;

use super::dot::escaped;
use super::model::Graph;
use super::{json, layout, svg};

const SCRIPTS: [&str; 4] = [
    include_str!("page/expression.js"),
    include_str!("page/compute.js"),
    include_str!("page/practice.js"),
    include_str!("page/view.js"),
];

impl Graph {
    /// A page that needs no network: hover over edges for the chain rule, change inputs, practise with empty boxes.
    pub fn to_html(&self) -> String {
        let picture = layout::picture(self);
        let drawing = format!(
            "<svg class=\"graph\" viewBox=\"0 0 {0:.0} {1:.0}\" width=\"{0:.0}\" height=\"{1:.0}\">{2}</svg>",
            picture.width,
            picture.height,
            self.shapes(&picture)
        );
        let mut scripts = String::new();
        for script in SCRIPTS {
            scripts.push_str(script);
        }
        include_str!("page/page.html")
            .replace("{{title}}", &escaped(&format!("{}: computation graph", self.function)))
            .replace("{{function}}", &escaped(&self.function))
            .replace("{{file}}", &escaped(&self.place()))
            .replace("{{style}}", &format!("{}\n{}", svg::STYLE, include_str!("page/page.css")))
            .replace("{{scripts}}", &scripts)
            .replace("{{drawing}}", &drawing)
            .replace("{{data}}", &json::graph(self))
    }

    fn place(&self) -> String {
        if self.line > 0 { format!("{}, line {}", self.file, self.line) } else { self.file.clone() }
    }
}
