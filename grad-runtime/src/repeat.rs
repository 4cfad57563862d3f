//! Pullbacks are `Clone`, so that one run forward serves several seeds. Not every pullback that is handed to us is: that of
//! a hand-written rule may be anything, and that of a function which calls itself is in a box.

/// A pullback that may be cloned.
#[derive(Clone, Copy, Debug)]
pub struct Repeatable<P>(P);

impl<P> Repeatable<P> {
    /// The pullback.
    #[inline]
    pub fn take(self) -> P {
        self.0
    }
}

/// A pullback that runs once.
#[derive(Debug)]
pub struct Single<P>(P);

impl<P> Single<P> {
    /// Holds it.
    #[inline]
    pub fn new(pullback: P) -> Single<P> {
        Single(pullback)
    }

    /// The pullback.
    #[inline]
    pub fn take(self) -> P {
        self.0
    }
}

impl<P> Clone for Single<P> {
    /// # Panics
    /// Always: what is in it cannot be cloned.
    #[cold]
    #[track_caller]
    fn clone(&self) -> Single<P> {
        panic!(
            "this pullback cannot be cloned: it goes through a function that calls itself, or through a hand-written rule whose \
             pullback is not `Clone`"
        )
    }
}

/// Says that a pullback is `Clone`.
#[derive(Clone, Copy, Debug)]
pub struct Repeats;

impl Repeats {
    /// Holds it.
    #[inline]
    pub fn hold<P>(self, pullback: P) -> Repeatable<P> {
        Repeatable(pullback)
    }
}

/// Says that a pullback is not known to be `Clone`.
#[derive(Clone, Copy, Debug)]
pub struct Once;

impl Once {
    /// Holds it.
    #[inline]
    pub fn hold<P>(self, pullback: P) -> Single<P> {
        Single(pullback)
    }
}

/// Asks a pullback which of the two it is.
#[derive(Debug)]
pub struct Ask<'a, P>(pub &'a P);

/// Found first, for what is `Clone`.
pub trait MayRepeat {
    /// The mark.
    #[inline]
    fn repeats(&self) -> Repeats {
        Repeats
    }
}

impl<P: Clone> MayRepeat for Ask<'_, P> {}

/// Found after that, for anything.
pub trait MayRunOnce {
    /// The mark.
    #[inline]
    fn repeats(&self) -> Once {
        Once
    }
}

impl<P> MayRunOnce for &Ask<'_, P> {}
