use grad::differentiable;

#[differentiable]
fn larger(x: f64, y: f64) -> f64 {
    *std::cmp::max_by(&x, &y, |a, b| a.total_cmp(b))
}

fn main() {}
