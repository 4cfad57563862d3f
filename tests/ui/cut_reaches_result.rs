use grad::differentiable;

#[differentiable]
fn quantised(x: f64) -> f64 {
    let steps = (x * 8.0) as i32;
    steps as f64 / 8.0
}

#[differentiable]
fn step(x: f64, y: f64) -> f64 {
    f64::from(x > 0.0) * y
}

#[differentiable]
fn power(x: f64) -> f64 {
    x.powf(x as i32 as f64)
}

/// An integer beside a float in a tuple.
#[differentiable]
fn kept(xs: &[f64]) -> f64 {
    let mut pairs: Vec<(usize, f64)> = xs.iter().enumerate().map(|(i, x)| (i, *x)).collect();
    for pair in pairs.iter_mut() {
        pair.0 = pair.1 as usize;
    }
    pairs[0].1 * pairs[0].0 as f64
}

fn main() {}
