//! The store: where loops of called functions save their numbers.
//!
//! A function that is called a thousand times should not allocate a thousand times. All calls below one gradient share one
//! store; a pullback remembers where in it its numbers end. What is not needed any more is released by
//! whoever made the call, all at once.

#[cfg(feature = "alloc")]
use core::marker::PhantomData;

#[cfg(feature = "alloc")]
use alloc::vec::Vec;

/// Saved numbers, as their bits.
#[derive(Clone, Debug, Default)]
pub struct Store {
    #[cfg(feature = "alloc")]
    words: Vec<u64>,
}

impl Store {
    /// Empty; allocates nothing.
    #[inline]
    #[must_use]
    pub const fn new() -> Store {
        Store {
            #[cfg(feature = "alloc")]
            words: Vec::new(),
        }
    }

    /// Where it ends.
    #[inline]
    #[must_use]
    pub fn mark(&self) -> usize {
        #[cfg(feature = "alloc")]
        return self.words.len();
        #[cfg(not(feature = "alloc"))]
        0
    }

    /// Makes room for what all trips will save, if they go on like the ones that are done. Those may have been unusual, so not for more than 64 times
    /// what there is.
    #[cfg(feature = "alloc")]
    #[cold]
    fn foresee(&mut self, done: usize, trips: usize) {
        let there = self.words.len();
        let all = there.saturating_mul(trips.min(64 * done)).div_ceil(done);
        // The last trips may save a little more than the first.
        let more = (all - there).saturating_add(all / 32);
        // Without that room it grows as it would have.
        let _ = self.words.try_reserve_exact(more);
    }

    /// Forgets what was saved after a mark.
    #[inline]
    pub fn release(&mut self, mark: usize) {
        #[cfg(feature = "alloc")]
        self.words.truncate(mark);
        #[cfg(not(feature = "alloc"))]
        let _ = mark;
    }
}

/// Saves what a trip keeps itself, where there is room for it. The first trips tell how much all of them will put into the store: room for it is
/// made at once, where doubling would take up to twice as much, and many allocations.
#[cfg(feature = "alloc")]
#[inline]
pub fn push_and_foresee<T>(saved: &mut Vec<T>, value: T, store: &mut Store) {
    crate::saved::push(saved, value);
    if matches!(saved.len(), 8 | 64 | 512) {
        store.foresee(saved.len(), saved.capacity());
    }
}

/// The store that a caller lends.
#[inline]
pub fn lent(store: Option<&mut Store>) -> &mut Store {
    match store {
        Some(store) => store,
        None => unreachable!("the store is lent where anything is"),
    }
}

/// What a trip of a loop saves: a float or some.
pub trait Words {
    /// Their bits.
    type Bits: AsRef<[u64]>;
    /// How many there are.
    const COUNT: usize;
    /// To bits.
    fn to_words(self) -> Self::Bits;
    /// And back.
    fn from_words(words: &[u64]) -> Self;
}

impl Words for f64 {
    type Bits = [u64; 1];
    const COUNT: usize = 1;
    #[inline]
    fn to_words(self) -> [u64; 1] {
        [self.to_bits()]
    }
    #[inline]
    fn from_words(words: &[u64]) -> f64 {
        f64::from_bits(words[0])
    }
}

impl Words for f32 {
    type Bits = [u64; 1];
    const COUNT: usize = 1;
    #[inline]
    fn to_words(self) -> [u64; 1] {
        [u64::from(self.to_bits())]
    }
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn from_words(words: &[u64]) -> f32 {
        f32::from_bits(words[0] as u32)
    }
}

/// A count that is carried in a tuple beside floats is taken for one of them.
macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl Words for $ty {
            type Bits = [u64; 1];
            const COUNT: usize = 1;
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_lossless)]
            fn to_words(self) -> [u64; 1] {
                [self as u64]
            }
            #[inline]
            #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_lossless)]
            fn from_words(words: &[u64]) -> $ty {
                words[0] as $ty
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl Words for bool {
    type Bits = [u64; 1];
    const COUNT: usize = 1;
    #[inline]
    fn to_words(self) -> [u64; 1] {
        [u64::from(self)]
    }
    #[inline]
    fn from_words(words: &[u64]) -> bool {
        words[0] != 0
    }
}

macro_rules! tuples {
    ($($count:literal ($($name:ident $index:tt),*))*) => {$(
        impl<$($name: Words<Bits = [u64; 1]>),*> Words for ($($name,)*) {
            type Bits = [u64; $count];
            const COUNT: usize = $count;
            #[inline]
            fn to_words(self) -> [u64; $count] {
                [$(self.$index.to_words()[0]),*]
            }
            #[inline]
            fn from_words(words: &[u64]) -> Self {
                ($($name::from_words(&words[$index..=$index]),)*)
            }
        }
    )*};
}

tuples! {
    2 (A 0, B 1)
    3 (A 0, B 1, C 2)
    4 (A 0, B 1, C 2, D 3)
    5 (A 0, B 1, C 2, D 3, E 4)
    6 (A 0, B 1, C 2, D 3, E 4, F 5)
    7 (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    8 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    9 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    10 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    11 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    12 (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
}

/// What one loop saves in the store, `T` a trip.
#[cfg(feature = "alloc")]
#[derive(Debug)]
pub struct Stretch<T>(PhantomData<fn(T) -> T>);

#[cfg(feature = "alloc")]
impl<T> Clone for Stretch<T> {
    #[inline]
    fn clone(&self) -> Stretch<T> {
        *self
    }
}

#[cfg(feature = "alloc")]
impl<T> Copy for Stretch<T> {}

#[cfg(feature = "alloc")]
impl<T: Words> Stretch<T> {
    /// Nothing yet.
    #[inline]
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Stretch<T> {
        Stretch(PhantomData)
    }

    /// Makes room for so many trips.
    #[inline]
    pub fn reserve(self, store: &mut Store, trips: usize) {
        store.words.reserve(trips * T::COUNT);
    }

    /// Saves what a trip needs.
    #[inline]
    pub fn push(self, store: &mut Store, value: T) {
        // A loop that may have to allocate cannot keep its numbers in registers.
        if store.words.capacity() - store.words.len() < T::COUNT {
            unreachable!("there is room for each trip of the loop");
        }
        store.words.extend_from_slice(value.to_words().as_ref());
    }

    /// The numbers that end at `at`, which then is where they begin.
    #[inline]
    #[must_use]
    pub fn pop(self, store: &Store, at: &mut usize) -> T {
        let end = *at;
        *at = end - T::COUNT;
        T::from_words(&store.words[*at..end])
    }
}
