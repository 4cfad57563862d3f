//! How much of a graph is shown.

/// How far loops and calls are unrolled. What is beyond a limit is summarised in one node.
///
/// ```
/// # mod example {
/// use grad::differentiable;
/// use grad::graph::Limits;
///
/// #[differentiable(graph)]
/// fn power(x: f64, n: usize) -> f64 {
///     let mut product = 1.0;
///     for _ in 0..n {
///         product *= x;
///     }
///     product
/// }
///
/// # pub fn main() {
/// let graph = power_graph_with(Limits::new().trips(2), 1.5, 100);
/// assert!(graph.nodes.iter().any(|node| node.operation == "98 more trips"));
/// assert_eq!(graph.value(), power(1.5, 100));
/// # }
/// # }
/// # example::main();
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    pub(crate) trips: usize,
    pub(crate) depth: usize,
    pub(crate) nodes: usize,
}

impl Limits {
    /// 4 trips of a loop, calls 8 deep, 1000 nodes in all.
    pub const fn new() -> Limits {
        Limits { trips: 4, depth: 8, nodes: 1000 }
    }

    /// So many trips of each loop are shown; zero shows every loop as one step.
    #[must_use]
    pub const fn trips(self, trips: usize) -> Limits {
        Limits { trips, ..self }
    }

    /// So deep are calls looked into; zero shows every call as one step.
    #[must_use]
    pub const fn depth(self, depth: usize) -> Limits {
        Limits { depth, ..self }
    }

    /// Once there are so many nodes, no further trip of a loop and no further call is looked into.
    #[must_use]
    pub const fn nodes(self, nodes: usize) -> Limits {
        Limits { nodes, ..self }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::new()
    }
}
