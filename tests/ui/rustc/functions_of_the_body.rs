//! A function of one's own may have the name of an annotated one.

use grad::differentiable;

mod annotated {
    #[grad::differentiable]
    pub fn g(x: f64) -> f64 {
        x * x
    }
}

mod other {
    pub fn g(x: f64) -> f64 {
        x * x * x
    }
}

use annotated::g;

#[differentiable]
fn calls_an_inner_one(x: f64) -> f64 {
    fn g(x: f64) -> f64 {
        x * x * x
    }
    g(x)
}

#[differentiable]
fn calls_an_imported_one(x: f64) -> f64 {
    use other::g;
    g(x)
}

#[differentiable]
fn is_right(x: f64) -> f64 {
    use annotated::g as square;
    square(x) * annotated::g(x) * g(x)
}

fn main() {
    calls_an_inner_one_grad(1.0);
    calls_an_imported_one_grad(1.0);
    is_right_grad(1.0);
}
