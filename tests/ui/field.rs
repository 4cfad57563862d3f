use grad::{Differentiable, differentiable};

#[derive(Clone, Copy, Differentiable)]
struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn height(point: Point, other: Point, first: bool) -> f64 {
    (if first { point } else { other }).y * (point.x + other.x).norm.x
}

fn main() {
    let point = Point { x: 1.0, y: 2.0 };
    height_grad(point, point, true);
}
