use grad::differentiable;

/// Whether the closure is called for one item more than there are pairs, is not promised.
#[differentiable]
fn running(xs: &[f64], k: f64) -> f64 {
    let mut sum = 0.0;
    xs.iter()
        .map(|x| {
            sum += x * k;
            sum
        })
        .zip(&xs[1..])
        .map(|(sum, x)| sum * x)
        .sum::<f64>()
}

#[differentiable]
fn kept(xs: &[f64], k: f64) -> f64 {
    let mut count = 0;
    let mut all: Vec<f64> = xs.iter().map(|x| x * k).collect();
    all.retain(|x| {
        count += 1;
        *x > 0.0
    });
    all.iter().sum::<f64>() * count as f64
}

fn main() {
    running_grad(&[1.0, 2.0], 1.0);
    kept_grad(&[1.0, 2.0], 1.0);
}
