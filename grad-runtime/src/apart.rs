//! Loops that write to slices, and calls that are lent several slices of one cotangent.
//!
//! rustc knows of `&mut` arguments that nothing else is where they are, and forgets it of `&mut` variables. A short loop over
//! variables would ask in each run whether they overlap; so the loop is handed what it writes to.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;
#[cfg(feature = "alloc")]
use core::ops::{Bound, RangeBounds};

#[cfg(feature = "alloc")]
use crate::place::{Accumulate, Shaped, add, zeros_like};

macro_rules! apart {
    ($($name:ident($($arg:ident: $ty:ident),*))*) => {$(
        /// Runs a loop that writes to these slices.
        #[inline]
        pub fn $name<$($ty),*>($($arg: &mut [$ty],)* run: impl FnOnce($(&mut [$ty]),*)) {
            run($($arg),*);
        }
    )*};
}

apart! {
    apart1(a: A)
    apart2(a: A, b: B)
    apart3(a: A, b: B, c: C)
    apart4(a: A, b: B, c: C, d: D)
    apart5(a: A, b: B, c: C, d: D, e: E)
    apart6(a: A, b: B, c: C, d: D, e: E, f: F)
}

/// A range of indices, as it is written.
#[cfg(feature = "alloc")]
pub type Span = (Bound<usize>, Bound<usize>);

/// The bounds of a range.
#[cfg(feature = "alloc")]
#[inline]
pub fn span(range: impl RangeBounds<usize>) -> Span {
    (range.start_bound().cloned(), range.end_bound().cloned())
}

/// A range of a range.
#[cfg(feature = "alloc")]
#[inline]
pub fn within(outer: Span, inner: Span) -> Span {
    let from = first(outer.0);
    let start = Bound::Included(from + first(inner.0));
    let end = match inner.1 {
        Bound::Included(last) => Bound::Included(from + last),
        Bound::Excluded(end) => Bound::Excluded(from + end),
        Bound::Unbounded => outer.1,
    };
    (start, end)
}

#[cfg(feature = "alloc")]
#[inline]
fn first(start: Bound<usize>) -> usize {
    match start {
        Bound::Included(start) => start,
        Bound::Excluded(before) => before + 1,
        Bound::Unbounded => 0,
    }
}

/// Goes back through a call that is lent these parts of one cotangent. If they overlap, each has a sum of its own, which is added afterwards; a
/// cotangent that nobody wants is empty, and so are its parts.
#[cfg(feature = "alloc")]
#[inline]
pub fn parts<T: Accumulate + Shaped<Cotangent = T>, R, const N: usize>(
    whole: &mut [T],
    spans: [Span; N],
    pull: impl FnOnce([&mut [T]; N]) -> R,
) -> R {
    let length = whole.len();
    let ranges = spans.map(|(start, end)| {
        let start = first(start);
        let end = match end {
            Bound::Included(last) => last + 1,
            Bound::Excluded(end) => end,
            Bound::Unbounded => length,
        };
        if length == 0 { 0..0 } else { start..end }
    });
    if let Ok(parts) = whole.get_disjoint_mut(ranges.clone()) {
        return pull(parts);
    }
    let mut sums = ranges.clone().map(|range| zeros_like(&whole[range]));
    let result = pull(sums.each_mut().map(Vec::as_mut_slice));
    for (range, sum) in ranges.into_iter().zip(&sums) {
        add(&mut whole[range], sum);
    }
    result
}
