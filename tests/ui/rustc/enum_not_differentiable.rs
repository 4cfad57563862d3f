use grad::differentiable;

#[derive(Clone, Copy)]
enum Length {
    Metres(f64),
    Feet(f64),
}

#[differentiable]
fn metres(length: &Length) -> f64 {
    match length {
        Length::Metres(metres) => *metres,
        Length::Feet(feet) => 0.3048 * feet,
    }
}

#[differentiable(constant(length))]
fn held_constant(length: Length, x: f64) -> f64 {
    match length {
        Length::Metres(metres) => metres * x,
        Length::Feet(feet) => 0.3048 * feet * x,
    }
}

fn main() {
    let _ = metres_grad(&Length::Metres(1.0));
    let _ = held_constant_grad(Length::Feet(1.0), 2.0);
}
