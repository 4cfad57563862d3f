use grad::differentiable;

macro_rules! double {
    ($x:ident) => {
        $x *= 2.0;
    };
}

#[differentiable]
fn doubled(mut x: f64) -> f64 {
    double!(x);
    x
}

fn main() {
    doubled_grad(1.0);
}
