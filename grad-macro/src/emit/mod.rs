//! Emission: IR becomes Rust, once as tokens for rustc and once as text for people.

mod code;
pub mod companions;
mod expr;
mod names;
mod region;
mod text;

pub use code::Code;

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;

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
    /// Whether small steps may be written into the step that uses them.
    may_inline: bool,
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
            may_inline,
        }
    }
}
