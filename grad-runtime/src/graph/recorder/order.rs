//! The order of the nodes.

use std::collections::HashMap;
use std::vec::Vec;

use super::State;
use crate::graph::model::Kind;

impl State {
    /// Constants become nodes when they are used; in the end each stands where it was computed, and a literal where it is used.
    pub fn put_in_order(&mut self) {
        let count = self.graph.nodes.len();
        let computed: HashMap<usize, (usize, usize)> = (self.lazies.iter().enumerate())
            .filter_map(|(number, lazy)| Some((lazy.node?, (lazy.at, number))))
            .collect();
        let mut keys: Vec<(usize, usize, usize)> = Vec::new();
        for node in 0..count {
            keys.push(match computed.get(&node) {
                Some((at, number)) => (*at, 0, *number),
                None if self.graph.nodes[node].kind == Kind::Constant => (self.first_use(node), 1, node),
                None => (node, 2, node),
            });
        }
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|node| keys[*node]);
        let mut place = std::vec![0; count];
        for (at, node) in order.iter().enumerate() {
            place[*node] = at;
        }
        self.graph.nodes = order.iter().map(|node| self.graph.nodes[*node].clone()).collect();
        for edge in &mut self.graph.edges {
            (edge.from, edge.to) = (place[edge.from], place[edge.to]);
        }
        self.graph.edges.sort_by_key(|edge| (edge.to, edge.argument));
        for guard in &mut self.graph.guards {
            guard.arguments.iter_mut().for_each(|(_, node)| *node = place[*node]);
        }
        self.graph.outputs.iter_mut().for_each(|output| output.node = place[output.node]);
        if let Some(found) = &mut self.graph.non_finite {
            found.node = found.node.map(|node| place[node]);
        }
    }

    fn first_use(&self, node: usize) -> usize {
        self.graph.edges.iter().filter(|edge| edge.from == node).map(|edge| edge.to).min().unwrap_or(node)
    }
}
