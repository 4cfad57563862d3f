// `let` in conditions beyond `if let`.
use grad::differentiable;

#[differentiable]
fn chained(x: f64, n: Option<i32>) -> f64 {
    if let Some(n) = n
        && n > 0
    {
        x.powi(n)
    } else {
        x
    }
}

#[differentiable]
fn chained_over_elements(x: &[f64]) -> f64 {
    if let Some(first) = x.first()
        && *first > 0.0
    {
        first * first
    } else {
        0.0
    }
}

#[differentiable]
fn counted_down(x: f64, mut left: Vec<u32>) -> f64 {
    let mut y = x;
    while let Some(n) = left.pop() {
        y *= f64::from(n);
    }
    y
}

#[differentiable]
fn taken(mut x: Vec<f64>) -> f64 {
    let mut product = 1.0;
    while let Some(last) = x.pop() {
        product *= last;
    }
    product
}

#[differentiable]
fn chained_in_a_loop(x: &[f64]) -> f64 {
    let mut i = 0;
    let mut sum = 0.0;
    while let Some(a) = x.get(i)
        && *a > 0.0
    {
        sum += a * a;
        i += 1;
    }
    sum
}

#[differentiable]
fn otherwise(x: &[f64]) -> f64 {
    let [first, last] = x else { return 0.0 };
    first * last
}

fn main() {
    chained_grad(1.0, None);
    chained_over_elements_grad(&[1.0]);
    counted_down_grad(1.0, vec![1, 2]);
    taken_grad(vec![1.0]);
    chained_in_a_loop_grad(&[1.0]);
    otherwise_grad(&[1.0]);
}
