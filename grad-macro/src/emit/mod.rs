//! Emission: IR becomes Rust, once as tokens for rustc and once as text for people.

mod code;
pub mod companions;
mod expr;
mod graph;
mod held;
mod inner;
mod lends;
mod looped;
mod matrix;
mod names;
mod note;
mod numbers;
mod pieces;
mod place;
mod questions;
mod region;
mod ruled;
mod shaped;
mod small;
mod text;
mod unnamed;

pub use code::Code;
pub use expr::spanned;
pub use text::tidy;

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Func, StoreArg, ValueId};
use expr::Piece;
use names::Names;
use questions::Questions;

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
    /// What rustc is asked.
    questions: Questions,
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
    /// Where the store is that all calls share.
    store: Store,
    /// For the cotangent of an argument that is lent: whether it is wanted.
    wanted: HashMap<ValueId, Ident>,
    /// Parts of places that have names in the call that is written.
    pieces: Vec<pieces::Piece>,
    /// What parts of places are parts of.
    part_of: HashMap<ValueId, ValueId>,
}

/// Where the store is that all calls share: see `grad-runtime/src/store.rs`.
#[derive(Clone, Debug)]
pub struct Store {
    name: Ident,
    /// Whether there is an argument for it: `Option<&mut Store>`.
    is_argument: bool,
    /// Whether it is always lent.
    is_lent: bool,
    /// Whether it is used at all.
    used: bool,
}

impl Store {
    fn new(name: Ident, is_argument: bool, is_lent: bool, used: bool) -> Store {
        Store { name, is_argument, is_lent, used }
    }

    /// Its own, if the caller lends none.
    fn own(&self, private: &TokenStream) -> Option<TokenStream> {
        let name = if self.is_argument { self.own_name() } else { self.name.clone() };
        (self.used && !self.is_lent).then(|| quote!(let mut #name = #private Store::new();))
    }

    fn own_name(&self) -> Ident {
        format_ident!("own_{}", self.name, span = Span::mixed_site())
    }

    /// Where it is an argument: the caller's, or its own.
    fn taken(&self, private: &TokenStream) -> Option<TokenStream> {
        let name = &self.name;
        match (self.used && self.is_argument, self.is_lent) {
            (false, _) => None,
            (true, true) => Some(quote!(let #name = #private lent(#name);)),
            (true, false) => {
                let own = self.own_name();
                Some(quote!(let #name = #name.unwrap_or(&mut #own);))
            }
        }
    }

    /// What is handed to a call.
    fn argument(&self, arg: StoreArg, private: &TokenStream) -> Option<TokenStream> {
        let store = self.exclusive();
        match arg {
            StoreArg::Absent => None,
            StoreArg::None => Some(quote!(#private None)),
            StoreArg::Lent => Some(quote!(#private Some(#store))),
        }
    }

    /// To change it.
    fn exclusive(&self) -> TokenStream {
        let name = &self.name;
        if self.is_argument { quote!(&mut *#name) } else { quote!(&mut #name) }
    }

    /// To look at it.
    fn shared(&self) -> TokenStream {
        let name = &self.name;
        if self.is_argument { quote!(&*#name) } else { quote!(&#name) }
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
            questions: Questions::default(),
            inlined: HashMap::new(),
            yielded: HashSet::new(),
            labels: 0,
            may_inline,
            recorder: None,
            store,
            wanted: HashMap::new(),
            pieces: Vec::new(),
            part_of: HashMap::new(),
        }
    }

    /// Notes are made to the recorder of this name.
    fn recording(self, recorder: Option<Ident>) -> Emitter<'a> {
        Emitter { recorder, ..self }
    }
}
