use grad::differentiable;

/// Its methods are called like those of floats, and keep what they are given.
struct Largest(f64);

impl Largest {
    fn reset(&mut self) {
        self.0 = 0.0;
    }

    fn max(&mut self, value: f64) -> f64 {
        self.0 = self.0.max(value);
        self.0
    }
}

#[differentiable]
fn as_a_statement(x: f64) -> f64 {
    let mut largest = Largest(0.0);
    largest.reset();
    largest.max(x);
    largest.0 * x
}

#[differentiable(constant(largest))]
fn in_a_condition(x: f64, largest: &mut Largest) -> f64 {
    if largest.max(x) > 0.0 { largest.0 * x } else { x }
}

trait Own {
    fn sub(self, other: f64) -> f64;
}

impl Own for f64 {
    fn sub(self, other: f64) -> f64 {
        self * other
    }
}

#[differentiable]
fn named_like_an_operator(x: f64, y: f64) -> f64 {
    x.sub(y)
}

fn main() {
    as_a_statement_grad(1.0);
    in_a_condition_grad(1.0, &mut Largest(0.0));
    named_like_an_operator_grad(1.0, 2.0);
}
