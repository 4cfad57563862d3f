//! Emission: IR becomes Rust, once as tokens for rustc and once as text for people.

mod code;
pub mod companions;
mod expr;
mod graph;
mod looped;
mod names;
mod note;
mod place;
mod region;
mod shaped;
mod text;

pub use code::Code;
pub use text::tidy;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};

use crate::ir::{Func, ValueId};
use expr::Piece;
use names::Names;

/// Writes one function body.
pub struct Emitter<'a> {
    func: &'a Func,
    names: Names<'a>,
    /// The path of what generated code calls, up to the last `::`.
    private: &'a TokenStream,
    /// How called functions are named: see [`companions`].
    callees: &'a [TokenStream],
    /// How often each value is used.
    uses: HashMap<ValueId, usize>,
    /// Values written where they are used instead of by a `let`.
    inlined: HashMap<ValueId, Piece>,
    /// Values that some region yields.
    yielded: HashSet<ValueId>,
    /// How many labels there are.
    labels: usize,
    /// Whether small steps may be written into the step that uses them.
    may_inline: bool,
    /// What notes are made to.
    recorder: Option<Ident>,
}

impl<'a> Emitter<'a> {
    /// An emitter for one body of `func`.
    pub fn new(func: &'a Func, private: &'a TokenStream, callees: &'a [TokenStream], may_inline: bool) -> Emitter<'a> {
        Emitter {
            func,
            names: Names::new(func),
            private,
            callees,
            uses: HashMap::new(),
            inlined: HashMap::new(),
            yielded: HashSet::new(),
            labels: 0,
            may_inline,
            recorder: None,
        }
    }

    /// Notes are made to the recorder of this name.
    fn recording(self, recorder: Option<Ident>) -> Emitter<'a> {
        Emitter { recorder, ..self }
    }
}
