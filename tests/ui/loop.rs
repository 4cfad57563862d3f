use grad::differentiable;

#[differentiable]
fn newton(a: f64) -> f64 {
    let mut x = a;
    for _ in 0..10 {
        x = 0.5 * (x + a / x);
    }
    x
}

#[differentiable]
fn halved(mut x: f64) -> f64 {
    while x > 1.0 {
        x /= 2.0;
    }
    x
}

#[differentiable]
fn endless(mut x: f64) -> f64 {
    loop {
        x /= 2.0;
        if x < 1.0 {
            break x;
        }
    }
}

fn main() {
    newton_grad(2.0);
    halved_grad(2.0);
    endless_grad(2.0);
}
