// Closures that change variables where it is not the iterator's order that decides what they see.
use grad::differentiable;

#[differentiable]
fn until_large(x: &[f64]) -> f64 {
    let mut seen = vec![1.0];
    let found = x.iter().any(|a| {
        seen.push(*a);
        *a > 5.0
    });
    if found { seen[1] } else { seen[0] * seen[1] }
}

fn main() {
    until_large_grad(&[1.0, 2.0]);
}
