use grad::differentiable;

fn cell(x: f64) -> usize {
    x as usize
}

#[differentiable]
fn table(values: &[f64], x: f64) -> f64 {
    values[cell(x)] + values[x as usize]
}

#[differentiable]
fn partial_sum(values: &[f64], x: f64) -> f64 {
    let mut sum = 0.0;
    for value in &values[..cell(x)] {
        sum += value;
    }
    sum
}

fn main() {
    table_grad(&[1.0], 0.5);
    partial_sum_grad(&[1.0], 0.5);
}
