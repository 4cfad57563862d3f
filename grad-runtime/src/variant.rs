//! Enums: what a variant holds, and `Option`, which is one.

use crate::differentiable::Differentiable;
use crate::gradient::Active;
use crate::lend::NoSeed;
use crate::member::ConstantMember;
use crate::place::{Accumulate, AccumulateScaled, Settle, Shaped};

/// A number for the name of a variant or of a member, so that generated code can name one where it cannot name the type: the tangent of a
/// `Shape` that was matched as `Self::Circle { r }`. (Two names of one enum with the same number would be two implementations of one
/// trait, which does not compile.)
#[must_use]
pub const fn name(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut number = 0xcbf2_9ce4_8422_2325;
    let mut index = 0;
    while index < bytes.len() {
        number = (number ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    number
}

/// What a variant holds.
#[diagnostic::on_unimplemented(
    message = "what the variants of `{Self}` hold is not known here",
    label = "an active value is matched against a pattern of this type",
    note = "write `#[derive(Differentiable)]` on it, or match on `grad::detach(&…)` if it is meant as a constant",
    note = "if it is an array that `map` is called on, bind it with its type first: `let a: [f64; 3] = f(x);`"
)]
pub trait Payload<const VARIANT: u64, const MEMBER: u64> {
    /// Its type.
    type Part: ?Sized;
    /// Looks at it.
    fn payload(&self) -> &Self::Part;
}

/// The same, to change it.
pub trait PayloadMut<const VARIANT: u64, const MEMBER: u64>: Payload<VARIANT, MEMBER> {
    /// What the variant holds.
    fn payload_mut(&mut self) -> &mut Self::Part;
}

/// What a variant holds.
#[inline]
#[track_caller]
pub fn payload<const VARIANT: u64, const MEMBER: u64, T: Payload<VARIANT, MEMBER> + ?Sized>(whole: &T) -> &T::Part {
    whole.payload()
}

/// What a variant holds, to change it.
#[inline]
#[track_caller]
pub fn payload_mut<const VARIANT: u64, const MEMBER: u64, T: PayloadMut<VARIANT, MEMBER> + ?Sized>(
    whole: &mut T,
) -> &mut T::Part {
    whole.payload_mut()
}

const SOME: u64 = name("Some");
const FIRST: u64 = name("0");

/// What is in a `Some`.
#[inline]
#[track_caller]
pub fn some<T: Payload<SOME, FIRST> + ?Sized>(whole: &T) -> &T::Part {
    whole.payload()
}

/// What is in a `Some`, to change it.
#[inline]
#[track_caller]
pub fn some_mut<T: PayloadMut<SOME, FIRST> + ?Sized>(whole: &mut T) -> &mut T::Part {
    whole.payload_mut()
}

/// A tangent meets a value or a tangent of another variant.
///
/// # Panics
/// Always.
#[cold]
#[track_caller]
pub fn other_variant(of: &str) -> ! {
    panic!(
        "the tangent of one variant of `{of}` stands where that of another is wanted: tangents are added only to tangents, and to values, of \
         the same variant"
    )
}

// Nothing is owed to what a constant member holds.
impl<const VARIANT: u64, const MEMBER: u64> Payload<VARIANT, MEMBER> for ConstantMember {
    type Part = ConstantMember;
    #[inline]
    fn payload(&self) -> &ConstantMember {
        self
    }
}

impl<const VARIANT: u64, const MEMBER: u64> PayloadMut<VARIANT, MEMBER> for ConstantMember {
    #[inline]
    fn payload_mut(&mut self) -> &mut ConstantMember {
        self
    }
}

impl<T> Payload<SOME, FIRST> for Option<T> {
    type Part = T;
    #[inline]
    #[track_caller]
    fn payload(&self) -> &T {
        match self {
            Some(value) => value,
            None => other_variant("Option"),
        }
    }
}

impl<T> PayloadMut<SOME, FIRST> for Option<T> {
    #[inline]
    #[track_caller]
    fn payload_mut(&mut self) -> &mut T {
        match self {
            Some(value) => value,
            None => other_variant("Option"),
        }
    }
}

impl<T: Shaped> Shaped for Option<T> {
    type Cotangent = Option<T::Cotangent>;
    type Shape = Option<T::Shape>;
    #[inline]
    fn shape(&self) -> Option<T::Shape> {
        self.as_ref().map(T::shape)
    }
    #[inline]
    fn zeros(shape: &Option<T::Shape>) -> Option<T::Cotangent> {
        shape.as_ref().map(T::zeros)
    }
    #[inline]
    fn blank(shape: &Option<T::Shape>) -> Option<T::Cotangent> {
        shape.as_ref().map(T::blank)
    }
    #[inline]
    fn any(&self) -> bool {
        self.as_ref().is_some_and(T::any)
    }
    #[inline]
    fn is_missing(&self) -> bool {
        !self.any()
    }
    #[inline]
    fn fits(&self, other: &Option<T::Cotangent>) -> bool {
        match (self, other) {
            (Some(value), Some(other)) => value.fits(other),
            (None, None) => true,
            _ => false,
        }
    }
    #[cfg(feature = "graph")]
    fn each(&self, see: &mut dyn FnMut(f64)) {
        if let Some(value) = self {
            value.each(see);
        }
    }
}

impl<A: Accumulate<B>, B> Accumulate<Option<B>> for Option<A> {
    #[inline]
    #[track_caller]
    fn accumulate(&mut self, from: &Option<B>) {
        match (self, from) {
            (Some(to), Some(from)) => to.accumulate(from),
            (None, None) => {}
            _ => other_variant("Option"),
        }
    }
}

impl<F: Copy, T: AccumulateScaled<F>> AccumulateScaled<F> for Option<T> {
    #[inline]
    #[track_caller]
    fn accumulate_scaled(&mut self, factor: F, from: &Option<T>) {
        match (self, from) {
            (Some(to), Some(from)) => to.accumulate_scaled(factor, from),
            (None, None) => {}
            _ => other_variant("Option"),
        }
    }
}

impl<T: Settle> Settle for Option<T> {
    #[inline]
    fn settle(&mut self) {
        if let Some(value) = self {
            value.settle();
        }
    }
}

impl<T> NoSeed for Option<T> {
    #[inline]
    fn no_seed() -> Option<T> {
        None
    }
}

impl<T: Active> Active for Option<T> {
    type Gradient = Option<T>;
}

impl<T: Differentiable> Differentiable for Option<T> {
    type Tangent = Option<T::Tangent>;
    #[inline]
    fn add_scaled(&mut self, factor: f64, tangent: &Option<T::Tangent>) {
        match (self, tangent) {
            (Some(value), Some(tangent)) => value.add_scaled(factor, tangent),
            (None, None) => {}
            _ => other_variant("Option"),
        }
    }
}
