use grad::differentiable;

type Checked = Option<f64>;

fn checked_inverse(x: f64) -> Checked {
    (x != 0.0).then(|| 1.0 / x)
}

#[differentiable]
fn quotient(x: f64, y: f64) -> Checked {
    let inverse = checked_inverse(y)?;
    checked_inverse(inverse / x)
}

fn main() {
    checked_inverse(1.0);
    quotient_grad(1.0, 2.0);
}
