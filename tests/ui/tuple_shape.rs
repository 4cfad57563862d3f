use grad::differentiable;

#[differentiable]
fn points(x: &[f64]) -> f64 {
    let mut points = Vec::new();
    for a in x {
        points.push((*a, a * a));
    }
    points[0].1
}

#[differentiable]
fn distance(point: (f64, f64)) -> f64 {
    point.0.hypot(point.1)
}

#[differentiable]
fn from_parts(x: f64, y: f64) -> f64 {
    distance((x, y))
}

fn main() {
    points_grad(&[1.0]);
    from_parts_grad(1.0, 2.0);
}
