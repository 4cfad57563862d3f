// What a trait object or a function pointer runs is known at run time only.
use grad::differentiable;

trait Activation {
    fn apply(&self, x: f64) -> f64;
}

#[differentiable]
fn applied(x: f64, f: &dyn Fn(f64) -> f64) -> f64 {
    x * f(x)
}

#[differentiable(constant(layers))]
fn layered(x: f64, layers: &[Box<dyn Activation>]) -> f64 {
    let mut y = x;
    for layer in layers {
        y = layer.apply(y);
    }
    y
}

#[differentiable(constant(layer))]
fn one_layer(x: &[f64], layer: &dyn Activation) -> f64 {
    x.iter().map(|a| layer.apply(*a)).sum()
}

#[differentiable(constant(waves))]
fn mixed(x: f64, waves: [fn(f64) -> f64; 2]) -> f64 {
    let wave = waves[0];
    wave(x) + (waves[1])(x)
}

fn main() {
    applied_grad(1.0, &f64::sin);
    layered_grad(1.0, &[]);
    one_layer_grad(&[1.0], &Identity);
    mixed_grad(1.0, [f64::sin, f64::cos]);
}

struct Identity;

impl Activation for Identity {
    fn apply(&self, x: f64) -> f64 {
        x
    }
}
