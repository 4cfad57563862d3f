// A result that cannot be differentiated is one error: the expression that makes it is not to blame.
use grad::differentiable;

#[differentiable]
fn sum_and_product(x: f64, y: f64) -> (f64, f64) {
    (x + y, x * y)
}

fn main() {
    let (sum, product) = sum_and_product(1.0, 2.0);
    println!("{sum} {product}");
}
