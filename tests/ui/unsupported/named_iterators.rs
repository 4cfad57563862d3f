// Iterators must be used where they are made, or handed on by the next statement.
use grad::differentiable;

#[differentiable]
fn summed(x: &[f64]) -> f64 {
    let squares = x.iter().map(|a| a * a);
    squares.clone().sum::<f64>() * squares.sum::<f64>()
}

#[differentiable]
fn step_by_step(x: &[f64]) -> f64 {
    let mut values = x.iter();
    let first = values.next().unwrap();
    first * values.next().unwrap()
}

#[differentiable]
fn looked_ahead(x: &[f64]) -> f64 {
    let mut values = x.iter().peekable();
    let mut sum = 0.0;
    while let Some(a) = values.next() {
        if let Some(next) = values.peek() {
            sum += a * **next;
        }
    }
    sum
}

fn main() {
    summed_grad(&[1.0]);
    step_by_step_grad(&[1.0, 2.0]);
    looked_ahead_grad(&[1.0, 2.0]);
}
