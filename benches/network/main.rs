//! A network of two layers on a minibatch of 10,000 samples with 100 numbers each: how long does its gradient take, written with `ndarray`'s arrays, beside the
//! network itself, a gradient by hand, and the same network written with loops?
//!
//! `cargo bench --bench network` checks the gradients and prints a table of times; `cargo test --bench network` checks only.

mod arrays;
mod by_hand;
mod loops;
#[path = "../adbench/medians.rs"]
mod medians;

use std::hint::black_box;

use fastrand::Rng;
use ndarray::{Array1, Array2};

const SAMPLES: usize = 10_000;
const INPUTS: usize = 100;
const HIDDEN: usize = 32;

/// How much longer than the network the gradient may take, and how much longer than the one by hand.
const BARS: [f64; 2] = [2.5, 1.1];

/// A minibatch and the weights.
struct Case {
    x: Array2<f64>,
    y: Array2<f64>,
    w1: Array2<f64>,
    b1: Array1<f64>,
    w2: Array2<f64>,
    b2: Array1<f64>,
}

/// The value, and the gradients of the weights one after another.
type Gradient = (f64, Vec<f64>);

fn main() {
    let mut random = Rng::with_seed(1);
    let mut number = || 2.0 * random.f64() - 1.0;
    let case = Case {
        x: Array2::from_shape_simple_fn((SAMPLES, INPUTS), &mut number),
        y: Array2::from_shape_simple_fn((SAMPLES, 1), &mut number),
        w1: Array2::from_shape_simple_fn((INPUTS, HIDDEN), &mut number) / 10.0,
        b1: Array1::from_shape_simple_fn(HIDDEN, &mut number),
        w2: Array2::from_shape_simple_fn((HIDDEN, 1), &mut number),
        b2: Array1::from_shape_simple_fn(1, &mut number),
    };
    let expected = by_hand::flat(&case);
    for (name, (value, gradient)) in [("arrays", arrays::flat(&case)), ("loops", loops::flat(&case))] {
        assert!((value - expected.0).abs() <= 1e-10 * expected.0, "{name}: {value} against {}", expected.0);
        assert_eq!(gradient.len(), expected.1.len(), "{name}");
        let largest = expected.1.iter().fold(0.0, |largest: f64, slope| largest.max(slope.abs()));
        for (slope, expected) in gradient.iter().zip(&expected.1) {
            assert!((slope - expected).abs() <= 1e-10 * largest, "{name}: {slope} against {expected}");
        }
    }
    // `cargo test --benches` comes here without the flag, to see that everything runs.
    if std::env::args().any(|argument| argument == "--bench") {
        time(Box::leak(Box::new(case)));
    }
}

/// Times all ways and prints the table.
fn time(case: &'static Case) {
    let mut ways: [Box<dyn FnMut()>; 5] = [
        Box::new(|| _ = black_box(arrays::value(black_box(case)))),
        Box::new(|| _ = black_box(by_hand::gradient(black_box(case)))),
        Box::new(|| _ = black_box(arrays::gradient(black_box(case)))),
        Box::new(|| _ = black_box(loops::value(black_box(case)))),
        Box::new(|| _ = black_box(loops::gradient(black_box(case)))),
    ];
    let times = medians::medians(ways.each_mut());
    let names = ["arrays, value", "arrays, gradient by hand", "arrays, gradient", "loops, value", "loops, gradient"];
    for (name, time) in names.iter().zip(times) {
        println!("{name:<26}{time:>10.0} µs");
    }
    let [value, by_hand, gradient, loops, loops_gradient] = times;
    for (name, ratio, bar) in [("value", gradient / value, BARS[0]), ("gradient by hand", gradient / by_hand, BARS[1])]
    {
        let verdict = if ratio <= bar { "" } else { "! " };
        println!("gradient / {name}: {verdict}{ratio:.2} (≤ {bar:.1})");
    }
    println!(
        "loops, gradient / value: {:.2}; gradient / gradient of arrays: {:.2}",
        loops_gradient / loops,
        loops_gradient / gradient
    );
}
