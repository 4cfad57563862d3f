// Methods that a trait of the user's gives to arrays, with the names of those of iterators.
use grad::differentiable;

trait Weighted {
    fn sum(&self) -> f64;
    fn rev(&self) -> Vec<f64>;
    fn scan(&self, by: f64) -> Vec<f64>;
}

impl Weighted for [f64] {
    fn sum(&self) -> f64 {
        2.0 * self[0]
    }

    fn rev(&self) -> Vec<f64> {
        self.iter().map(|x| 3.0 * x).collect()
    }

    fn scan(&self, by: f64) -> Vec<f64> {
        vec![self[0] * by]
    }
}

#[differentiable]
fn weighted(x: &[f64]) -> f64 {
    x.sum() * x[1]
}

#[differentiable]
fn of_a_vector(x: &[f64]) -> f64 {
    let v = x.to_vec();
    let mut total = 0.0;
    for a in v.rev() {
        total += a * a;
    }
    for a in v.scan(2.0) {
        total += a;
    }
    total
}

fn main() {}
