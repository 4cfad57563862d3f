//! The text form, as kept in `tests/graph/snapshots`. `BLESS=1 cargo test --test graph` writes it anew.

use std::path::Path;

use grad::differentiable;
use grad::graph::{Graph, Limits};

use crate::by_name::function;
use crate::cases::CASES;

#[differentiable(graph)]
fn everything(x: f64, weights: &[f64], steps: usize) -> f64 {
    let mut state = x;
    let mut history = vec![x];
    for step in 0..steps {
        if state > 1.0 {
            state = state.ln();
        } else {
            state += weights[step % 2] * x;
        }
        history.push(state);
    }
    history[steps] * crate::functions::sigmoid(state)
}

/// The kept text must not depend on where functions stand: line numbers are left out.
fn without_lines(graph: &Graph) -> String {
    let mut graph = graph.clone();
    let mut last = 0;
    let mut lines: Vec<u32> = graph.nodes.iter().map(|node| node.line).filter(|line| *line > 0).collect();
    lines.sort_unstable();
    lines.dedup();
    for node in &mut graph.nodes {
        if node.line > 0 {
            let place = lines.iter().position(|line| *line == node.line).unwrap_or(last);
            node.line = u32::try_from(place + 1).expect("few lines");
            last = place;
        }
    }
    graph.to_string()
}

#[track_caller]
fn compare(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/graph/snapshots").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, found).expect("the text is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, kept.replace("\r\n", "\n"), "{name} is not as kept: BLESS=1 writes it anew");
}

#[test]
fn the_lectures_functions() {
    let mut text = String::new();
    for case in CASES {
        // Digits of library functions differ between platforms.
        let exact = ["relu_square", "relu_square_w", "mlp_loss", "square_affine", "half_square_error"];
        let exact = exact.contains(&case.name)
            || ["two_layer_half_square", "three_a_plus_bc", "sum_times", "fan_out"].contains(&case.name);
        if exact {
            text.push_str(&format!("{}\n", without_lines(&(function(case.name).graph)(case.point))));
        }
    }
    compare("lecture.txt", &text);
}

#[test]
fn branches_loops_calls_and_arrays() {
    compare("everything.txt", &without_lines(&everything_graph_with(Limits::new().trips(3), 0.5, &[0.25, 0.5], 5)));
}
