//! By `use`.

use grad::check;

mod of_one_function {
    use other::g;

    #[other::differentiable]
    pub fn f(x: f64, y: f64) -> f64 {
        g(x * y) + g(g(y))
    }
}

mod of_several {
    use grad::differentiable;
    use other::shapes::{Rectangle, disc as circle};
    use other::{exported, g as h, renamed};

    #[differentiable]
    pub fn f(x: f64, y: f64) -> f64 {
        h(x) * exported(x, y) + renamed(y, x) * circle(x) + Rectangle::area(x, y)
    }
}

mod of_everything {
    use grad::*;
    use other::prelude::*;

    #[differentiable]
    pub fn f(w: f64, x: f64) -> f64 {
        weighted(w, 2.0, 3.0, 4) * g(x) + disc(w * x) + Cube::<3>::volume(w)
    }
}

mod passed_on {
    mod first {
        pub use other::shapes::disc;
        pub use other::{g, square};
    }

    pub mod second {
        pub use super::first::*;
    }

    #[grad::differentiable]
    pub fn f(x: f64) -> f64 {
        second::g(x) * second::disc(x) + second::square(x)
    }
}

fn inside() -> (f64, (f64, f64)) {
    use other::g;

    #[grad::differentiable]
    fn f(x: f64, y: f64) -> f64 {
        use other::shapes::disc;
        g(x) * disc(y)
    }

    check::gradient(f, f_grad, (0.5, 0.7)).assert();
    f_grad(0.5, 0.7)
}

/// Private, by the name under which a crate brings it in.
mod extern_crate {
    extern crate other as elsewhere;

    #[grad::differentiable]
    pub fn f(x: f64) -> f64 {
        elsewhere::g(x) + elsewhere::shapes::Rectangle::area(x, x)
    }
}

#[test]
fn gradients() {
    for (x, y) in [(0.6, 0.7), (1.3, -0.4), (-0.7, 1.1)] {
        check::gradient(of_one_function::f, of_one_function::f_grad, (x, y)).assert();
        check::gradient(of_several::f, of_several::f_grad, (x, y)).assert();
        check::gradient(of_everything::f, of_everything::f_grad, (x, y)).assert();
        check::gradient(passed_on::f, passed_on::f_grad, x).assert();
        check::gradient(extern_crate::f, extern_crate::f_grad, x).assert();
    }
    let g = |x: f64| x * x.sin();
    assert!((inside().0 - g(0.5) * std::f64::consts::PI * 0.49).abs() < 1e-14);
}
