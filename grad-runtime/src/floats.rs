//! Going through all floats of a value.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// The floats of type `F` that a value is made of, from first to last: what optimisers go through.
///
/// A struct with `#[derive(Differentiable)]` and its tangent have them in the same order, so that they can be zipped:
///
/// ```
/// use grad_runtime::Floats;
///
/// let (mut parameters, gradient) = ([[1.0, 2.0], [3.0, 4.0]], [[0.5, 0.5], [1.0, 1.0]]);
/// for (parameter, slope) in parameters.floats_mut().zip(gradient.floats()) {
///     *parameter -= 0.1 * slope;
/// }
/// assert_eq!(parameters, [[0.95, 1.95], [2.9, 3.9]]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made of `{F}` alone",
    label = "its floats cannot be gone through one by one",
    note = "a value that holds `f32` and `f64` is changed as a whole, by `add_scaled`"
)]
pub trait Floats<F: 'static> {
    /// Looks at each.
    fn floats(&self) -> impl Iterator<Item = &F>;
    /// Each, to change it.
    fn floats_mut(&mut self) -> impl Iterator<Item = &mut F>;
}

macro_rules! one {
    ($($float:ty)*) => {$(
        impl Floats<$float> for $float {
            #[inline]
            fn floats(&self) -> impl Iterator<Item = &$float> {
                core::iter::once(self)
            }
            #[inline]
            fn floats_mut(&mut self) -> impl Iterator<Item = &mut $float> {
                core::iter::once(self)
            }
        }
    )*};
}

one!(f32 f64);

macro_rules! many {
    ($($(#[$attribute:meta])* [$($generics:tt)*] $many:ty;)*) => {$(
        $(#[$attribute])*
        impl<F: 'static, T: Floats<F>, $($generics)*> Floats<F> for $many {
            #[inline]
            fn floats(&self) -> impl Iterator<Item = &F> {
                self.iter().flat_map(T::floats)
            }
            #[inline]
            fn floats_mut(&mut self) -> impl Iterator<Item = &mut F> {
                self.iter_mut().flat_map(T::floats_mut)
            }
        }
    )*};
}

many! {
    [const N: usize] [T; N];
    [] [T];
    [] Option<T>;
    #[cfg(feature = "alloc")]
    [] Vec<T>;
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<F: 'static, $($name: Floats<F>),*> Floats<F> for ($($name,)*) {
            #[inline]
            fn floats(&self) -> impl Iterator<Item = &F> {
                core::iter::empty()$(.chain(self.$index.floats()))*
            }
            #[inline]
            fn floats_mut(&mut self) -> impl Iterator<Item = &mut F> {
                core::iter::empty()$(.chain(self.$index.floats_mut()))*
            }
        }
    )*};
}

tuples! { (A 0) (A 0, B 1) (A 0, B 1, C 2) (A 0, B 1, C 2, D 3) (A 0, B 1, C 2, D 3, E 4) (A 0, B 1, C 2, D 3, E 4, G 5) }
