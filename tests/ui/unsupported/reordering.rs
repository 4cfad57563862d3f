// Methods that move the elements of an array: which element goes where is not recorded.
use grad::differentiable;

#[differentiable]
fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by_key(|x| (x * 1e6) as i64);
    sorted[sorted.len() / 2]
}

#[differentiable]
fn first_of_each(mut x: Vec<f64>) -> f64 {
    x.dedup_by_key(|x| *x as i64);
    x[0]
}

#[differentiable]
fn all_but_one(mut x: Vec<f64>) -> f64 {
    let mut sum = 0.0;
    for a in x.split_off(1) {
        sum += a * a;
    }
    sum * x[0]
}

fn main() {
    median_grad(&[1.0]);
    first_of_each_grad(vec![1.0]);
    all_but_one_grad(vec![1.0, 2.0]);
}
