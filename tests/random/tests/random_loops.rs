//! A thousand random programs with loops, arrays and overwrites: value and what is left in `&mut`
//! arguments bit for bit the primal's, gradient within the rounding errors of the interpreter's,
//! number by number. The same variables of the environment set it up as for `random_programs`.

use std::path::Path;

use random_programs::campaign::run;
use random_programs::generate::Language;

#[test]
fn random_loops_have_right_gradients() {
    // About one program in twenty is refused loudly; none may be wrong.
    run(Language::Loops, 1000, Path::new(env!("CARGO_TARGET_TMPDIR")), "random-loops", 0.12);
}
