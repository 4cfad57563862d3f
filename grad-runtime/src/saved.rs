//! Values saved by loops for the way back.

use alloc::vec::Vec;

/// Saves a value where there is room for it.
#[inline]
pub fn push<T>(saved: &mut Vec<T>, value: T) {
    // A loop that may have to allocate cannot keep its numbers in registers.
    if saved.len() == saved.capacity() {
        unreachable!("there is room for each trip of the loop");
    }
    saved.push(value);
}

/// The value saved last. Generated code takes back exactly what it saved.
#[inline]
pub fn pop<T>(saved: &mut Vec<T>) -> T {
    match saved.pop() {
        Some(last) => last,
        None => unreachable!("the way back takes as many steps as the way forward"),
    }
}
