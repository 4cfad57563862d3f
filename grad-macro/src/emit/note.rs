//! Notes, as calls of the recorder.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::Emitter;
use super::expr::Binding;
use crate::ir::note::{About, Note, NoteKind, Part, Slopes};
use crate::ir::{Float, Mode, Operand, ValueId};
use crate::site::Site;

impl Emitter<'_> {
    /// `recorder.step(…);`
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of note")]
    pub(super) fn note(&mut self, note: &Note, site: Site) -> TokenStream {
        let Some(recorder) = self.recorder.clone() else { return TokenStream::new() };
        let operands = note.operands.as_slice();
        let graph = self.graph();
        match &note.kind {
            NoteKind::Input { id, about, active } => {
                let (about, value) = (self.about(about), self.shown(operands, site));
                let single = if *active && self.func.value(*id).place.is_none() {
                    let number = self.number(&operands[0], site);
                    quote!(#number.single)
                } else {
                    quote!(false)
                };
                let id = number_of(*id);
                quote!(#recorder.input(#id, &#about, #active, #value, #single))
            }
            NoteKind::Step { id, about, parts, slopes } => {
                let arguments = self.arguments(about, parts, slopes, operands, site);
                let value = if self.func.value(*id).float == Float::Unknown {
                    let value = self.referred(&operands[0], site);
                    self.ask(&value, "number")
                } else {
                    self.number(&operands[0], site)
                };
                let (id, about) = (number_of(*id), self.about(about));
                quote!(#recorder.step(#id, &#about, #value, [#(#arguments),*]))
            }
            NoteKind::Constant { id, about, parts } => {
                let (id, about, value) = (number_of(*id), self.about(about), self.shown(operands, site));
                let parts = self.parts(parts, site);
                quote!(#recorder.constant(#id, #about, #value, [#(#parts),*]))
            }
            NoteKind::Array { id, about, parts } => {
                let (id, about, value) = (number_of(*id), self.about(about), self.shown(operands, site));
                let parts = self.parts(parts, site);
                quote!(#recorder.array(#id, &#about, || #value, [#(#parts),*]))
            }
            NoteKind::Version { id, about, parts } => {
                let (id, about, value) = (number_of(*id), self.about(about), self.shown(operands, site));
                let parts = self.parts(parts, site);
                let indices = self.indices(&operands[1..], site);
                quote!(#recorder.version(#id, &#about, &[#(#indices),*], || #value, [#(#parts),*]))
            }
            NoteKind::Element { id, about, of } => {
                let (id, of, about) = (number_of(*id), number_of(*of), self.about(about));
                // Of a member nothing is known, but its type is.
                let value = self.referred(&operands[0], site);
                let value = self.ask(&value, "number");
                let indices = self.indices(&operands[1..], site);
                quote!(#recorder.element(#id, &#about, #of, &[#(#indices),*], #value))
            }
            NoteKind::Same { id, part } => {
                let (id, part) = (number_of(*id), self.part(part, site));
                quote!(#recorder.same(#id, #part))
            }
            NoteKind::Copy { id, of } => {
                let (id, of) = (number_of(*id), number_of(*of));
                quote!(#recorder.copy(#id, #of))
            }
            NoteKind::Bundle { id, way, payload } => {
                let (id, payload) = (number_of(*id), self.parts(payload, site));
                quote!(#recorder.bundle(#id, #way, [#(#payload),*]))
            }
            NoteKind::Unbundle { bundle, ids } => {
                let mut entries = Vec::new();
                for ((id, about), operand) in ids.iter().zip(operands) {
                    let active = self.func.value(*id).activity == crate::ir::Activity::Active;
                    let (id, about) = (number_of(*id), self.about(about));
                    let value = self.shown(std::slice::from_ref(operand), site);
                    let single = self.single(operand, site);
                    entries.push(quote!((#id, #about, #active, #value, #single)));
                }
                let bundle = number_of(*bundle);
                quote!(#recorder.unbundle(#bundle, [#(#entries),*]))
            }
            NoteKind::Arm { label, line } => quote!(#recorder.arm(#label, #line)),
            NoteKind::Guard { condition, held, line } => {
                let text = &condition.text;
                let arguments = condition.arguments.iter().map(|(name, id)| {
                    let id = number_of(*id);
                    quote!((#name, #graph From::Local(#id)))
                });
                quote!(#recorder.guard(#text, [#(#arguments),*], #held, #line))
            }
            NoteKind::LeaveArm { results } => {
                let results = self.pairs(results, site);
                quote!(#recorder.leave_arm([#(#results),*]))
            }
            NoteKind::Chosen { id, about } => {
                let (id, about, value) = (number_of(*id), self.about(about), self.number(&operands[0], site));
                quote!(#recorder.chosen(#id, &#about, #value))
            }
            NoteKind::Loop { id, label, line, carried } => {
                let (id, carried) = (loop_number(*id), self.pairs(carried, site));
                quote!(#recorder.looped(#id, #label, #line, [#(#carried),*]))
            }
            NoteKind::Trip { id } => {
                let id = loop_number(*id);
                quote!(#recorder.trip(#id))
            }
            NoteKind::Next { id, next } => {
                let (id, next) = (loop_number(*id), self.parts(next, site));
                quote!(#recorder.next(#id, [#(#next),*]))
            }
            NoteKind::Flow { id, flow } => {
                let (id, flow) = (loop_number(*id), number_of(*flow));
                quote!(#recorder.flow(#id, #flow))
            }
            NoteKind::LoopEnd { id, ways, results, used, changed } => {
                let mut numbers = operands.iter();
                let mut entries = Vec::new();
                for (result, about, number) in results {
                    let value = match number.then(|| numbers.next()).flatten() {
                        Some(operand) => {
                            let number = self.number(operand, site);
                            quote!(Some(#number))
                        }
                        None => quote!(None),
                    };
                    let (result, about) = (number_of(*result), self.about(about));
                    entries.push(quote!((#result, #about, ::core::option::Option::#value)));
                }
                let mut arrays = Vec::new();
                for ((id, about), operand) in changed.iter().zip(numbers) {
                    let (id, about, value) =
                        (number_of(*id), self.about(about), self.shown(std::slice::from_ref(operand), site));
                    arrays.push(quote!((#id, #about, #value)));
                }
                let (id, used) = (loop_number(*id), numbers_of(used));
                quote!(#recorder.loop_end(#id, #ways, [#(#entries),*], [#(#graph From::Local(#used)),*], [#(#arrays),*]))
            }
            NoteKind::Call { parts } => {
                let parts = self.parts(parts, site);
                quote!(#recorder.call([#(#parts),*]))
            }
            NoteKind::Called { about, results, changed } => {
                let (values, arrays) = operands.split_at(results.len());
                let mut entries = Vec::new();
                for (id, operand) in results.iter().zip(values) {
                    let (id, value) = (number_of(*id), self.shown(std::slice::from_ref(operand), site));
                    let single = self.single(operand, site);
                    entries.push(quote!((#id, #value, #single)));
                }
                let mut again = Vec::new();
                for ((index, id), operand) in changed.iter().zip(arrays) {
                    let (id, value) = (number_of(*id), self.shown(std::slice::from_ref(operand), site));
                    again.push(quote!((#index, #id, #value)));
                }
                let about = self.about(about);
                quote!(#recorder.called(&#about, [#(#entries),*], [#(#again),*]))
            }
            NoteKind::Cotangent { id } => {
                let (id, value) = (number_of(*id), self.number(&operands[0], site));
                quote!(#recorder.cotangent(#id, #value))
            }
            NoteKind::CotangentArray { id } => {
                let (id, value) = (number_of(*id), self.shown(operands, site));
                quote!(#recorder.cotangent_array(#id, || #value))
            }
            NoteKind::Undo { id } => {
                let id = number_of(*id);
                quote!(#recorder.undo(#id))
            }
            NoteKind::Product { output, argument } => {
                let (output, argument) = (number_of(*output), number_of(*argument));
                let value = self.number(&operands[0], site);
                quote!(#recorder.product(#output, #argument, #value))
            }
            NoteKind::Fused => quote!(#recorder.fused()),
            NoteKind::FusedEnd { id } => {
                let id = loop_number(*id);
                quote!(#recorder.fused_end(#id))
            }
            NoteKind::Scaled { id } => {
                let (id, owed) = (loop_number(*id), self.number(&operands[0], site));
                quote!(#recorder.scaled(#id, #owed))
            }
            NoteKind::Pulled { id } => {
                let id = number_of(*id);
                quote!(#recorder.pulled(#id))
            }
            NoteKind::PulledScaled { id } => {
                let (id, owed) = (number_of(*id), self.number(&operands[0], site));
                quote!(#recorder.pulled_scaled(#id, #owed))
            }
            NoteKind::Back { id } => {
                let id = loop_number(*id);
                quote!(#recorder.back(#id))
            }
            NoteKind::BackTrip { id, last_first } => {
                let id = loop_number(*id);
                quote!(#recorder.back_trip(#id, #last_first))
            }
            NoteKind::BackTripEnd => quote!(#recorder.back_trip_end()),
            NoteKind::BackEnd => quote!(#recorder.back_end()),
            NoteKind::Open { name, line, params } => {
                let params = numbers_of(params);
                quote!(#recorder.open(#name, #line, &[#(#params),*]))
            }
            NoteKind::Close { results, params } => {
                let (frame, params) = (self.operand(&operands[0], site).tokens, numbers_of(params));
                let results = self.parts(results, site);
                quote!(#recorder.close(#frame, [#(#results),*], &[#(#params),*]))
            }
            NoteKind::Reopen => {
                let frame = self.operand(&operands[0], site).tokens;
                quote!(#recorder.reopen(#frame))
            }
            NoteKind::Reclose => {
                let frame = self.operand(&operands[0], site).tokens;
                quote!(#recorder.reclose(#frame))
            }
            NoteKind::Results { parts } => {
                let entries: Vec<TokenStream> = (parts.iter().zip(operands))
                    .map(|(part, seed)| {
                        let (part, seed) = (self.part(part, site), self.shown(std::slice::from_ref(seed), site));
                        quote!((#part, #seed))
                    })
                    .collect();
                quote!(#recorder.results([#(#entries),*]))
            }
            NoteKind::Finish { settled } => quote!(#recorder.finish(#settled)),
        }
    }

    /// The path of what notes are written with.
    fn graph(&self) -> TokenStream {
        let private = self.private;
        quote!(#private graph::)
    }

    fn about(&self, about: &About) -> TokenStream {
        let graph = self.graph();
        let About { operation, name, line, source, formula } = about;
        let formula = match formula {
            Some(formula) => {
                let (value, arguments, partials) = (&formula.value, &formula.arguments, &formula.partials);
                quote!(Some((#value, &[#(#arguments),*], &[#(#partials),*])))
            }
            None => quote!(None),
        };
        quote! {
            #graph About {
                operation: #operation, name: #name, line: #line, source: #source, formula: ::core::option::Option::#formula,
            }
        }
    }

    fn number(&mut self, operand: &Operand, site: Site) -> TokenStream {
        let (graph, value) = (self.graph(), self.referred(operand, site));
        quote!(#graph number(#value))
    }

    /// Whether a value of any type is an `f32`.
    fn single(&mut self, operand: &Operand, site: Site) -> TokenStream {
        let value = self.referred(operand, site);
        self.ask(&value, "single")
    }

    /// Asks a value of any type, behind a reference.
    fn ask(&self, value: &TokenStream, what: &str) -> TokenStream {
        let (graph, what) = (self.graph(), Ident::new(what, Span::call_site()));
        quote!({
            use #graph {
                ViaScalar as _, ViaPlain as _, ViaFloats as _, ViaDebug as _, ViaNothing as _,
            };
            (&&&&&#graph Shown(#value)).#what()
        })
    }

    /// A reference to a value.
    fn referred(&mut self, operand: &Operand, site: Site) -> TokenStream {
        match operand {
            Operand::View(view) if view.mode == Mode::Shared => self.view(view, site).tokens,
            operand => {
                let value = self.operand(operand, site).at_least(Binding::Atom);
                quote!(&#value)
            }
        }
    }

    /// A value of any type.
    fn shown(&mut self, operands: &[Operand], site: Site) -> TokenStream {
        let value = match &operands[0] {
            none if none.is_none() => quote!(&::core::option::Option::None::<f64>),
            operand => self.referred(operand, site),
        };
        self.ask(&value, "shown")
    }

    fn indices(&mut self, indices: &[Operand], site: Site) -> Vec<TokenStream> {
        indices.iter().map(|index| self.shown(std::slice::from_ref(index), site)).collect()
    }

    fn part(&mut self, part: &Part, site: Site) -> TokenStream {
        let graph = self.graph();
        match part {
            Part::Local(id) => {
                let id = number_of(*id);
                quote!(#graph From::Local(#id))
            }
            Part::Constant(operand) => {
                let text = super::tidy(&self.operand(operand, site).tokens);
                let value = self.shown(std::slice::from_ref(operand), site);
                quote!(#graph From::Constant(#text, #value))
            }
        }
    }

    fn parts(&mut self, parts: &[Part], site: Site) -> Vec<TokenStream> {
        parts.iter().map(|part| self.part(part, site)).collect()
    }

    fn pairs(&mut self, pairs: &[(ValueId, Part)], site: Site) -> Vec<TokenStream> {
        let pair = |(id, part): &(ValueId, Part)| {
            let (id, part) = (number_of(*id), self.part(part, site));
            quote!((#id, #part))
        };
        pairs.iter().map(pair).collect()
    }

    /// Each argument of a step with its local derivative.
    fn arguments(
        &mut self,
        about: &About,
        parts: &[Part],
        slopes: &Slopes,
        operands: &[Operand],
        site: Site,
    ) -> Vec<TokenStream> {
        let (output, rest) = operands.split_first().expect("the value comes first");
        let mut given = rest.get(parts.len()..).unwrap_or_default().iter();
        let mut arguments = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let active = match part {
                Part::Local(id) => self.func.value(*id).activity == crate::ir::Activity::Active,
                Part::Constant(_) => false,
            };
            let slope = match slopes {
                Slopes::Given(which) if which.get(index) == Some(&true) => {
                    given.next().map(|slope| self.number(slope, site))
                }
                _ if !active => None,
                Slopes::Given(_) => None,
                Slopes::One => {
                    let graph = self.graph();
                    Some(quote!(#graph number(&1.0)))
                }
                Slopes::Powi => Some(self.slope_of_power(&rest[0], &rest[1], site)),
                Slopes::Texts => self.slope(about, index, output, rest, site),
            };
            let part = match (part, slopes) {
                // Among numbers of one type a literal is of that type.
                (Part::Constant(constant), Slopes::Texts) => {
                    let (graph, private) = (self.graph(), self.private);
                    let text = super::tidy(&self.operand(constant, site).tokens);
                    let (value, output) = (self.operand(constant, site).tokens, self.operand(output, site).tokens);
                    let value = self.ask(&quote!(&#private like(#value, &#output)), "shown");
                    quote!(#graph From::Constant(#text, #value))
                }
                (part, _) => self.part(part, site),
            };
            arguments.push(match slope {
                Some(slope) => quote!((#part, ::core::option::Option::Some(#slope))),
                None => quote!((#part, ::core::option::Option::None)),
            });
        }
        arguments
    }

    /// A local derivative from the rule's text: what the argument gets of a cotangent of one.
    fn slope(
        &mut self,
        about: &About,
        index: usize,
        output: &Operand,
        args: &[Operand],
        site: Site,
    ) -> Option<TokenStream> {
        let formula = about.formula.as_ref()?;
        let text = formula.partials.get(index).filter(|text| !text.is_empty())?;
        let text: TokenStream = text.parse().ok()?;
        let mut mentioned = std::collections::HashSet::new();
        crate::lower::collect_idents(text.clone(), &mut mentioned);
        let known = output.value().is_none_or(|id| self.func.value(id).float != Float::Unknown);
        let output = self.operand(output, site).tokens;
        let (private, graph) = (self.private.clone(), self.graph());
        let mut names = Vec::new();
        let mut values = Vec::new();
        for (name, arg) in formula.arguments.iter().zip(args) {
            if mentioned.contains(name) {
                let value = self.operand(arg, site).tokens;
                names.push(own(name));
                // A literal has no type of its own.
                values.push(match arg {
                    Operand::Value(_) => value,
                    _ => quote!(#private like(#value, &#output)),
                });
            }
        }
        let (d, out) = (own("d"), own("output"));
        let text = renamed(text);
        if known {
            return Some(quote! {{
                let (#d, #out, #(#names,)*) = (#private like(1.0, &#output), #output, #(#values,)*);
                #graph number(&(#text))
            }});
        }
        // Perhaps an integer, which has no slope.
        let one = self.ask(&quote!(&#output), "one");
        Some(quote! {{
            let (#d, #out, #(#names,)*) = (#one, #output, #(#values,)*);
            #graph number(&(#text))
        }})
    }

    fn slope_of_power(&mut self, x: &Operand, n: &Operand, site: Site) -> TokenStream {
        let (x, n) = (self.operand(x, site).at_least(Binding::Atom), self.operand(n, site).tokens);
        let (private, graph, own) = (self.private, self.graph(), own("n"));
        quote! {{
            let #own: i32 = #n;
            #graph number(&if #own == 0 { #private like(0.0, &#x) } else {
                #private integer_like(#own, #x) * #x.powi(i32::saturating_sub(#own, 1))
            })
        }}
    }
}

/// Rules name their arguments like users do, in a scope of our own.
fn own(name: &str) -> Ident {
    Ident::new(&format!("{name}_of_rule"), Span::mixed_site())
}

fn renamed(text: TokenStream) -> TokenStream {
    let mut after_dot = false;
    text.into_iter()
        .map(|token| {
            let renamed = match &token {
                TokenTree::Ident(ident) if !after_dot && !["if", "else"].iter().any(|word| ident == word) => {
                    own(&ident.to_string()).into_token_stream()
                }
                TokenTree::Group(group) => {
                    let inner = renamed(group.stream());
                    proc_macro2::Group::new(group.delimiter(), inner).into_token_stream()
                }
                token => token.to_token_stream(),
            };
            after_dot = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '.');
            renamed
        })
        .collect()
}

fn number_of(id: ValueId) -> u32 {
    u32::try_from(id.0).unwrap_or(u32::MAX)
}

fn numbers_of(ids: &[ValueId]) -> Vec<u32> {
    ids.iter().map(|id| number_of(*id)).collect()
}

fn loop_number(id: usize) -> u32 {
    u32::try_from(id).unwrap_or(u32::MAX)
}
