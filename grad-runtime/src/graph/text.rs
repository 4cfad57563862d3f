//! The graph as a table: steps from top to bottom, values in one column and cotangents in the other.

use core::fmt::{Display, Formatter, Result};
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::model::{Graph, Kind, Phase};
use super::{number, wording};

/// A line of the table.
enum Line {
    Heading(String),
    Row([String; 4]),
}

impl Display for Graph {
    /// ```text
    /// f(x, y) = 1.84
    ///
    ///                       forward  backward  line
    /// x = input                   2      1.27
    /// ```
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let arguments: Vec<&str> = self.inputs().map(|node| node.name.as_str()).collect();
        let results = self.outputs.iter().map(|output| number::value(&self.nodes[output.node].value, number::exact));
        let results: Vec<String> = results.collect();
        let results = if results.len() == 1 { results.concat() } else { format!("({})", results.join(", ")) };
        writeln!(f, "{}({}) = {results}\n", self.function, arguments.join(", "))?;
        let mut lines = std::vec![Line::Row(["", "forward", "backward", "line"].map(ToString::to_string))];
        let mut open: Vec<usize> = Vec::new();
        for node in (0..self.nodes.len()).filter(|node| self.is_worth_a_line(*node)) {
            let around = self.groups_of(node);
            let common = open.iter().zip(&around).take_while(|(a, b)| a == b).count();
            for (depth, group) in around.iter().enumerate().skip(common) {
                lines.push(Line::Heading(format!("{}{}", indent(depth), wording::title(&self.groups[*group]))));
            }
            lines.push(self.row(node, around.len()));
            open = around;
        }
        write_table(f, &lines)?;
        self.notes(f)
    }
}

impl Graph {
    fn row(&self, at: usize, depth: usize) -> Line {
        let node = &self.nodes[at];
        let value = number::value(&node.value, number::exact);
        let cotangent = node.cotangent.as_ref().map(|cotangent| number::value(cotangent, number::exact));
        let line = if node.line > 0 && !node.is_input() { node.line.to_string() } else { String::new() };
        let result = if self.is_output(at) && node.kind == Kind::Step { "  (result)" } else { "" };
        Line::Row([
            format!("{}{}{result}", indent(depth), self.equation(at)),
            value,
            cotangent.unwrap_or_default(),
            line,
        ])
    }

    /// What else there is to say.
    fn notes(&self, f: &mut Formatter<'_>) -> Result {
        if let Some(found) = self.first_non_finite() {
            let what = match found.phase {
                Phase::Forward => "value",
                Phase::Backward => "cotangent",
            };
            let name = if found.name.is_empty() { "a step that is not shown" } else { &found.name };
            write!(f, "\nthe first {what} that is not finite: {} at {name}", found.number)?;
            if found.line > 0 {
                write!(f, ", line {}", found.line)?;
            }
            writeln!(f)?;
        }
        let idle: Vec<&str> = self.without_influence().iter().map(|node| node.name.as_str()).collect();
        if !idle.is_empty() {
            writeln!(f, "\nwithout influence on the result: {}", idle.join(", "))?;
        }
        Ok(())
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth)
}

fn write_table(f: &mut Formatter<'_>, lines: &[Line]) -> Result {
    let mut widths = [0; 4];
    for line in lines {
        if let Line::Row(cells) = line {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
    }
    let [first, forward, backward, at] = widths;
    for line in lines {
        match line {
            Line::Heading(text) => writeln!(f, "{text}")?,
            Line::Row([equation, value, cotangent, number]) => {
                let row = format!("{equation:first$}  {value:>forward$}  {cotangent:>backward$}  {number:>at$}");
                writeln!(f, "{}", row.trim_end())?;
            }
        }
    }
    Ok(())
}
