//! By path.

use grad::{check, differentiable};

#[differentiable]
fn of_the_crate(x: f64) -> f64 {
    other::g(x) * 2.0
}

mod inner {
    #[grad::differentiable]
    pub fn of_modules(x: f64, y: f64) -> f64 {
        other::shapes::disc(x) * other::shapes::Rectangle::area(x, y) + other::shapes::Cube::<2>::volume(y)
    }
}

#[differentiable]
fn of_types(x: f64, y: f64) -> f64 {
    use other::shapes;
    <shapes::Rectangle>::area(x, y) * <other::shapes::Cube<3>>::volume(x) + shapes::Cube::<1>::volume(y)
}

type Square = other::shapes::Cube<2>;

#[differentiable]
fn of_aliases(x: f64) -> f64 {
    Square::volume(x) * x
}

other::doubled!(by_a_macro_of_the_other_crate);

#[test]
fn gradients() {
    for (x, y) in [(0.6, 0.7), (1.3, -0.4), (-0.7, 1.1)] {
        check::gradient(of_the_crate, of_the_crate_grad, x).assert();
        check::gradient(inner::of_modules, inner::of_modules_grad, (x, y)).assert();
        check::gradient(of_types, of_types_grad, (x, y)).assert();
        check::gradient(of_aliases, of_aliases_grad, x).assert();
        check::gradient(by_a_macro_of_the_other_crate, by_a_macro_of_the_other_crate_grad, x).assert();
    }
}
