//! What rustc is asked: whether what is taken for a number is one.
//!
//! A field or a called function's result of unknown type counts as a number. If it is a matrix or a struct with operators of its own, the derivatives of these are others. Where the
//! generated code would compile all the same, a question stands beside it.

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::expr::spanned;
use super::{Code, Emitter};
use crate::hygiene::Key;
use crate::ir::{
    Activity, End, Float, Func, Mode, Op, Opaque, Operand, Pattern, Region, Shape, Stmt, StmtKind, Tree, ValueId,
};
use crate::lower::lengths;
use crate::site::{Site, Sited};

/// What there is to ask about in a function's body.
#[derive(Default)]
pub(super) struct Questions {
    /// Values that the user adds to others.
    summed: HashSet<ValueId>,
    /// For the result of a product or a method: the values in it that nothing shows to be numbers, and whether a matrix would do.
    factors: HashMap<ValueId, Vec<(ValueId, Factor)>>,
    /// Lists of what nothing shows to be numbers.
    lists: HashSet<ValueId>,
}

/// What a factor may be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Factor {
    /// A number, or a matrix: the other factor is a number that nothing is owed to.
    Scaled,
    /// A number.
    Number,
}

impl Questions {
    pub(super) fn of(func: &Func, region: &Region) -> Questions {
        let mut asking = Asking { func, questions: Questions::default(), loose: HashSet::new(), told: HashSet::new() };
        asking.region(region);
        asking.questions
    }
}

struct Asking<'a> {
    func: &'a Func,
    questions: Questions,
    /// Values that are told to be floats by what they are computed from, and could be matrices all the same.
    loose: HashSet<ValueId>,
    /// Values of unknown type that are numbers, since rustc is asked about what they are computed from.
    told: HashSet<ValueId>,
}

impl Asking<'_> {
    fn region(&mut self, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Let { op: Op::Closure { body, .. }, .. } => self.region(body),
                StmtKind::Let { pattern, op } if !stmt.generated => self.op(pattern, op),
                StmtKind::Let { pattern, op: Op::Variant { payload, .. } | Op::Tuple(payload) } => {
                    self.pass(&payload.iter().collect::<Vec<_>>(), &pattern.values());
                }
                StmtKind::Let { .. } | StmtKind::Comment(_) => {}
                StmtKind::Branch(branch) => {
                    for arm in &branch.arms {
                        if let (crate::ir::Head::Variant(of), Some(pattern)) = (&branch.head, &arm.pattern) {
                            self.pass(&[of], &pattern.values());
                        }
                        self.region(&arm.region);
                        self.leave(&arm.region, &branch.results);
                    }
                }
                StmtKind::Loop(looped) => {
                    for carried in &looped.carried {
                        self.pass(&[&carried.init], &[carried.inside]);
                    }
                    self.region(&looped.body);
                    self.leave(&looped.body, &looped.results);
                }
            }
        }
    }

    fn op(&mut self, pattern: &Pattern, op: &Op) {
        let values = pattern.values();
        match op {
            Op::Binary("+" | "-", a, b) => {
                self.questions.summed.extend([a, b].into_iter().filter_map(Operand::value));
                self.pass(&[a, b], &values);
            }
            Op::Update { value, .. } => self.questions.summed.extend(value.value()),
            Op::Neg(a) | Op::Use(a) => self.pass(&[a], &values),
            Op::Array { elements, .. } => self.list(elements, &values),
            Op::Repeat { value, .. } => self.list(std::slice::from_ref(value), &values),
            Op::Mutate { place, args, .. } => self.list(args, &[place.root()]),
            Op::Binary("*" | "/" | "%", a, b) => {
                self.factor(a, b, &values);
                self.factor(b, a, &values);
                self.pass(&[a, b], &values);
            }
            Op::Method { args, .. } => {
                let [of, ..] = args.as_slice() else { return };
                if let (Some(id), [result]) = (self.doubt(of), values.as_slice()) {
                    self.ask(*result, id, Factor::Number);
                }
                self.told.extend(values);
            }
            _ => {}
        }
    }

    /// What is put into a list.
    fn list(&mut self, elements: &[Operand], lists: &[ValueId]) {
        if elements.iter().any(|element| self.doubt(element).is_some()) {
            self.questions.lists.extend(lists);
        }
    }

    /// Asks about one of two factors.
    fn factor(&mut self, operand: &Operand, other: &Operand, results: &[ValueId]) {
        let (Some(id), [result]) = (self.doubt(operand), results) else { return };
        let scales = match other {
            Operand::Value(other) => {
                let value = self.func.value(*other);
                value.activity == Activity::Constant && value.float.is_known() && !self.loose.contains(other)
            }
            other => other.number().is_some(),
        };
        self.ask(*result, id, if scales { Factor::Scaled } else { Factor::Number });
    }

    fn ask(&mut self, result: ValueId, about: ValueId, factor: Factor) {
        if self.func.value(about).activity != Activity::Active {
            return;
        }
        self.questions.factors.entry(result).or_default().push((about, factor));
        if factor == Factor::Number {
            self.loose.remove(&about);
            self.told.insert(about);
        }
    }

    /// The value, if nothing shows that it is a number.
    fn doubt(&self, operand: &Operand) -> Option<ValueId> {
        let id = operand.value()?;
        let value = self.func.value(id);
        let unknown = value.place.is_none() && !value.float.is_known() && !self.told.contains(&id);
        (unknown || self.loose.contains(&id)).then_some(id)
    }

    /// What is computed of these values, or chosen among them, is as doubtful as they are.
    fn pass(&mut self, from: &[&Operand], to: &[ValueId]) {
        let doubtful = from.iter().any(|operand| self.doubt(operand).is_some());
        if doubtful {
            self.loose.extend(to);
        } else {
            self.told.extend(to);
        }
    }

    fn leave(&mut self, region: &Region, results: &[ValueId]) {
        let (End::Yield(operands) | End::Return(operands)) = &region.end else { return };
        let doubtful: Vec<bool> = operands.iter().map(|operand| self.doubt(operand).is_some()).collect();
        for (index, result) in results.iter().enumerate() {
            if doubtful.get(index).copied().unwrap_or_else(|| doubtful.contains(&true)) {
                self.loose.insert(*result);
            }
        }
    }
}

