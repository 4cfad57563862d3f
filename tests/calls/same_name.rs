//! Several functions of one name, and one function by several paths.

use grad::differentiable;

use crate::agrees::agrees;

mod disc {
    #[grad::differentiable]
    pub fn area(r: f64) -> f64 {
        3.0 * r * r
    }
}

mod square {
    #[grad::differentiable]
    pub fn area(a: f64) -> f64 {
        a * a
    }
}

#[differentiable]
pub fn area(x: f64) -> f64 {
    x.exp()
}

struct Plane;

#[differentiable]
fn of_one_name(x: f64, y: f64) -> f64 {
    disc::area(x) * square::area(y) + area(x)
}

#[differentiable]
fn by_several_paths(x: f64) -> f64 {
    area(x) + self::area(x * x) * crate::calls::same_name::area(2.0 * x)
}

impl Plane {
    #[differentiable]
    fn free_and_associated(x: f64) -> f64 {
        area(x) * super::same_name::area(x * 2.0) + Self::area(x) + self::Plane::area(x * x)
    }

    #[differentiable]
    fn area(x: f64) -> f64 {
        x.sin()
    }
}

#[test]
fn same_name() {
    agrees(of_one_name, of_one_name_grad, of_one_name_vjp, &[(0.5, 0.7), (-1.0, 2.0)]);
    agrees(by_several_paths, by_several_paths_grad, by_several_paths_vjp, &[0.5, -1.5]);
    agrees(Plane::free_and_associated, Plane::free_and_associated_grad, Plane::free_and_associated_vjp, &[0.5, -1.5]);
}

/// Of the name of another function in `small.rs`.
pub mod elsewhere {
    use grad::differentiable;

    #[differentiable]
    pub fn spread(a: [f64; 2], s: f64) -> [f64; 2] {
        [a[1] - s, a[0].sin() * s]
    }
}
