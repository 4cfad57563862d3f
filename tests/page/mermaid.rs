//! Mermaid reads the Mermaid form. Skipped, with a message, where Mermaid is not there.

use std::path::PathBuf;

use grad::differentiable;
use serde_json::json;

use crate::browser::browser;
use crate::by_name::function;
use crate::cases::CASES;

#[differentiable(graph)]
fn groups(x: f64, y: f64, n: usize) -> f64 {
    let mut a = [x; 3];
    for i in 0..n {
        if a[0] < y && x > 0.0 {
            a[i % 3] = crate::functions::sigmoid(a[1] * y);
        }
    }
    a[0] + a[1] * a[2]
}

/// Mermaid's one-file build.
fn mermaid() -> Option<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(target).join("graph-tools/mermaid.min.js");
    if !file.is_file() {
        eprintln!("skipped: Mermaid is not there (scripts/install-graph-tools fetches it)");
        return None;
    }
    Some(file)
}

#[test]
fn mermaid_draws_every_function() {
    let Some(mermaid) = mermaid() else { return };
    let Some(browser) = browser("mermaid") else { return };
    browser.open(&format!("<!DOCTYPE html><meta charset=utf-8><script src=\"file://{}\"></script>", mermaid.display()));
    let lecture = CASES.iter().map(|case| (case.name, (function(case.name).graph)(case.point)));
    let others = [("groups", groups_graph(0.5, 1.5, 3)), ("groups", groups_graph(2.5, 1.5, 2))];
    for (name, graph) in lecture.chain(others) {
        let text = graph.to_mermaid();
        let drawn = browser.run_async(
            "const done = arguments[arguments.length - 1];
             mermaid.initialize({ startOnLoad: false });
             mermaid.parse(arguments[0]).then(() => mermaid.render('drawn', arguments[0])).then(
                 ({ svg }) => {
                     const parsed = new DOMParser().parseFromString(svg, 'text/html');
                     done([parsed.querySelectorAll('g.node').length, parsed.querySelectorAll('path.flowchart-link').length]);
                 },
                 (error) => done(String(error)),
             );",
            &[json!(text)],
        );
        let literal = |node: &grad::graph::Node| node.kind == grad::graph::Kind::Constant && node.line == 0;
        let nodes = graph.nodes.iter().filter(|node| !literal(node)).count();
        let edges = graph.edges.iter().filter(|edge| !literal(&graph.nodes[edge.from])).count();
        assert_eq!(drawn, json!([nodes, edges]), "{name}:\n{text}");
    }
}
