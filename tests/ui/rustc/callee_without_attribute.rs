use grad::differentiable;

fn square(x: f64) -> f64 {
    x * x
}

struct Line;

impl Line {
    fn double(x: f64) -> f64 {
        2.0 * x
    }
}

#[differentiable]
fn fourth(x: f64) -> f64 {
    square(square(x))
}

#[differentiable]
fn doubled(x: f64) -> f64 {
    Line::double(x)
}

fn main() {
    fourth_grad(1.0);
    doubled_grad(1.0);
}
