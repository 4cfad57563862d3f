// Structs inside of a function, and members of structs, that have no derive.
use grad::{Differentiable, differentiable};

struct Point {
    x: f64,
    y: f64,
}

#[differentiable]
fn norm(x: f64, y: f64) -> f64 {
    let point = Point { x, y };
    point.x.hypot(point.y)
}

struct Config {
    rate: f64,
}

#[derive(Differentiable)]
struct Params {
    weights: Vec<f64>,
    config: Config,
}

fn main() {
    norm_grad(1.0, 2.0);
    let params = Params { weights: vec![], config: Config { rate: 1.0 } };
    println!("{:?} {}", params.weights, params.config.rate);
}