impl Emitter<'_> {
    /// Questions about what a step looks at, which stand before it.
    pub(super) fn questions(&mut self, pattern: &Pattern, op: &Op, site: Site) -> Vec<Code> {
        let values = pattern.values();
        let factors = values.first().and_then(|id| self.questions.factors.get(id)).cloned().unwrap_or_default();
        let asked = factors.into_iter().map(|(id, factor)| {
            let whether = if factor == Factor::Number { "factor" } else { "plain" };
            self.asked_of_value(whether, id)
        });
        let mut questions: Vec<Code> = asked.collect();
        let view = match (op, values.as_slice()) {
            (Op::Load(view), [id]) if self.questions.summed.contains(id) && !self.func.value(*id).float.is_known() => {
                view
            }
            (Op::Update { to, .. }, _) => to,
            (Op::Copy { from, method: Some(name) }, _) if name == "clone" => {
                if self.func.shape(from) == Shape::Unknown {
                    let view = self.view(&from.with_mode(Mode::Shared), site).tokens;
                    questions.push(self.asked("cloned", &view, site));
                }
                return questions;
            }
            (Op::Opaque(opaque), _) => {
                questions.extend(self.questions_of_lengths(opaque, site));
                return questions;
            }
            _ => return questions,
        };
        let unknown = match self.func.shape(view) {
            Shape::Unknown => true,
            Shape::Scalar(Float::Unknown) => {
                matches!(op, Op::Update { .. }) && self.questions.lists.contains(&view.root())
            }
            _ => false,
        };
        if unknown && self.func.value(view.root()).activity == Activity::Active {
            let view = self.view(&view.with_mode(Mode::Shared), site).tokens;
            questions.push(self.asked("plain", &view, site));
        }
        questions
    }

    /// Whether what is taken for a length is one: structs may have methods of these names. Nothing is run for that.
    fn questions_of_lengths(&mut self, opaque: &Opaque, site: Site) -> Vec<Code> {
        let doubtful = |length: &TokenStream| {
            let mut tokens = length.clone().into_iter();
            let Some(TokenTree::Ident(first)) = tokens.next() else { return false };
            let hole = opaque.holes.iter().find(|(key, _)| *key == Key::of(&first));
            let Some((_, Tree::Leaf(operand))) = hole else { return false };
            let member = tokens.filter(|token| matches!(token, TokenTree::Ident(_))).count() > 1;
            let listed = operand.view().is_some_and(|view| self.func.shape(view).is_aggregate());
            self.func.activity(operand) == Activity::Active && (member || !listed)
        };
        let asked: Vec<TokenStream> = lengths(opaque.tokens.clone()).into_iter().filter(doubtful).collect();
        let private = spanned(self.private, site.ours());
        let ask = |tokens| {
            let length = self.opaque(&Opaque { tokens, ..opaque.clone() });
            Code::Question(quote_spanned!(site.ours()=> let _ = || #private count(&#length);))
        };
        asked.into_iter().map(ask).collect()
    }

    /// Whether functions are those of the standard library, types what the file says, and members integers.
    pub(super) fn questions_of_names(&mut self) -> Vec<Code> {
        let functions = self.func.functions.iter().map(|(written, meant)| {
            let private = spanned(self.private, proc_macro2::Span::mixed_site());
            Code::Question(quote!(#private same(#meant, #written);))
        });
        let functions: Vec<Code> = functions.collect();
        let types = self.func.aliases.iter().map(|(written, meant)| {
            let private = spanned(self.private, written.site().ours());
            Code::Question(quote_spanned!(written.site().ours()=> #private stands_for::<#written, #meant>();))
        });
        let types: Vec<Code> = types.collect();
        let integers = self.func.integers.iter().map(|view| {
            let site = self.func.value(view.root()).site;
            let view = self.view(&view.with_mode(Mode::Shared), site).tokens;
            self.asked("integer", &view, site)
        });
        functions.into_iter().chain(types).chain(integers).collect()
    }

    /// Questions about what a called function gives, and about sums of values whose types are not seen.
    pub(super) fn questions_of_values(&mut self, pattern: &Pattern, op: &Op, stmt: &Stmt) -> Vec<Code> {
        let called = matches!(op, Op::Call(_) | Op::Vjp(_));
        let sum = !stmt.generated && matches!(op, Op::Binary("+" | "-", ..) | Op::Neg(_));
        let asked = pattern.values().into_iter().filter(|id| {
            let value = self.func.value(*id);
            let counts = called && self.questions.summed.contains(id) || sum && value.activity == Activity::Active;
            counts && !value.float.is_known() && value.place.is_none()
        });
        let asked: Vec<ValueId> = asked.collect();
        let mut questions: Vec<Code> = asked.into_iter().map(|id| self.asked_of_value("plain", id)).collect();
        if let [id] = pattern.values().as_slice()
            && let Some(other) = self.func.made.get(id)
        {
            let site = self.func.value(*id).site;
            let value = self.operand(&Operand::Value(*id), site).tokens;
            let private = spanned(self.private, site.ours());
            questions
                .push(Code::Question(quote_spanned!(site.ours()=> let _ = || #private alike(&#value, || #other);)));
        }
        for id in pattern.values() {
            let Some(ty) = self.func.told.get(&id) else { continue };
            let site = self.func.value(id).site;
            let value = self.operand(&Operand::Value(id), site).tokens;
            let private = spanned(self.private, site.ours());
            questions.push(Code::Question(quote_spanned!(site.ours()=> #private told::<#ty, _>(&#value);)));
        }
        questions
    }

    fn asked_of_value(&mut self, whether: &str, id: ValueId) -> Code {
        let site = self.func.value(id).site;
        let value = self.operand(&Operand::Value(id), site).tokens;
        self.asked(whether, &quote_spanned!(site.ours()=> &#value), site)
    }

    fn asked(&self, whether: &str, of: &TokenStream, site: Site) -> Code {
        let (private, span) = (spanned(self.private, site.ours()), site.ours());
        let whether = proc_macro2::Ident::new(whether, span);
        Code::Question(quote_spanned!(span=> #private #whether(#of);))
    }
}
