use grad::differentiable;

#[differentiable]
fn first(rows: &[[f64; 2]], other: [f64; 2]) -> f64 {
    let row = rows.first().copied().unwrap_or(other);
    row[0] * row[1]
}

fn main() {
    first_grad(&[], [1.0, 2.0]);
}
