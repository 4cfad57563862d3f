use grad::differentiable;

macro_rules! leave {
    ($label:lifetime) => {
        break $label
    };
}

#[differentiable]
fn product(x: &[f64]) -> f64 {
    let mut product = 1.0;
    'here: for i in 0..x.len() {
        if x[i] > 1.0 {
            leave!('here);
        }
        product *= x[i];
    }
    product
}

fn main() {}
