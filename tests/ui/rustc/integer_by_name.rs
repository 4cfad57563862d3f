//! Two structs of one name: the macro sees the one whose member is an integer, the function means the other.

mod seen {
    pub struct Grid {
        pub rows: usize,
    }
}

macro_rules! made {
    ($name:ident: $($members:tt)*) => {
        #[derive(Clone, grad::Differentiable)]
        pub struct $name { $($members)* }
    };
}

made! { Grid: rows: f64 }

fn half(x: f64) -> f64 {
    0.5 * x
}

#[grad::differentiable]
fn scaled(grid: &Grid, x: f64) -> f64 {
    x * half(grid.rows)
}

fn main() {
    seen::Grid { rows: 1 };
}
