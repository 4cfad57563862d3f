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

#[differentiable]
fn of_one_name(x: f64, y: f64) -> f64 {
    disc::area(x) * square::area(y) + area(x)
}

#[differentiable]
fn by_several_paths(x: f64) -> f64 {
    area(x) + self::area(x * x) * crate::calls::same_name::area(2.0 * x)
}

#[test]
fn same_name() {
    agrees(of_one_name, of_one_name_grad, of_one_name_vjp, &[(0.5, 0.7), (-1.0, 2.0)]);
    agrees(by_several_paths, by_several_paths_grad, by_several_paths_vjp, &[0.5, -1.5]);
}
