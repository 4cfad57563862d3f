//! Thousands of random programs of floats, branches and calls: value bit for bit the primal's,
//! gradient within the rounding errors of the interpreter's. `GRAD_RANDOM_PROGRAMS` sets how many,
//! `GRAD_RANDOM_SEED` which, `GRAD_RANDOM_RELEASE=1` and `GRAD_RANDOM_NO_PASSES=1` how they are
//! built, `GRAD_RANDOM_PRIMAL_ONLY=1` that only the primals are, `GRAD_RANDOM_SHOWN` of how many
//! kinds of failures one is made small and shown, `GRAD_RANDOM_SHRINK_SECONDS` how long that may take.

use std::path::Path;

use random_programs::campaign::run;
use random_programs::generate::Language;

#[test]
fn random_programs_have_right_gradients() {
    run(Language::Scalars, 2000, Path::new(env!("CARGO_TARGET_TMPDIR")), "random-programs", 0.0);
}
