use grad::differentiable;

#[differentiable]
fn scaled(x: f64) -> f64 {
    let factor = const {
        let x = 2.0;
        x * x
    };
    x * factor
}

fn main() {}
