//! Values saved by loops for the way back.

use alloc::vec::Vec;

/// The value saved last. Generated code takes back exactly what it saved.
#[inline]
pub fn pop<T>(saved: &mut Vec<T>) -> T {
    match saved.pop() {
        Some(last) => last,
        None => unreachable!("the way back takes as many steps as the way forward"),
    }
}
