use grad::differentiable;

#[differentiable]
fn through_text(a: f64) -> f64 {
    let text = format!("{a}");
    text.parse::<f64>().unwrap() * a
}

#[differentiable]
fn through_a_buffer(a: f64) -> f64 {
    use std::fmt::Write;
    let mut text = String::new();
    write!(text, "{a:?}").unwrap();
    text.len() as f64 * a
}

fn main() {
    through_text_grad(1.0);
    through_a_buffer_grad(1.0);
}
