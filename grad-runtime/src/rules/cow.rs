//! `Cow` of the standard library, and its like for where there is no allocator.

#[cfg(feature = "alloc")]
pub use alloc::borrow::Cow;

/// Borrowed or owned.
#[cfg(not(feature = "alloc"))]
#[derive(Debug)]
pub enum Cow<'a, T> {
    /// Somebody else's.
    Borrowed(&'a T),
    /// Given away.
    Owned(T),
}

#[cfg(not(feature = "alloc"))]
impl<T> core::ops::Deref for Cow<'_, T> {
    type Target = T;
    #[inline]
    fn deref(&self) -> &T {
        match self {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => value,
        }
    }
}

#[cfg(not(feature = "alloc"))]
impl<T: Clone> Cow<'_, T> {
    /// The value itself.
    #[inline]
    pub fn into_owned(self) -> T {
        match self {
            Cow::Borrowed(value) => value.clone(),
            Cow::Owned(value) => value,
        }
    }
}
