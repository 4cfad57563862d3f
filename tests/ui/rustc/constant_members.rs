// Derivatives that would be lost in members that are held constant.
use grad::{Differentiable, differentiable};

struct Config {
    rate: f64,
}

#[derive(Differentiable)]
struct Params {
    weight: f64,
    #[constant]
    cached: f64,
    #[constant]
    config: Config,
}

#[differentiable]
fn stored(p: &mut Params, x: f64) -> f64 {
    p.cached = x * p.weight;
    p.cached * x
}

#[differentiable]
fn put_in(p: Params, x: f64) -> f64 {
    let q = Params { cached: x * x, ..p };
    q.cached * q.weight
}

#[differentiable]
fn behind(p: &Params, x: f64) -> f64 {
    p.config.rate * x * p.weight
}

fn main() {
    let mut params = Params { weight: 1.0, cached: 2.0, config: Config { rate: 3.0 } };
    stored(&mut params, 1.0);
    behind(&params, 1.0);
    put_in(params, 1.0);
}
