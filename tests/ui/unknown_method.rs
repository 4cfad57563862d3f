use grad::differentiable;

trait Activation {
    fn sigmoid(self) -> Self;
}

impl Activation for f64 {
    fn sigmoid(self) -> f64 {
        1.0 / (1.0 + (-self).exp())
    }
}

#[differentiable]
fn neuron(x: f64, weight: f64, bias: f64) -> f64 {
    f64::sigmoid(x * weight + bias)
}

fn main() {
    1.0.sigmoid();
    neuron_grad(1.0, 2.0, 3.0);
}
