use grad::differentiable;

#[differentiable]
fn counted(x: f64, n: usize) -> f64 {
    let mut k = 0;
    let mut next = || {
        k += 1;
        k
    };
    let mut power = x;
    while next() < n {
        power *= x;
    }
    power
}

#[differentiable]
fn halved(x: f64) -> f64 {
    let mut rest = x;
    let mut halve = || {
        rest *= 0.5;
        rest
    };
    if halve() < 1.0 || halve() > 3.0 { rest * rest } else { rest }
}

fn main() {
    counted_grad(1.0, 2);
    halved_grad(1.0);
}
