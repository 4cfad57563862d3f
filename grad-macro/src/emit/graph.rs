//! `f_graph`, and what other functions' graphs call to draw this one into theirs.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::companions::{Body, Companions, bare_or_tuple, comment, gradient_name, plain};
use super::expr::hidden_name;
use super::shaped::{Kind, let_one};
use crate::graph::note;
use crate::ir::note::{Note, NoteKind, Part};
use crate::ir::{
    Activity, Const, End, Float, Func, Hint, Holder, Mode, Op, Opaque, Operand, Pattern, Region, Stmt, StmtKind,
    ValueId, View, visit,
};
use crate::reverse::{Gradient, Reversed};
use crate::signature::Param;
use crate::site::{Site, Sited};
use crate::types::tangent;

impl Companions<'_> {
    /// The name of the recorder: one that the user's text does not mention.
    pub(super) fn recorder(&self, func: &Func) -> Ident {
        let mut name = "recorder".to_owned();
        while func.foreign.contains(&name) || self.signature.params.iter().any(|param| param.ident == name) {
            name.push('_');
        }
        format_ident!("{name}", span = Span::mixed_site())
    }

    /// `f_graph` and `f_graph_with`, and the function that draws into another's graph.
    pub fn drawn(&self, noted: &Reversed) -> Result<TokenStream, String> {
        let recording = Companions { recording: true, ..self.again() };
        let own = recording.graph_items(noted)?;
        let bridge = recording.traced(noted)?;
        Ok(quote!(#own #bridge))
    }

    /// `f_graph` as `f_grad` is written, with notes.
    fn graph_items(&self, noted: &Reversed) -> Result<TokenStream, String> {
        let body = self.graph_body(noted)?;
        Ok(self.graph_fns(&self.recorder(&noted.func), &body.tokens))
    }

    /// The same for a function with a hand-written rule: one step.
    pub fn drawn_ruled(&self, rule: &syn::Path) -> TokenStream {
        let private = self.private;
        let graph = quote!(#private graph::);
        let recorder = format_ident!("recorder", span = Span::mixed_site());
        let recorder = self.free_name(recorder.to_string());
        let (names, passed) = (self.arg_names(), self.passed_names());
        let about = |operation: &str, name: &str| {
            let line = self.line();
            quote! {
                #graph About {
                    operation: #operation, name: #name, line: #line, source: "", formula: ::core::option::Option::None,
                }
            }
        };
        let shown = |value: &Ident, what: &str| {
            let what = format_ident!("{what}");
            quote!({
                use #graph {
                ViaScalar as _, ViaPlain as _, ViaFloats as _, ViaDebug as _, ViaNothing as _,
            };
                (&&&&&#graph Shown(&#value)).#what()
            })
        };
        let inputs = self.signature.params.iter().zip(&names).zip(0_u32..).map(|((param, name), id)| {
            let (about, active) = (about("input", &param.spelled().to_string()), param.active);
            let (value, single) = (shown(name, "shown"), shown(name, "single"));
            quote!(#recorder.input(#id, &#about, #active, #value, #single);)
        });
        let ids = (0_u32..).zip(&names).map(|(id, _)| quote!(#graph From::Local(#id)));
        let output = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let (value, pullback) = (self.free_name("value".to_owned()), self.free_name("pullback".to_owned()));
        let called = about(&self.plain_name(), "");
        let (result, single) = (shown(&value, "shown"), shown(&value, "single"));
        let gradients: Vec<Ident> = (0..self.signature.active().count()).map(gradient_name).collect();
        let bound: Vec<TokenStream> = gradients.iter().map(ToTokens::to_token_stream).collect();
        let taken = bare_or_tuple(&bound);
        let active = self.signature.params.iter().zip(0_u32..).filter(|(param, _)| param.active).map(|(_, id)| id);
        let handed = active.zip(&gradients).map(|(id, gradient)| {
            let cotangent = shown(gradient, "shown");
            quote! {
                #recorder.handed(#output, #id, #cotangent);
                #recorder.cotangent_array(#id, || #cotangent);
            }
        });
        let span = rule.site().ours();
        let both = quote::quote_spanned!(span=> #rule(#(#passed),*));
        // What it gives: its value, and what it leaves in its `&mut` arguments; each with its seed.
        let one = format_ident!("one", span = Span::mixed_site());
        let mut seeds: Vec<Ident> = self.seeds().into_iter().map(|(name, _)| name).collect();
        let declared = self.gives_one_float().then(|| quote!(let #one = 1.0;));
        if declared.is_some() {
            seeds.push(one);
        }
        let mut noted = seeds.iter().map(|seed| shown(seed, "shown"));
        let value_seed = (!self.gives_nothing()).then(|| noted.next()).flatten().into_iter();
        let of_value: Vec<TokenStream> = value_seed.map(|seed| quote!((#graph From::Local(#output), #seed))).collect();
        let owed = (!self.gives_nothing()).then(|| {
            let seed = shown(&seeds[0], "shown");
            quote!(#recorder.cotangent_array(#output, || #seed);)
        });
        let changed: Vec<(u32, &Ident)> = (self.signature.params.iter().zip(&names).zip(0_u32..))
            .filter(|((param, _), _)| param.active && self.kind(param) == Kind::Exclusive)
            .map(|((_, name), id)| (id, name))
            .collect();
        let left = changed.iter().map(|(id, name)| {
            let value = shown(name, "shown");
            quote!((#id as usize, #id, #value))
        });
        let of_places: Vec<(u32, TokenStream)> = changed.iter().map(|(id, _)| *id).zip(noted).collect();
        let before =
            of_places.iter().map(|(id, seed)| quote!(#recorder.cotangent_array(#id, || #seed); #recorder.undo(#id);));
        let before: Vec<TokenStream> = before.collect();
        let of_places = of_places.iter().map(|(id, seed)| quote!((#graph From::Local(#id), #seed)));
        let body = quote! {
            #declared
            #(#inputs)*
            #recorder.call([#(#ids),*]);
            let (#value, #pullback) = #both;
            #recorder.called(&#called, [(#output, #result, #single)], [#(#left),*]);
            #recorder.results([#(#of_value,)* #(#of_places),*]);
            #owed
            #(#before)*
            let #taken = #pullback(#(#seeds),*);
            #(#handed)*
            #recorder.finish(false)
        };
        self.graph_fns(&recorder, &body)
    }

    /// `f_graph` and `f_graph_with` of a trait's function without a body.
    pub fn declared_graph(&self) -> TokenStream {
        self.graph_fns(&self.free_name("recorder".to_owned()), &TokenStream::new())
    }

    fn graph_fns(&self, recorder: &Ident, tokens: &TokenStream) -> TokenStream {
        let private = self.private;
        let sig = &self.function.sig;
        let (vis, generics, where_clause) = (&self.function.vis, &sig.generics, &sig.generics.where_clause);
        let (args, arg_names, turbofish, attributes) =
            (self.args(), self.arg_names(), self.turbofish(), self.attributes());
        let (name, with) = (self.companion_name("graph"), self.companion_name("graph_with"));
        let limits = self.free_name("limits".to_owned());
        let called = if self.within.associated { quote!(Self::#with) } else { with.to_token_stream() };
        let text = self.plain_name();
        let (file, line) = (quote!(::core::file!()), self.line());
        let seeds = self.seeds();
        let seed_names: Vec<&Ident> = seeds.iter().map(|(name, _)| name).collect();
        let seed_args: Vec<TokenStream> = seeds.iter().map(|(name, ty)| quote!(#name: #ty,)).collect();
        let doc = format!(
            "Runs {} once forward and once back, and returns its computation graph: every step with its value, its cotangent and its \
             local derivatives.{}",
            self.link(),
            if seeds.is_empty() { "" } else { " It takes the seeds of the pullback after the arguments." }
        );
        let doc_with =
            format!("The computation graph of {}, with loops and calls unrolled to these limits.", self.link());
        // `self` comes first.
        let at = usize::from(self.signature.params.iter().any(|param| param.receiver.is_some()));
        let mut with_args = self.arg_list(&|param| param.ty.to_token_stream());
        with_args.insert(at, quote!(#limits: #private graph::Limits,));
        let mut passed: Vec<TokenStream> = arg_names.iter().map(ToTokens::to_token_stream).collect();
        passed.insert(at, quote!(#private graph::Limits::new()));
        let unlimited = self.block(&quote!(#called #turbofish(#(#passed,)* #(#seed_names),*)));
        let body = self.block(&quote! {
            let #recorder = #private graph::Recorder::new(#limits, #text, #file, #line);
            #tokens
        });
        quote! {
            #[doc = #doc]
            #attributes
            #vis fn #name #generics(#args #(#seed_args)*) -> #private graph::Graph #where_clause #unlimited

            #[doc = #doc_with]
            #attributes
            #vis fn #with #generics(#(#with_args)* #(#seed_args)*) -> #private graph::Graph #where_clause #body
        }
    }

    /// The cotangents that a function takes for its graph if it gives something other than one float: those of its pullback.
    fn seeds(&self) -> Vec<(Ident, TokenStream)> {
        if self.gives_one_float() {
            return Vec::new();
        }
        let result = (!self.gives_nothing()).then(|| (self.free_name("seed".to_owned()), self.seed_type()));
        let changed = self.signature.active().filter(|param| self.kind(param) == Kind::Exclusive).map(|param| {
            let ty = tangent(&param.ty, &self.signature.generics, self.private);
            (self.free_name(format!("seed_of_{}", plain(&param.ident))), ty)
        });
        result.into_iter().chain(changed).collect()
    }

    /// Says so if a seed has another length than what it is for.
    fn checked(&self, func: &mut Func, param: &Param, id: ValueId, seed: ValueId) -> [Stmt; 2] {
        let site = Site::call_site();
        let shape = func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
        let text = param.spelled().to_string();
        let text = Operand::Const(Const { tokens: text.to_token_stream(), number: None, atomic: true });
        let args = vec![Operand::of_view(View::whole(shape).with_mode(Mode::Shared)), text];
        let check = Op::Into { name: "check_seed", place: View::whole(seed), args };
        let check = StmtKind::Let { pattern: Pattern::none(), op: check };
        let remember = let_one(shape, Op::Of { name: "shape_of", place: View::whole(id) });
        [remember, Stmt { kind: check, site, generated: true }]
    }

    fn graph_body(&self, noted: &Reversed) -> Result<Body, String> {
        let mut func = noted.func.clone();
        let site = Site::call_site();
        let mut stmts = vec![comment("forward")];
        stmts.extend(noted.forward.clone());
        stmts.push(comment("backward"));
        let mut parts: Vec<Part> = noted.values.iter().map(crate::graph::part).collect();
        let mut seeds: Vec<Operand> = noted.seeds.iter().take(parts.len()).map(|seed| whole(&func, *seed)).collect();
        let mut given = self.seeds().into_iter();
        if !self.gives_one_float()
            && !self.gives_nothing()
            && let Some((name, _)) = given.next()
        {
            stmts.push(let_given(self.seed_pattern(&noted.seeds), &name));
        }
        let active = self.signature.params.iter().zip(func.params.clone()).zip(&noted.gradients);
        for ((param, id), gradient) in active {
            let Gradient::Place(shadow) = gradient else { continue };
            own(&mut func, *shadow);
            if self.kind(param) == Kind::Exclusive
                && let Some((name, _)) = given.next()
            {
                stmts.push(let_given(Pattern::one(*shadow), &name));
                stmts.extend(self.checked(&mut func, param, id, *shadow));
                parts.push(Part::Local(id));
                seeds.push(whole(&func, *shadow));
            } else {
                stmts.push(let_one(*shadow, Op::Of { name: "zeros_like", place: View::whole(id) }));
            }
        }
        let mut backward = Region { stmts: noted.backward.clone(), end: End::Yield(Vec::new()) };
        backward.stmts.insert(0, note(NoteKind::Results { parts }, seeds, site));
        if self.gives_one_float() {
            visit::region_operands(&mut backward, &mut |operand| {
                if operand.value().is_some_and(|id| noted.seeds.contains(&id)) {
                    *operand = Operand::Number(1.0);
                }
            });
        }
        stmts.append(&mut backward.stmts);
        for (id, gradient) in func.params.clone().into_iter().zip(&noted.gradients) {
            if let Gradient::Place(shadow) = gradient {
                let shadow = Operand::of_view(View::whole(*shadow).with_mode(Mode::Shared));
                stmts.push(note(NoteKind::CotangentArray { id }, vec![shadow], site));
            }
        }
        let graph = func.fresh(Hint::User("graph".to_owned()), site, Float::Not, Activity::Constant);
        stmts.push(let_one(
            graph,
            Op::Note(Box::new(Note::new(NoteKind::Finish { settled: self.is_shaped(noted) }, Vec::new()))),
        ));
        let region = Region { stmts, end: End::Yield(vec![Operand::Value(graph)]) };
        self.write(&mut func, region, &[], |end| end[0].clone())
    }

    /// The pullback that others call, with notes into their graph.
    fn traced(&self, noted: &Reversed) -> Result<TokenStream, String> {
        if self.is_standalone() && !self.within.associated {
            return Ok(TokenStream::new());
        }
        let mut noted = Reversed {
            func: noted.func.clone(),
            forward: noted.forward.clone(),
            values: noted.values.clone(),
            seeds: noted.seeds.clone(),
            backward: noted.backward.clone(),
            gradients: noted.gradients.clone(),
            of_one: None,
        };
        let params = noted.func.params.clone();
        let frame = noted.func.fresh(Hint::User("frame".to_owned()), Site::call_site(), Float::Not, Activity::Constant);
        let open = NoteKind::Open { name: self.plain_name(), line: self.line(), params: params.clone() };
        let results = noted.values.iter().map(crate::graph::part).collect();
        let close = NoteKind::Close { results, params };
        let on_frame = |kind| note(kind, vec![Operand::Value(frame)], Site::call_site());
        let is_input = |stmt: &Stmt| matches!(&stmt.kind, crate::ir::StmtKind::Let { op: Op::Note(note), .. } if matches!(note.kind, NoteKind::Input { .. }));
        noted.forward.retain(|stmt| !is_input(stmt));
        noted.forward.insert(0, let_one(frame, Op::Note(Box::new(Note::new(open, Vec::new())))));
        noted.forward.push(on_frame(close));
        noted.backward.insert(0, on_frame(NoteKind::Reopen));
        noted.backward.push(on_frame(NoteKind::Reclose));
        self.traced_bridge(&noted)
    }

    /// The pullback with notes, declared like the one without.
    fn traced_bridge(&self, noted: &Reversed) -> Result<TokenStream, String> {
        let recorder = self.recorder(&noted.func);
        let shape = self.pullback_shape(noted);
        let body = if self.is_shaped(noted) { self.core_body(noted)? } else { self.vjp_body(noted)? };
        let item = self.traced_fn(&recorder.to_token_stream(), &shape, &self.bridged(&body.tokens, noted));
        Ok(self.beside(&item))
    }

    /// The same for a function that draws nothing: the call is one step of the caller's.
    pub(super) fn untraced(&self, shape: &PullbackShape) -> TokenStream {
        let draws = self.options.graph && self.options.vjp.is_none() && !self.within.declared;
        if !cfg!(feature = "graph") || draws || self.is_standalone() && !self.within.associated {
            return TokenStream::new();
        }
        let (turbofish, passed) = (self.turbofish(), self.arg_names());
        let vjp = if self.within.associated {
            hidden_name(&self.plain_name(), "vjp", Span::call_site())
        } else {
            format_ident!("vjp")
        };
        let name = self.store_name();
        let store = self.takes_store().then(|| quote!(#name));
        let shape = PullbackShape { store: self.store_type().map(|ty| quote!(#name: #ty)), ..shape.again() };
        let item = self.traced_fn(&quote!(_), &shape, &quote!(Self::#vjp #turbofish(#(#passed,)* #store)));
        self.beside(&item)
    }

    fn traced_fn(&self, recorder: &TokenStream, shape: &PullbackShape, body: &TokenStream) -> TokenStream {
        let PullbackShape { generics, args, store, pullback } = shape;
        let (vis, attributes, private, result) = (&self.function.vis, self.attributes(), self.private, self.result());
        let body = self.block(body);
        let where_clause = &self.function.sig.generics.where_clause;
        let name = if self.within.associated {
            hidden_name(&self.plain_name(), "traced", Span::call_site())
        } else {
            format_ident!("traced")
        };
        quote! {
            #[doc(hidden)] #[allow(dead_code)] #attributes
            #vis fn #name #generics(#args #recorder: #private graph::Recorder, #store) -> (#result, #pullback) #where_clause #body
        }
    }

    /// Among the function's siblings, or in the type of its name.
    fn beside(&self, item: &TokenStream) -> TokenStream {
        if self.within.associated {
            return item.clone();
        }
        let (name, cfgs) = (&self.function.sig.ident, self.cfgs());
        quote! {
            #(#cfgs)*
            #[allow(dead_code)]
            impl #name { #item }
        }
    }

    /// The line of the function's name.
    fn line(&self) -> u32 {
        if !proc_macro::is_available() {
            return 0;
        }
        u32::try_from(self.function.sig.ident.site().start.unwrap().line()).unwrap_or(u32::MAX)
    }
}

/// How the pullback that others call is declared.
pub(super) struct PullbackShape {
    pub(super) generics: TokenStream,
    pub(super) args: TokenStream,
    /// The store that all calls share, as the last argument.
    pub(super) store: Option<TokenStream>,
    pub(super) pullback: TokenStream,
}

impl PullbackShape {
    fn again(&self) -> PullbackShape {
        PullbackShape {
            generics: self.generics.clone(),
            args: self.args.clone(),
            store: self.store.clone(),
            pullback: self.pullback.clone(),
        }
    }
}

/// What the caller gave.
fn let_given(pattern: Pattern, name: &Ident) -> Stmt {
    let op = Op::Opaque(Opaque { tokens: name.to_token_stream(), holes: Vec::new(), pure: false });
    Stmt { kind: StmtKind::Let { pattern, op }, site: Site::call_site(), generated: true }
}

/// The value, or a reference to the place.
fn whole(func: &Func, id: ValueId) -> Operand {
    if func.is_active_place(id) {
        Operand::of_view(View::whole(id).with_mode(Mode::Shared))
    } else {
        Operand::Value(id)
    }
}

/// The cotangent of an argument is a place of our own.
fn own(func: &mut Func, shadow: ValueId) {
    if let Some(place) = &mut func.values[shadow.0].place {
        place.holder = Holder::Owned;
    }
    func.values[shadow.0].mutable = true;
}
