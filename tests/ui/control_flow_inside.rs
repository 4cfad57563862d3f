use grad::differentiable;

#[differentiable]
fn counted(xs: &[f64]) -> f64 {
    let mut n = 0;
    let large = xs.iter().any(|x| {
        n += 1;
        *x > 2.0
    });
    if large && n > 1 { xs[0] } else { xs[1] }
}

#[differentiable]
fn replaced(xs: &[f64]) -> f64 {
    let mut ys = xs.to_vec();
    let mut k = 0;
    let old = std::mem::replace(&mut ys[k], {
        k += 1;
        xs[1]
    });
    old * ys[k]
}

fn main() {
    counted_grad(&[1.0, 3.0]);
    replaced_grad(&[1.0, 3.0]);
}
