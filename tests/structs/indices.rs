//! Members that are integers, as indices: variables that hold them are integers too, and what else an index looks at is not.

use grad::check::gradient_of;
use grad::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Net {
    nodes: Vec<f64>,
    ties: Vec<(usize, usize)>,
    first: usize,
    gain: f64,
}

/// The index looks at `gain`, which is a number all the same.
#[differentiable]
fn chosen(net: &Net) -> f64 {
    let gain = net.gain;
    let first = net.first;
    let mut sum = net.nodes[if gain > 1.0 { first } else { 0 }] * gain;
    for i in 0..(if gain > 0.5 { first + 1 } else { first }) {
        sum += net.nodes[i] * gain;
    }
    sum + net.nodes[(gain > 1.0) as usize + first] * gain
}

#[differentiable]
fn counted(net: &Net) -> f64 {
    let next = (net.first + 4) % net.nodes.len();
    let last = (net.nodes.len() - 1).min(next + net.first);
    net.nodes[next] * net.nodes[last] * net.gain
}

#[differentiable]
fn tied(net: &Net) -> f64 {
    let mut sum = 0.0;
    for (k, &(i, j)) in net.ties.iter().enumerate() {
        sum += (net.nodes[i] - net.nodes[j]).powi(2) * (k as f64 + net.gain);
    }
    for k in 0..net.ties.len() {
        let (i, j) = net.ties[k];
        sum *= net.nodes[(i + j) % 3] + net.nodes[i];
    }
    sum
}

#[differentiable]
fn turned(net: &mut Net) -> f64 {
    net.first += 1;
    let at = net.first % net.nodes.len();
    net.nodes.swap(0, at);
    net.nodes[0] * net.gain
}

#[differentiable]
fn net_of(p: &[f64]) -> Net {
    Net { nodes: p[1..].to_vec(), ties: vec![(0, 1), (2, 1)], first: 1, gain: p[0] }
}

#[differentiable]
fn of_all(p: &[f64]) -> f64 {
    let mut net = net_of(p);
    let sum = chosen(&net) * counted(&net) + tied(&net);
    sum * turned(&mut net) + net.nodes[0]
}

#[test]
fn integers_steer_and_numbers_beside_them_keep_what_they_are_owed() {
    // 1.5 * (b + (a + b) + c) for nodes a, b, c.
    let net = net_of(&[1.5, 0.2, 0.3, 0.4]);
    let (value, slopes) = chosen_grad(&net);
    assert_eq!(value, chosen(&net));
    assert!((slopes.gain - 1.2).abs() < 1e-15);
    assert_eq!(slopes.nodes, [1.5, 3.0, 1.5]);

    for p in [[1.5, 0.2, -0.3, 0.4], [0.7, 0.5, 0.8, -0.6], [0.3, 1.2, 0.1, 0.9]] {
        let (value, slopes) = of_all_grad(&p);
        assert_eq!(value, of_all(&p));
        gradient_of(of_all, &p, &slopes).assert();
    }
}
