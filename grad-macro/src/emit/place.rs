//! Arrays, slices and vectors: how places are written, and the operations on them.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::Emitter;
use super::expr::{Binding, Piece, spanned};
use crate::ir::{Holder, How, Keep, Lend, Member, Mode, Op, Operand, Payload, Shape, Step, Struct, Tree, View};
use crate::site::Site;

impl Emitter<'_> {
    /// What the user's name for a place stands for, in the user's own tokens.
    pub(super) fn named_place(&mut self, view: &View, site: Site) -> Piece {
        let bare = view.steps.is_empty();
        let mut piece = match (view.mode, self.holder(view)) {
            (Mode::Exclusive | Mode::Either, Holder::Exclusive) if bare => Piece::atom(self.path(view, site)),
            (Mode::Exclusive | Mode::Either, _) => self.view(&view.with_mode(Mode::Shared), site),
            _ => self.view(view, site),
        };
        for _ in 0..view.extra {
            let inner = piece.tokens;
            piece = Piece::new(quote_spanned!(site.ours()=> &#inner), Binding::Prefix, 0);
        }
        piece
    }

    /// A place that something is assigned to.
    fn written(&mut self, view: &View, site: Site) -> Piece {
        self.view_of(view, site, true)
    }

    /// A place as it is written where it is used.
    pub(super) fn view(&mut self, view: &View, site: Site) -> Piece {
        self.view_of(view, site, matches!(view.mode, Mode::Exclusive | Mode::Either))
    }

    fn view_of(&mut self, view: &View, site: Site, changes: bool) -> Piece {
        let span = site.ours();
        if let Some(Step::Payload(payload)) = view.steps.last() {
            let pointer = self.pointer(view, payload, site, changes);
            return match view.mode {
                Mode::Place => Piece::new(quote_spanned!(span=> *#pointer), Binding::Prefix, 0),
                _ if payload.reference => Piece::new(pointer, Binding::Prefix, 0),
                _ => Piece::atom(pointer),
            };
        }
        let path = self.path_of(view, site, changes);
        let bare = view.steps.is_empty();
        match (view.mode, self.holder(view)) {
            (Mode::Place, Holder::Owned) => Piece::atom(path),
            (Mode::Place, _) if bare => Piece::new(quote_spanned!(span=> *#path), Binding::Prefix, 0),
            (Mode::Place, _) => Piece::atom(path),
            (Mode::Shared, Holder::Shared) if bare => Piece::atom(path),
            (Mode::Shared, Holder::Exclusive | Holder::Optional) if bare => {
                Piece::new(quote_spanned!(span=> &*#path), Binding::Prefix, 0)
            }
            (Mode::Shared, _) => Piece::new(quote_spanned!(span=> &#path), Binding::Prefix, 0),
            (Mode::Exclusive | Mode::Either, Holder::Exclusive | Holder::Optional) if bare => {
                Piece::new(quote_spanned!(span=> &mut *#path), Binding::Prefix, 0)
            }
            (Mode::Exclusive | Mode::Either, _) => Piece::new(quote_spanned!(span=> &mut #path), Binding::Prefix, 0),
        }
    }

    /// `x[i][a..b].0`
    pub(super) fn path(&mut self, view: &View, site: Site) -> TokenStream {
        self.path_of(view, site, false)
    }

    /// The same of a place that is changed.
    pub(super) fn changed_path(&mut self, view: &View, site: Site) -> TokenStream {
        self.path_of(view, site, true)
    }

    /// What a method is called on, which may change it.
    pub(super) fn receiver_path(&mut self, view: &View, site: Site) -> TokenStream {
        self.path_of(view, site, view.mode == Mode::Either)
    }

    fn path_of(&mut self, view: &View, site: Site, changes: bool) -> TokenStream {
        let (mut path, done) = match self.piece(view) {
            Some(piece) => piece,
            None => (self.operand(&view.base, site).tokens, 0),
        };
        let held = self.holder(view) != Holder::Owned;
        for (at, step) in view.steps.iter().enumerate().skip(done) {
            match step {
                Step::Index(index) => {
                    let index = self.operand(index, site).tokens;
                    path = quote_spanned!(site.ours()=> #path[#index]);
                }
                Step::Range { from, to, inclusive } => {
                    let range = self.range(from.as_ref(), to.as_ref(), *inclusive, site);
                    path = quote_spanned!(site.ours()=> #path[#range]);
                }
                Step::Field(member) => {
                    let member = member_tokens(member, site);
                    path = quote_spanned!(site.ours()=> #path.#member);
                }
                Step::Element { number, repeated } => {
                    let number = self.operand(number, site).tokens;
                    let shape = repeated.as_ref().map(|shape| self.operand(shape, site).at_least(Binding::Atom));
                    let name = if shape.is_some() { "repeated" } else { "element" };
                    let shape = shape.map(|shape| quote!(, &#shape));
                    let whole = if at == 0 && held { quote!(*#path) } else { path };
                    let call = self.part_by(name, whole, quote!(, #number #shape), changes, site);
                    path = quote_spanned!(site.ours()=> (*#call));
                }
                Step::Call { method, args, .. } if method == "outer" => {
                    let args: Vec<TokenStream> = args.iter().map(|arg| self.operand(arg, site).tokens).collect();
                    let whole = if at == 0 && held { quote!(*#path) } else { path };
                    path = self.part_by(method, whole, quote!(#(, #args)*), changes, site);
                }
                Step::Call { method, args, .. } => {
                    let args: Vec<TokenStream> = args.iter().map(|arg| self.operand(arg, site).tokens).collect();
                    let span = site.ours();
                    let turned = crate::matrices::is_turned(method);
                    let name = if changes && !turned { format!("{method}_mut") } else { method.clone() };
                    let method = Ident::new(&name, span);
                    let view = match (turned, changes) {
                        (false, _) => TokenStream::new(),
                        (true, false) => quote_spanned!(span=> .view()),
                        (true, true) => quote_spanned!(span=> .view_mut()),
                    };
                    path = quote_spanned!(span=> #path #view.#method(#(#args),*));
                }
                Step::Part(index) => {
                    let private = spanned(self.private, site.ours());
                    let index = proc_macro2::Literal::usize_unsuffixed(*index);
                    let whole = if at == 0 && held { quote!(*#path) } else { path };
                    path = if changes {
                        quote_spanned!(site.ours()=> (*#private part_of_mut::<#index, _>(&mut #whole)))
                    } else {
                        quote_spanned!(site.ours()=> (*#private part_of::<#index, _>(&#whole)))
                    };
                }
                Step::Payload(payload) => {
                    let whole = View { steps: view.steps[..=at].to_vec(), ..view.clone() };
                    let pointer = self.pointer(&whole, payload, site, changes);
                    path = quote_spanned!(site.ours()=> (*#pointer));
                }
            }
        }
        path
    }

    /// `element(&x, i)`, `element_mut(&mut x, i)`: a part that a function of the runtime finds.
    fn part_by(&self, name: &str, whole: TokenStream, args: TokenStream, changes: bool, site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let (name, borrow) = match changes {
            true => (Ident::new(&format!("{name}_mut"), span), quote!(&mut)),
            false => (Ident::new(name, span), quote!(&)),
        };
        quote_spanned!(span=> #private rules::#name(#borrow #whole #args))
    }

    /// `payload::<{ name("Circle") }, { name("r") }, _>(&shape)`, `some(&option)`: a reference to the last part.
    fn pointer(&mut self, view: &View, payload: &Payload, site: Site, changes: bool) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let mode = if changes { Mode::Exclusive } else { Mode::Shared };
        let mut whole = view.with_mode(mode);
        whole.steps.pop();
        let whole = self.view_of(&whole, site, changes).tokens;
        let some = payload.variant == "Some" && payload.member == Member::Unnamed(0);
        let function = match (some, changes) {
            (true, false) => "some",
            (true, true) => "some_mut",
            (false, false) => "payload",
            (false, true) => "payload_mut",
        };
        let function = Ident::new(function, span);
        let parameters = (!some).then(|| {
            let (variant, member) = (payload.variant.trim_start_matches("r#"), payload.member.to_string());
            let member = member.trim_start_matches("r#");
            quote_spanned!(span=> ::<{ #private name(#variant) }, { #private name(#member) }, _>)
        });
        let follow = payload.reference.then(|| quote!(*));
        quote_spanned!(span=> #follow #private #function #parameters (#whole))
    }

    fn range(&mut self, from: Option<&Operand>, to: Option<&Operand>, inclusive: bool, site: Site) -> TokenStream {
        let from = from.map(|from| self.operand(from, site).at_least(Binding::Or));
        let to = to.map(|to| self.operand(to, site).at_least(Binding::Or));
        if inclusive { quote!(#from..=#to) } else { quote!(#from..#to) }
    }

    pub(super) fn holder(&self, view: &View) -> Holder {
        let place = view.base.value().and_then(|id| self.func.value(id).place.as_ref());
        place.map_or(Holder::Owned, |place| place.holder)
    }

    /// Whether what is added to the place may be unwanted, in which case the place is empty: the test for it.
    pub(super) fn optional(&self, op: &Op) -> Option<Ident> {
        match op {
            Op::Update { to: place, .. } | Op::Into { place, .. } => self.wants(place),
            // A part of it; the whole of it is empty, and a rule may add to that.
            Op::Rule(rule) => {
                let changed = rule.args.iter().filter(|passed| passed.how == How::Exclusive);
                let mut parts =
                    changed.filter_map(|passed| passed.operand.view()).filter(|view| !view.steps.is_empty());
                parts.find_map(|view| self.wants(view))
            }
            _ => None,
        }
    }

    /// The test whether a cotangent is wanted, if it may not be.
    fn wants(&self, view: &View) -> Option<Ident> {
        let mut root = view.base.value()?;
        while let Some(whole) = self.part_of.get(&root) {
            root = *whole;
        }
        self.wanted.get(&root).cloned()
    }

    /// An operand; a part of a cotangent that may not be wanted is empty then, as the whole of it is.
    fn part_if_wanted(&mut self, arg: &Operand, site: Site) -> TokenStream {
        let wants = arg.view().filter(|view| !view.steps.is_empty()).and_then(|view| self.wants(view));
        let part = self.operand(arg, site).tokens;
        match wants {
            Some(wants) => quote_spanned!(site.ours()=> if #wants { #part } else { &mut [] }),
            None => part,
        }
    }

    /// Operations on places.
    pub(super) fn place_op(&mut self, op: &Op, site: Site) -> Piece {
        let span = site.ours();
        let private = spanned(self.private, span);
        let tokens = match op {
            Op::Load(view) => return self.view(view, site),
            Op::Copy { from, method: Some(method) } if method == "try_into" => {
                let path = self.path(from, site);
                quote_spanned!(span=> ::core::result::Result::unwrap(::core::convert::TryInto::try_into(&#path[..])))
            }
            Op::Copy { from, method: Some(method) } => {
                let (path, method) = (self.path(from, site), Ident::new(method, span));
                quote_spanned!(span=> #path.#method())
            }
            Op::Copy { from, method: None } => {
                if matches!(self.func.shape(from), Shape::Array(_) | Shape::Scalar(_)) {
                    return self.view(&from.with_mode(Mode::Place), site);
                }
                let from = self.view(&from.with_mode(Mode::Shared), site).tokens;
                quote_spanned!(span=> ::core::clone::Clone::clone(#from))
            }
            Op::Kept { call, index, value: kept, keep } => {
                let value = kept;
                let kinds = self.companion(call, "kinds", site);
                let index = proc_macro2::Literal::usize_unsuffixed(*index);
                let value = self.operand(value, site).at_least(Binding::Atom);
                let changed = matches!(kept, Operand::View(view) if view.mode == Mode::Either);
                if let (Operand::View(view), true) = (kept, changed) {
                    let view = self.view(&view.with_mode(Mode::Shared), site).tokens;
                    return Piece::new(
                        quote_spanned!(span=> #private kept_place(#kinds().#index, #view)),
                        Binding::Atom,
                        9,
                    );
                }
                let kept = if *keep == Keep::Copy { quote!(kept_owned) } else { quote!(kept) };
                quote_spanned!(span=> #private #kept(#kinds().#index, &#value))
            }
            Op::Tuple(elements) => {
                let elements: Vec<TokenStream> =
                    elements.iter().map(|element| self.operand(element, site).tokens).collect();
                quote_spanned!(span=> (#(#elements,)*))
            }
            Op::Struct(made) => return self.put_together(made, site),
            Op::Array { elements, vector } => {
                let elements: Vec<TokenStream> =
                    elements.iter().map(|element| self.operand(element, site).tokens).collect();
                if *vector {
                    quote_spanned!(span=> #private vec![#(#elements),*])
                } else {
                    quote_spanned!(span=> [#(#elements),*])
                }
            }
            Op::Repeat { value, len, vector } => {
                let (value, len) = (self.operand(value, site).tokens, self.operand(len, site).tokens);
                if *vector {
                    quote_spanned!(span=> #private vec![#value; #len])
                } else {
                    quote_spanned!(span=> [#value; #len])
                }
            }
            Op::Store { to, value } => {
                let (to, value) = (self.written(to, site).tokens, self.operand(value, site).tokens);
                return Piece::new(quote_spanned!(span=> #to = #value), Binding::Loose, 9);
            }
            Op::Update { to, symbol, value } => {
                let (to, value) = (self.written(to, site).tokens, self.operand(value, site).tokens);
                let symbol: TokenStream = format!("{symbol}=").parse().unwrap_or_default();
                return Piece::new(quote_spanned!(span=> #to #symbol #value), Binding::Loose, 9);
            }
            Op::Mutate { place, method, args } => {
                let (path, method) = (self.path_of(place, site, true), Ident::new(method, span));
                let args: Vec<TokenStream> = args.iter().map(|arg| self.operand(arg, site).tokens).collect();
                quote_spanned!(span=> #path.#method(#(#args),*))
            }
            Op::Into { name, place, args } => {
                let (name, place) = (Ident::new(name, span), self.view(&place.with_mode(Mode::Exclusive), site).tokens);
                let args: Vec<TokenStream> = args.iter().map(|arg| self.part_if_wanted(arg, site)).collect();
                quote_spanned!(span=> #private #name(#place #(, #args)*))
            }
            Op::Of { name, place } => {
                let (name, place) = (Ident::new(name, span), self.view(&place.with_mode(Mode::Shared), site).tokens);
                quote_spanned!(span=> #private #name(#place))
            }
            Op::Zeros(shape) => {
                let shape = self.operand(shape, site).at_least(Binding::Atom);
                quote_spanned!(span=> #shape.zeros())
            }
            Op::Blank(shape) => {
                let shape = self.operand(shape, site).at_least(Binding::Atom);
                quote_spanned!(span=> #shape.blank())
            }
            Op::Portion(view) => {
                let mut base = view.clone();
                let Some(Step::Range { from, to, inclusive }) = base.steps.pop() else { return self.view(view, site) };
                let range = self.range(from.as_ref(), to.as_ref(), inclusive, site);
                let name = if view.mode == Mode::Shared { "portion" } else { "portion_mut" };
                let (name, base) = (Ident::new(name, span), self.view(&base, site).tokens);
                quote_spanned!(span=> #private #name(#base, #range))
            }
            Op::TwoParts { of, parts, aside } => {
                let place = self.view(&of.with_mode(Mode::Exclusive), site).tokens;
                let ranges = parts.iter().map(|part| match part {
                    Step::Range { from, to, inclusive } => self.range(from.as_ref(), to.as_ref(), *inclusive, site),
                    _ => quote!(..),
                });
                let ranges: Vec<TokenStream> = ranges.collect();
                let aside = self.operand(aside, site).tokens;
                quote_spanned!(span=> #private two_parts(#place, #(#ranges,)* &mut #aside))
            }
            Op::First { of, count } => {
                let wants = self.wants(of);
                let (place, count) = (self.view(of, site).tokens, self.operand(count, site).tokens);
                match (of.mode, wants) {
                    (Mode::Shared, _) => quote_spanned!(span=> #private first(#place, #count)),
                    (_, Some(wants)) => quote_spanned!(span=> #private first_mut(#place, #count, #wants)),
                    (_, None) => quote_spanned!(span=> #private first_mut(#place, #count, true)),
                }
            }
            Op::Stack { stored: true, .. } => quote_spanned!(span=> #private Stretch::new()),
            Op::Stack { stored: false, trips: None } => quote_spanned!(span=> #private Vec::new()),
            Op::Stack { stored: false, trips: Some(trips) } => {
                let trips = proc_macro2::Literal::usize_unsuffixed(*trips);
                quote_spanned!(span=> #private Rack::<_, #trips>::new())
            }
            Op::Mark => {
                let store = &self.store.name;
                quote_spanned!(span=> #store.mark())
            }
            Op::Release { mark } => {
                let (store, mark) = (self.store.name.clone(), self.operand(mark, site).tokens);
                quote_spanned!(span=> #store.release(#mark))
            }
            Op::Reserve { stack, iterator, exact, stored } => {
                let (stack, iterator) = (self.operand(stack, site).tokens, self.opaque(iterator));
                let trips = quote_spanned!(span=> #private Iterator::size_hint(&(#iterator)).0);
                if *stored {
                    let store = self.store.exclusive();
                    return Piece::new(quote_spanned!(span=> #stack.reserve(#store, #trips)), Binding::Loose, 9);
                }
                let reserve = if *exact { quote!(reserve_exact) } else { quote!(reserve) };
                quote_spanned!(span=> #stack.#reserve(#trips))
            }
            Op::Push { stack, payload, reserved, stored } => {
                let (stack, payload) = (self.operand(stack, site).tokens, self.payload(payload, site));
                if *stored {
                    let store = self.store.exclusive();
                    quote_spanned!(span=> #stack.push(#store, #payload))
                } else if *reserved {
                    quote_spanned!(span=> #private push(&mut #stack, #payload))
                } else {
                    quote_spanned!(span=> #stack.push(#payload))
                }
            }
            Op::Pop { stack, cursor: Some(cursor) } => {
                let (stack, cursor) = (self.operand(stack, site).tokens, self.operand(cursor, site).tokens);
                let store = self.store.shared();
                quote_spanned!(span=> #stack.pop(#store, &mut #cursor))
            }
            Op::Pop { stack, cursor: None } => {
                let stack = self.operand(stack, site).tokens;
                quote_spanned!(span=> #private pop(&mut #stack))
            }
            Op::Shelve { shelf, place } => {
                let shelf = self.operand(shelf, site).tokens;
                let place = self.view(&place.with_mode(Mode::Shared), site).tokens;
                quote_spanned!(span=> #shelf.keep(#place))
            }
            Op::Unshelve { shelf, kept } => {
                let (shelf, kept) = (self.operand(shelf, site).tokens, self.operand(kept, site).tokens);
                quote_spanned!(span=> #shelf.take(#kept))
            }
            Op::Height { stack } => {
                let stack = self.operand(stack, site).tokens;
                quote_spanned!(span=> #stack.len())
            }
            _ => TokenStream::new(),
        };
        Piece::new(tokens, Binding::Atom, 9)
    }

    /// `Point { x, y: t1, ..base }`
    fn put_together(&mut self, made: &Struct, site: Site) -> Piece {
        let span = site.ours();
        let path = &made.path;
        let mut values = Vec::new();
        for (_, tree) in &made.fields {
            values.push(match tree {
                Tree::Leaf(leaf) => self.operand(leaf, site).tokens,
                tree => self.tree(tree),
            });
        }
        if let ([value], true) = (values.as_slice(), path.is_empty()) {
            return Piece::new(quote_spanned!(span=> (#value,)), Binding::Atom, 9);
        }
        if made.tuple {
            return Piece::new(quote_spanned!(span=> #path(#(#values),*)), Binding::Atom, 9);
        }
        let fields = made.fields.iter().zip(&values).map(|((member, _), value)| {
            let member = member_tokens(member, site);
            if member.to_string() == value.to_string() { value.clone() } else { quote!(#member: #value) }
        });
        let base = made.base.as_ref().map(|base| self.operand(base, site).tokens);
        let base = base.map(|base| quote!(..#base));
        // In parentheses where a brace could open a block.
        Piece::new(quote_spanned!(span=> #path { #(#fields,)* #base }), Binding::Loose, 9)
    }

    /// What is handed to a pullback.
    pub(super) fn lends(&mut self, lends: &[Lend], site: Site) -> TokenStream {
        let span = site.ours();
        let private = spanned(self.private, span);
        let lends: Vec<TokenStream> = lends
            .iter()
            .map(|lend| match lend {
                Lend::Held => quote_spanned!(span=> #private Held),
                Lend::Constant(Operand::View(view)) => {
                    let view = self.view(&view.with_mode(Mode::Shared), site).tokens;
                    quote_spanned!(span=> #private lend_constant(#view))
                }
                Lend::Constant(constant) => {
                    let constant = self.operand(constant, site).at_least(Binding::Atom);
                    quote_spanned!(span=> #private lend_constant(&#constant))
                }
                Lend::Shared { place, cotangent } => {
                    let place = self.view(&place.with_mode(Mode::Shared), site).tokens;
                    let wants = self.wants(cotangent);
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    match wants {
                        Some(wants) => quote_spanned!(span=> #private lend_if(#place, if #wants { #private Some(#cotangent) } else { #private None })),
                        None => quote_spanned!(span=> #private lend(#place, #cotangent)),
                    }
                }
                Lend::Either { place, cotangent } => {
                    let place = self.operand(place, site).tokens;
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    quote_spanned!(span=> #private lend_either(&#place, #cotangent))
                }
                Lend::Receiver { place, cotangent } => {
                    let place = match place {
                        Operand::View(view) => self.view(&view.with_mode(Mode::Shared), site).tokens,
                        kept => {
                            let kept = self.operand(kept, site).at_least(Binding::Atom);
                            quote_spanned!(span=> &#kept)
                        }
                    };
                    let wants = self.wants(cotangent);
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    let cotangent = match wants {
                        Some(wants) => quote_spanned!(span=> if #wants { #private Some(#cotangent) } else { #private None }),
                        None => quote_spanned!(span=> #private Some(#cotangent)),
                    };
                    quote_spanned!(span=> #private lend_receiver(#place, #cotangent))
                }
                Lend::Exclusive { cotangent } => {
                    let cotangent = self.view(&cotangent.with_mode(Mode::Exclusive), site).tokens;
                    quote_spanned!(span=> #private lend_mut(#cotangent))
                }
            })
            .collect();
        quote!((#(#lends,)*))
    }
}

fn member_tokens(member: &Member, site: Site) -> TokenStream {
    match member {
        Member::Named(name) => {
            let span = site.ours();
            let name = match name.strip_prefix("r#") {
                Some(raw) => Ident::new_raw(raw, span),
                None => Ident::new(name, span),
            };
            quote!(#name)
        }
        Member::Unnamed(index) => {
            let index = proc_macro2::Literal::usize_unsuffixed(*index);
            quote!(#index)
        }
    }
}
