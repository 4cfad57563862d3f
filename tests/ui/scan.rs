use grad::differentiable;

/// It ends early.
#[differentiable]
fn until(xs: &[f64]) -> f64 {
    xs.iter()
        .scan(0.0, |sum, x| {
            *sum += x;
            if *sum > 3.0 { None } else { Some(*sum * x) }
        })
        .sum::<f64>()
}

fn main() {
    until_grad(&[1.0, 2.0]);
}
