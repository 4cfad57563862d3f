//! Functions of several floats and the points to call them at.

use alloc::vec;
use alloc::vec::Vec;

use super::real::{Precision, Real};
use coordinates::Coordinates;

/// A point at which a function of several floats can be called: a tuple of 1 to 12 of them, or a
/// bare float.
///
/// The trait is sealed.
pub trait Point: Coordinates {
    /// The gradient of a function of these arguments: a tuple of the same types, bare if there is
    /// only one.
    type Gradient;

    #[doc(hidden)]
    fn flatten(gradient: Self::Gradient) -> Vec<f64>;
}

/// A function or closure that can be called with the arguments in a [`Point`].
///
/// Every `FnMut` with one to twelve arguments is one; there is nothing to implement. A closure must
/// say the types of its arguments: `|x: f64, y: f64| x * y`.
pub trait Function<P> {
    /// What the function returns.
    type Output;

    /// Calls the function.
    fn call_at(&mut self, point: P) -> Self::Output;
}

pub(super) mod coordinates {
    use super::{Precision, Vec};

    /// What the checker needs of a point, out of users' reach.
    pub trait Coordinates: Copy {
        fn coordinates(self) -> Vec<(f64, Precision)>;
        fn with(self, index: usize, coordinate: f64) -> Self;
    }
}

impl<T: Real> Point for T {
    type Gradient = T;

    fn flatten(gradient: T) -> Vec<f64> {
        vec![gradient.widen()]
    }
}

impl<T: Real> Coordinates for T {
    fn coordinates(self) -> Vec<(f64, Precision)> {
        vec![(self.widen(), T::PRECISION)]
    }

    fn with(self, _index: usize, coordinate: f64) -> Self {
        T::narrow(coordinate)
    }
}

impl<T: Real, R, F: FnMut(T) -> R> Function<T> for F {
    type Output = R;

    fn call_at(&mut self, point: T) -> R {
        self(point)
    }
}

impl<T: Real> Point for (T,) {
    type Gradient = T;

    fn flatten(gradient: T) -> Vec<f64> {
        vec![gradient.widen()]
    }
}

macro_rules! tuple_gradient {
    ($($t:ident $index:tt),+) => {
        impl<$($t: Real),+> Point for ($($t,)+) {
            type Gradient = ($($t,)+);

            fn flatten(gradient: Self::Gradient) -> Vec<f64> {
                vec![$(gradient.$index.widen()),+]
            }
        }
    };
}

macro_rules! tuple_arguments {
    ($($t:ident $index:tt),+) => {
        impl<$($t: Real),+> Coordinates for ($($t,)+) {
            fn coordinates(self) -> Vec<(f64, Precision)> {
                vec![$((self.$index.widen(), $t::PRECISION)),+]
            }

            fn with(mut self, index: usize, coordinate: f64) -> Self {
                match index {
                    $($index => self.$index = $t::narrow(coordinate),)+
                    _ => {}
                }
                self
            }
        }

        impl<$($t: Real,)+ R, F: FnMut($($t),+) -> R> Function<($($t,)+)> for F {
            type Output = R;

            fn call_at(&mut self, point: ($($t,)+)) -> R {
                self($(point.$index),+)
            }
        }
    };
}

macro_rules! tuples {
    ($($t:ident $index:tt),+; ) => {
        tuple_arguments!($($t $index),+);
    };
    ($($t:ident $index:tt),+; $next:ident $next_index:tt $(, $rest:ident $rest_index:tt)*) => {
        tuple_arguments!($($t $index),+);
        tuple_gradient!($($t $index,)+ $next $next_index);
        tuples!($($t $index,)+ $next $next_index; $($rest $rest_index),*);
    };
}

tuples!(A 0; B 1, C 2, D 3, E 4, G 5, H 6, I 7, J 8, K 9, L 10, M 11);
