//! Ranges: with steps from their end, and with their last index written down.

/// The end of a range of indices that is written with its last one.
#[inline]
#[must_use]
pub const fn after(last: usize) -> usize {
    // Nothing has an element at the last of all indices: whoever looks for one has panicked by then.
    last.saturating_add(1)
}

/// What `range.step_by(step)` gives, the last first.
///
/// That has a `rev` of its own only where the range knows its length, which a `Range<i64>` does not on every platform.
#[inline]
pub fn back_by<I: DoubleEndedIterator>(range: I, step: usize) -> impl Iterator<Item = I::Item> {
    let (len, most) = range.size_hint();
    assert!(most == Some(len), "a range of more than `usize::MAX` steps");
    let after_the_last = len.saturating_sub(1) % step;
    range.rev().skip(after_the_last).step_by(step)
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::back_by;

    #[test]
    fn as_forward() {
        for len in 0..9_usize {
            for step in 1..5 {
                let expected: Vec<usize> = (2..2 + len).step_by(step).rev().collect();
                assert!(back_by(2..2 + len, step).eq(expected), "{len} by {step}");
            }
        }
    }
}
