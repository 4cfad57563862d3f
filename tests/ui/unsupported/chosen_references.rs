// A reference that refers to one place or another, as a branch decides, or as an index into many does.
use grad::differentiable;

#[differentiable]
fn of_slices(x: &[f64], y: &[f64]) -> f64 {
    let larger = if x[0] > y[0] { x } else { y };
    larger[0] * larger[1]
}

#[differentiable]
fn to_change(x: &mut [f64], y: &mut [f64]) -> f64 {
    let first = match x.len() {
        0 => &mut y[0],
        _ => &mut x[0],
    };
    *first *= 2.0;
    y[0]
}

#[differentiable]
fn moved_on(x: &[f64], other: &[f64], n: usize) -> f64 {
    let mut current = x;
    if n > 2 {
        current = other;
    }
    current[0] * current[1]
}

#[differentiable]
fn collected(x: &[f64], count: usize) -> f64 {
    let blocks: Vec<&[f64]> = x.chunks_exact(count).collect();
    blocks[0][1] * blocks[1][0]
}

fn main() {
    of_slices_grad(&[1.0, 2.0], &[3.0, 4.0]);
    to_change_grad(&mut [1.0], &mut [2.0]);
    moved_on_grad(&[1.0, 2.0], &[3.0, 4.0], 1);
}
