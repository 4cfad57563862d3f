use grad::differentiable;

trait Shape {
    #[differentiable]
    fn area(width: f64, height: f64) -> f64;
}

fn main() {}
