use grad::differentiable;

#[differentiable]
fn labelled(x: &[f64]) -> f64 {
    let mut items = Vec::new();
    for (i, a) in x.iter().enumerate() {
        items.push((i, *a));
    }
    items[0].1
}

fn main() {
    labelled_grad(&[1.0]);
}
