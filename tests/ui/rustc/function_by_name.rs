//! A function of the file, and another of the same name where it is called.

use grad::differentiable;

mod other {
    #[grad::differentiable]
    pub fn halves(x: f32) -> [f32; 2] {
        [x, x * x]
    }
}

#[differentiable]
fn pair(x: f64) -> [f64; 2] {
    [x, x * x]
}

#[differentiable]
fn product(x: f32) -> f32 {
    use other::halves as pair;
    let [a, b] = pair(x);
    let both = pair(x);
    both[0] * both[1] * a * b
}

fn main() {
    pair(1.0);
}
