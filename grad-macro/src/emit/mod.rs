//! Emission: IR becomes Rust, once as tokens for rustc and once as text for people.

mod code;
pub mod companions;
mod expr;
mod looped;
mod names;
mod numbers;
mod place;
mod region;
mod shaped;
mod text;
mod unnamed;

pub use code::Code;
pub use expr::spanned;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

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
    /// Where the store is that all calls share.
    store: Store,
    /// For the cotangent of an argument that is lent: whether it is wanted.
    wanted: HashMap<ValueId, Ident>,
    /// What parts of places are parts of.
    part_of: HashMap<ValueId, ValueId>,
}

/// How the store that all calls share is named: see `grad-runtime/src/store.rs`.
#[derive(Clone, Debug)]
pub struct Store {
    name: Ident,
    /// The caller's, behind a reference; or a local.
    lent: bool,
}

impl Store {
    pub(crate) fn new(lent: bool) -> Store {
        Store { name: Ident::new("store", Span::mixed_site()), lent }
    }

    /// To change it.
    fn exclusive(&self) -> TokenStream {
        let name = &self.name;
        if self.lent { quote!(&mut *#name) } else { quote!(&mut #name) }
    }

    /// To look at it.
    fn shared(&self) -> TokenStream {
        let name = &self.name;
        if self.lent { quote!(&*#name) } else { quote!(&#name) }
    }
}

impl<'a> Emitter<'a> {
    /// An emitter for one body of `func`.
    pub fn new(
        func: &'a Func,
        private: &'a TokenStream,
        callees: &'a [TokenStream],
        may_inline: bool,
        store: Store,
    ) -> Emitter<'a> {
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
            store,
            wanted: HashMap::new(),
            part_of: HashMap::new(),
        }
    }
}
