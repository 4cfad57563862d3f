use grad::differentiable;

trait Norm {
    #[differentiable]
    fn norm(&self) -> f64;
}

impl Norm for [f64] {
    #[differentiable]
    fn norm(&self) -> f64 {
        self.iter().map(|x| x * x).sum::<f64>().sqrt()
    }
}

impl Norm for [f64; 2] {
    #[differentiable]
    fn norm(&self) -> f64 {
        self[0].hypot(self[1])
    }
}

fn main() {
    [3.0, 4.0].norm_grad();
}
