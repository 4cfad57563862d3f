//! A matrix of the user's own that is indexed with a pair, whose struct the macro does not see.

use grad::{Differentiable, differentiable};

macro_rules! made {
    ($name:ident: $($members:tt)*) => {
        #[derive(Clone, Differentiable)]
        struct $name { $($members)* }
    };
}

made! { Matrix: columns: usize, numbers: Vec<f64> }

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;
    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.numbers[row * self.columns + column]
    }
}

#[differentiable]
fn corner(m: &Matrix) -> f64 {
    m[(0, 0)] * m.numbers[1]
}

fn main() {}
