use grad::{Differentiable, differentiable};

#[derive(Clone, Debug, Differentiable)]
struct Spring {
    length: f64,
}

impl Spring {
    #[differentiable]
    fn stretch(&mut self, force: f64) -> f64 {
        self.length += force * force;
        self.length
    }
}

#[differentiable]
fn stretched(force: f64) -> f64 {
    let mut springs = vec![Spring { length: 1.0 }, Spring { length: 2.0 }];
    let sum: f64 = springs.iter_mut().map(|spring| spring.stretch(force)).sum();
    sum * springs[0].length
}

fn main() {}
