// Threads: differentiate the function that one thread runs, and start the threads outside.
use std::thread;

use grad::differentiable;

#[differentiable]
fn spawned(x: f64, y: f64) -> f64 {
    let worker = thread::spawn(move || x * y);
    worker.join().unwrap()
}

#[differentiable]
fn in_halves(x: &[f64]) -> f64 {
    let (low, high) = x.split_at(x.len() / 2);
    thread::scope(|scope| {
        let worker = scope.spawn(|| low.iter().sum::<f64>());
        high.iter().sum::<f64>() + worker.join().unwrap()
    })
}

fn main() {
    spawned_grad(1.0, 2.0);
    in_halves_grad(&[1.0, 2.0]);
}
