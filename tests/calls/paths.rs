//! The path of the called function.

use grad::differentiable;

use crate::agrees::agrees;

#[differentiable]
pub fn square(x: f64) -> f64 {
    x * x
}

/// Functions of their own, and some that call back up.
pub mod shapes {
    use grad::differentiable;

    #[differentiable]
    pub fn area(a: f64, b: f64) -> f64 {
        a * b
    }

    #[differentiable]
    pub(crate) fn from_the_parent(x: f64) -> f64 {
        super::square(x) + area(x, super::square(x) + 1.0)
    }

    #[differentiable]
    pub fn from_the_crate(x: f64) -> f64 {
        crate::calls::paths::square(x).sin() * crate::calls::paths::shapes::area(x, 3.0)
    }

    pub mod solids {
        use super::area;
        use grad::differentiable;

        #[differentiable]
        pub fn volume(a: f64, b: f64, c: f64) -> f64 {
            area(a, b) * c + super::super::square(c)
        }

        #[differentiable]
        pub fn area_of_box(a: f64, b: f64, c: f64) -> f64 {
            2.0 * (super::area(a, b) + super::area(b, c) + super::area(a, c))
        }

        pub use super::super::square as second_power;
    }

    pub use solids::volume as room;
}

mod by_path {
    use grad::differentiable;

    #[differentiable]
    pub fn of_module(x: f64, y: f64) -> f64 {
        super::shapes::area(x, y) + super::shapes::solids::volume(x, y, 2.0)
    }
}

mod by_use {
    use super::shapes::solids::{second_power, volume};
    use super::shapes::{area, area as surface, room, solids};
    use grad::differentiable;

    #[differentiable]
    pub fn of_functions(x: f64, y: f64) -> f64 {
        area(x, y) * volume(x, x, y) + second_power(y)
    }

    #[differentiable]
    pub fn of_other_names(x: f64, y: f64) -> f64 {
        surface(x, y) * room(x, 1.0, y) + solids::second_power(x)
    }
}

mod by_glob {
    use super::shapes::solids::*;
    use super::shapes::*;
    use grad::*;

    #[differentiable]
    pub fn of_everything(x: f64, y: f64) -> f64 {
        area(x, y) * volume(x, x, y) + second_power(y) + from_the_crate(x)
    }
}

/// A prelude, as crates have one.
pub mod prelude {
    pub use super::shapes::solids::*;
    pub use super::square;
}

mod by_prelude {
    use super::prelude::*;

    #[grad::differentiable]
    pub fn of_the_prelude(x: f64) -> f64 {
        square(x) + volume(x, x, 1.5)
    }
}

#[differentiable]
fn by_use_inside(x: f64, y: f64) -> f64 {
    use shapes::area;
    use shapes::solids::volume as solid;
    area(x, y) + solid(x, y, area(x, x))
}

#[differentiable]
fn functions_of_inner_modules(x: f64) -> f64 {
    shapes::from_the_parent(x) + shapes::from_the_crate(x)
}

/// A function and a variable may have the same name.
#[differentiable]
fn named_like_its_callee(x: f64) -> f64 {
    let area = shapes::area(x, x + 1.0);
    let y = square(area);
    let square = y + x;
    square * area
}

#[test]
fn paths() {
    let pairs = [(0.5, 0.7), (-1.0, 2.0)];
    let triples = [(0.5, 0.7, 1.2), (-1.0, 2.0, 0.3)];
    agrees(shapes::from_the_parent, shapes::from_the_parent_grad, shapes::from_the_parent_vjp, &[0.5, -1.5]);
    agrees(shapes::from_the_crate, shapes::from_the_crate_grad, shapes::from_the_crate_vjp, &[0.5, -1.5]);
    agrees(shapes::solids::volume, shapes::solids::volume_grad, shapes::solids::volume_vjp, &triples);
    agrees(shapes::solids::area_of_box, shapes::solids::area_of_box_grad, shapes::solids::area_of_box_vjp, &triples);
    agrees(by_path::of_module, by_path::of_module_grad, by_path::of_module_vjp, &pairs);
    agrees(functions_of_inner_modules, functions_of_inner_modules_grad, functions_of_inner_modules_vjp, &[0.5, -1.5]);
}

#[test]
fn uses() {
    let pairs = [(0.5, 0.7), (-1.0, 2.0)];
    agrees(by_use::of_functions, by_use::of_functions_grad, by_use::of_functions_vjp, &pairs);
    agrees(by_use::of_other_names, by_use::of_other_names_grad, by_use::of_other_names_vjp, &pairs);
    agrees(by_glob::of_everything, by_glob::of_everything_grad, by_glob::of_everything_vjp, &pairs);
    agrees(by_prelude::of_the_prelude, by_prelude::of_the_prelude_grad, by_prelude::of_the_prelude_vjp, &[0.5, -1.5]);
    agrees(by_use_inside, by_use_inside_grad, by_use_inside_vjp, &pairs);
    agrees(named_like_its_callee, named_like_its_callee_grad, named_like_its_callee_vjp, &[0.5, -1.5]);
}
