// A result that cannot be differentiated is one error: the expression that makes it is not to blame.
use grad::differentiable;

#[differentiable]
fn product_and_sign(x: f64, y: f64) -> (f64, bool) {
    let product = x * y;
    (product, product > 0.0)
}

fn main() {
    let (product, positive) = product_and_sign(1.0, 2.0);
    println!("{product} {positive}");
}
