//! Graphviz reads the DOT form. Skipped, with a message, where Graphviz is not installed.

use std::io::Write;
use std::process::{Command, Stdio};

use grad::differentiable;

use crate::by_name::function;
use crate::cases::CASES;

#[differentiable(graph)]
fn quoting(x: f64, y: f64, n: usize) -> f64 {
    let mut sum = x;
    for i in 0..n {
        if x < y && i > 1 {
            sum += y / x;
        }
    }
    sum
}

/// What `dot` makes of a text, if it is there.
fn drawn(dot: &str) -> Option<String> {
    let child =
        Command::new("dot").arg("-Tplain").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: `dot` is not installed (scripts/install-graph-tools installs it)");
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(dot.as_bytes()).expect("dot reads");
    let output = child.wait_with_output().expect("dot ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}\n{dot}");
    Some(String::from_utf8(output.stdout).expect("text"))
}

#[test]
fn graphviz_draws_every_function_of_the_lecture() {
    for case in CASES {
        let graph = (function(case.name).graph)(case.point);
        let Some(plain) = drawn(&graph.to_dot()) else { return };
        let count = |word: &str| plain.lines().filter(|line| line.starts_with(word)).count();
        // Literals stand in the boxes of their steps.
        let literal = |node: &grad::graph::Node| node.kind == grad::graph::Kind::Constant && node.line == 0;
        let nodes = graph.nodes.iter().filter(|node| !literal(node)).count();
        let edges = graph.edges.iter().filter(|edge| !literal(&graph.nodes[edge.from])).count();
        assert_eq!((count("node "), count("edge ")), (nodes, edges), "{}", case.name);
    }
}

#[test]
fn graphviz_draws_groups_and_quotes() {
    let dot = quoting_graph(1.0, 2.0, 3).to_dot();
    assert!(dot.contains("subgraph cluster_"));
    drawn(&dot);
}
