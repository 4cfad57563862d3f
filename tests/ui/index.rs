use grad::differentiable;

fn powers(x: f64) -> [f64; 3] {
    [x, x * x, x * x * x]
}

#[differentiable]
fn cube(x: f64) -> f64 {
    powers(x)[2]
}

fn main() {
    powers(2.0);
    cube_grad(2.0);
}
