use grad::differentiable;

macro_rules! next {
    () => {
        continue
    };
}

macro_rules! stop {
    () => {
        break
    };
}

#[differentiable]
fn product(x: &[f64]) -> f64 {
    let mut product = 1.0;
    for i in 0..x.len() {
        if x[i] > 1.0 {
            next!();
        }
        if x[i] < 0.0 {
            stop!()
        }
        product *= x[i];
    }
    product
}

fn main() {}
