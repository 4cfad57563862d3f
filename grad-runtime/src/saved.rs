//! Values saved by loops for the way back.

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// What the trips of a loop save, one value each.
pub trait Saved {
    /// What a trip saves.
    type Value;
    /// Saves it; there is room for it.
    fn save(&mut self, value: Self::Value);
    /// The value saved last.
    fn last(&mut self) -> Option<Self::Value>;
}

#[cfg(feature = "alloc")]
impl<T> Saved for Vec<T> {
    type Value = T;
    #[inline]
    fn save(&mut self, value: T) {
        // A loop that may have to allocate cannot keep its numbers in registers.
        if self.len() == self.capacity() {
            unreachable!("there is room for each trip of the loop");
        }
        self.push(value);
    }
    #[inline]
    fn last(&mut self) -> Option<T> {
        self.pop()
    }
}

/// Of loops that are known to be short: nothing is allocated.
#[derive(Clone, Debug)]
pub struct Rack<T, const TRIPS: usize> {
    values: [Option<T>; TRIPS],
    used: usize,
}

impl<T, const TRIPS: usize> Rack<T, TRIPS> {
    /// Empty.
    #[inline]
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Rack<T, TRIPS> {
        Rack { values: [const { None }; TRIPS], used: 0 }
    }
}

impl<T, const TRIPS: usize> Saved for Rack<T, TRIPS> {
    type Value = T;
    #[inline]
    fn save(&mut self, value: T) {
        match self.values.get_mut(self.used) {
            Some(place) => *place = Some(value),
            None => unreachable!("there is room for each trip of the loop"),
        }
        self.used += 1;
    }
    #[inline]
    fn last(&mut self) -> Option<T> {
        self.used = self.used.checked_sub(1)?;
        self.values.get_mut(self.used)?.take()
    }
}

/// Saves a value where there is room for it.
#[inline]
pub fn push<S: Saved>(saved: &mut S, value: S::Value) {
    saved.save(value);
}

/// The value saved last. Generated code takes back exactly what it saved.
#[inline]
pub fn pop<S: Saved>(saved: &mut S) -> S::Value {
    match saved.last() {
        Some(last) => last,
        None => unreachable!("the way back takes as many steps as the way forward"),
    }
}
