use grad::differentiable;

trait Potential {
    #[differentiable]
    fn energy(r: f64) -> f64 {
        0.5 * r * r
    }

    #[differentiable]
    fn force(r: f64) -> f64;
}

struct Spring;

impl Potential for Spring {
    #[differentiable]
    fn force(r: f64) -> f64 {
        -r
    }
}

fn main() {
    Spring::energy(1.0);
    Spring::force_grad(1.0);
}
