use grad::differentiable;

struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn norm(x: f64, y: f64) -> f64 {
    let point = Point { x, y };
    point.x.hypot(point.y)
}

fn main() {
    let _ = Point { x: 1.0, y: 2.0 };
    norm_grad(1.0, 2.0);
}
