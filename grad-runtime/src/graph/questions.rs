//! What a graph can be asked.

use std::vec::Vec;

use super::model::{Edge, Finding, Graph, Node};

impl Graph {
    /// The step that made the first NaN or infinity: the first whose value is not finite or, if all of them are, the first whose
    /// cotangent is not, in the order of computation. Steps beyond a limit count too.
    ///
    /// ```
    /// # mod example {
    /// # use grad::differentiable;
    /// #[differentiable(graph)]
    /// fn f(x: f64, y: f64) -> f64 {
    ///     let difference = x - y;
    ///     let root = difference.sqrt();
    ///     root * x
    /// }
    ///
    /// # pub fn main() {
    /// let found = f_graph(1.0, 2.0).first_non_finite().unwrap().clone();
    /// assert_eq!((found.name.as_str(), found.operation.as_str()), ("root", "sqrt"));
    /// # }
    /// # }
    /// # example::main();
    /// ```
    pub fn first_non_finite(&self) -> Option<&Finding> {
        self.non_finite.as_ref()
    }

    /// The arguments that the result does not depend on here: no slope on any way from them to the result is other than zero.
    pub fn without_influence(&self) -> Vec<&Node> {
        let mut matters = std::vec![false; self.nodes.len()];
        self.outputs.iter().for_each(|output| matters[output.node] = true);
        // An edge leads from an earlier node to a later one.
        for node in (0..self.nodes.len()).rev() {
            let summed = self.nodes[node].cotangent.as_ref().is_some_and(|cotangent| !cotangent.is_zero());
            let passed = self.uses(node).any(|edge| matters[edge.to] && edge.local.is_some_and(|local| local != 0.0));
            matters[node] |= summed || passed;
        }
        (self.nodes.iter().zip(matters))
            .filter(|(node, matters)| node.is_input() && node.is_active() && !matters)
            .map(|(node, _)| node)
            .collect()
    }

    /// The edge with the largest local derivative, by its absolute value; a NaN counts as larger than anything.
    pub fn largest_slope(&self) -> Option<&Edge> {
        self.slopes().max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, edge)| edge)
    }

    /// The edge with the smallest local derivative, by its absolute value.
    pub fn smallest_slope(&self) -> Option<&Edge> {
        self.slopes().min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, edge)| edge)
    }

    fn slopes(&self) -> impl Iterator<Item = (f64, &Edge)> {
        self.edges.iter().filter_map(|edge| Some((edge.local?.abs(), edge)))
    }
}
