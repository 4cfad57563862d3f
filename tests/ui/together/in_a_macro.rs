// A function written by a macro: the errors point into the macro's text, and at what its user wrote.
use grad::differentiable;

macro_rules! scaled {
    ($name:ident, $value:expr) => {
        #[differentiable]
        fn $name(x: f64) -> f64 {
            x.next_up() * $value
        }
    };
}

scaled!(doubled, 2.0);
scaled!(tripled, { const THREE: f64 = 3.0; THREE });

fn main() {
    doubled_grad(tripled_grad(1.0).0);
}
