use grad::differentiable;

struct Point {
    x: f64,
    y: f64,
}

fn polar(radius: f64, angle: f64) -> Point {
    Point { x: radius * angle.cos(), y: radius * angle.sin() }
}

#[differentiable]
fn height(radius: f64, angle: f64) -> f64 {
    polar(radius, angle).y
}

fn main() {
    println!("{}", polar(1.0, 2.0).x);
    height_grad(1.0, 2.0);
}
