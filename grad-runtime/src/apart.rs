//! Loops that write to slices.
//!
//! rustc knows of `&mut` arguments that nothing else is where they are, and forgets it of `&mut` variables. A short loop over
//! variables would ask in each run whether they overlap; so the loop is handed what it writes to.

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
