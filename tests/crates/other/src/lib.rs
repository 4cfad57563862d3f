//! Annotated functions for other crates to call.

pub use grad::differentiable;

/// `x sin x`
#[differentiable]
pub fn g(x: f64) -> f64 {
    x * x.sin()
}

/// `k w x + n`, for its weight alone.
#[differentiable(wrt(w))]
pub fn weighted(w: f64, x: f64, k: f64, n: i32) -> f64 {
    k * w * x + f64::from(n)
}

/// The same, the other way round.
#[differentiable(constant(x))]
pub fn offset(x: f64, b: f64) -> f64 {
    x * x + b * b
}

/// `xᴺ` times a constant.
#[differentiable(constant(t))]
pub fn generic<T: Into<f64>, const N: usize>(x: f64, t: T, list: [u8; N]) -> f64 {
    let k: f64 = t.into();
    x.powi(N as i32) * k * f64::from(list[0])
}

/// Single precision, by another module's private function.
#[differentiable]
pub fn single(x: f32) -> f32 {
    inside::private(x) * 2.0
}

/// Calls itself, and [`given`] does not; see [`power_grad`] and [`shapes::Rectangle::area`].
#[differentiable]
pub fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

/// Its derivative is given.
#[differentiable(partials(x = 3.0 * x * x))]
pub fn given(x: f64) -> f64 {
    x * x * x
}

/// A hand-written rule of this crate.
#[differentiable(vjp = inside::rule)]
pub fn ruled(x: f64, y: f64) -> f64 {
    x * y
}

/// Computed at compile time, also elsewhere.
#[differentiable]
pub const fn square(x: f64) -> f64 {
    x * x
}

mod inside {
    #[grad::differentiable]
    pub fn private(x: f32) -> f32 {
        x * x
    }

    pub fn rule(x: f64, y: f64) -> (f64, impl FnOnce(f64) -> (f64, f64)) {
        (x * y, move |seed| (seed * y, seed * x))
    }

    #[grad::differentiable]
    pub fn exported(x: f64, y: f64) -> f64 {
        super::g(x) * y
    }
}

pub use inside::exported;
pub use inside::exported as renamed;

/// A module of shapes.
pub mod shapes {
    use grad::differentiable;

    /// A rectangle.
    pub struct Rectangle;

    impl Rectangle {
        /// `a · b`
        #[differentiable]
        pub fn area(a: f64, b: f64) -> f64 {
            a * b
        }
    }

    /// A cube with `N` dimensions.
    pub struct Cube<const N: usize>;

    impl<const N: usize> Cube<N> {
        /// `aᴺ`
        #[differentiable]
        pub fn volume(a: f64) -> f64 {
            a.powi(N as i32)
        }
    }

    /// `π r²`
    #[differentiable]
    pub fn disc(r: f64) -> f64 {
        std::f64::consts::PI * r * r
    }
}

/// What one imports by a glob.
pub mod prelude {
    pub use crate::shapes::{Cube, disc};
    pub use crate::{g, weighted};
}

/// Writes a function that calls one of this crate.
#[macro_export]
macro_rules! doubled {
    ($name:ident) => {
        #[$crate::differentiable]
        fn $name(x: f64) -> f64 {
            $crate::g(x) * 2.0
        }
    };
}
