use grad::differentiable;

trait Potential {
    fn energy(r: f64) -> f64;
}

struct Spring;

impl Potential for Spring {
    #[differentiable]
    fn energy(r: f64) -> f64 {
        0.5 * r * r
    }
}

fn main() {
    Spring::energy(1.0);
}
