use grad::Differentiable;

#[derive(Clone, Copy, Differentiable)]
union Number {
    float: f64,
    bits: u64,
}

fn main() {
    let _ = Number { float: 1.0 };
    let _ = Number { bits: 1 };
}
