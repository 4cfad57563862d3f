//! How long arrays are, where the text says so: by their type, or as a list of so many elements. (An array's length is part of its type: whatever is stored in it, it stays
//! that long.)

use std::collections::{HashMap, HashSet};

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Lit, Type};

use crate::ir::{Const, Float, Func, Op, Operand, Pattern, Region, Shape, Step, StmtKind, Tree, ValueId, View};
use crate::lower::strip;

/// The lengths of the arrays among the locals, from the outermost inwards.
pub struct Lengths {
    of: HashMap<ValueId, Vec<usize>>,
    /// Numbers that can only be floats, and arrays of such.
    floats: HashSet<ValueId>,
}

impl Lengths {
    /// What is known in a function.
    pub fn of(func: &Func, body: &Region) -> Lengths {
        let told = func.told.iter().filter_map(|(id, ty)| Some((*id, of_tokens(ty)?)));
        let of = told.chain(func.lengths.clone()).collect();
        let mut lengths = Lengths { of, floats: HashSet::new() };
        lengths.region(func, body);
        lengths
    }

    /// How many elements there are in a part of a place.
    pub fn of_view(&self, view: &View) -> Option<usize> {
        self.part(view)?.first().copied()
    }

    /// Zeros of the shape of a place, if it is an array of floats that is known as a whole.
    pub fn zeros(&self, func: &Func, id: ValueId) -> Option<Op> {
        let mut shape = &func.value(id).place.as_ref()?.shape;
        let (outer, inner) = self.of.get(&id)?.split_first()?;
        for _ in 0..=inner.len() {
            let Shape::Array(element) = shape else { return None };
            shape = element;
        }
        match shape {
            Shape::Scalar(Float::F32 | Float::F64) => {}
            Shape::Scalar(Float::Unknown) if self.floats.contains(&id) => {}
            _ => return None,
        }
        let constant = |tokens| Operand::Const(Const { tokens, number: None, atomic: true });
        let length = |length: usize| Literal::usize_unsuffixed(length).into_token_stream();
        let element = inner.iter().rev().fold(None, |element: Option<TokenStream>, inner| {
            let (element, inner) = (element.unwrap_or_else(|| quote!(0.0)), length(*inner));
            Some(quote!([#element; #inner]))
        });
        let value = element.map_or(Operand::Number(0.0), constant);
        Some(Op::Repeat { value, len: constant(length(*outer)), vector: false })
    }

    fn part(&self, view: &View) -> Option<&[usize]> {
        let mut lengths = self.of.get(&view.base.value()?)?.as_slice();
        for step in &view.steps {
            let Step::Index(_) = step else { return None };
            lengths = lengths.get(1..)?;
        }
        Some(lengths)
    }

    fn region(&mut self, func: &Func, region: &Region) {
        for stmt in &region.stmts {
            match &stmt.kind {
                StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } => {
                    let written = func.value(*id).annotation.as_ref().and_then(of_tokens);
                    if let Some(lengths) = written.or_else(|| self.of_op(op)).filter(|lengths| !lengths.is_empty()) {
                        self.of.entry(*id).or_insert(lengths);
                    }
                    if self.makes_floats(op) || func.value(*id).annotation.as_ref().is_some_and(names_floats) {
                        self.floats.insert(*id);
                    }
                }
                StmtKind::Let { .. } | StmtKind::Comment(_) => {}
                StmtKind::Branch(branch) => branch.arms.iter().for_each(|arm| self.region(func, &arm.region)),
                StmtKind::Loop(looped) => self.region(func, &looped.body),
            }
        }
    }

    fn of_op(&self, op: &Op) -> Option<Vec<usize>> {
        match op {
            Op::Array { elements, vector: false } => {
                let element = elements.first().and_then(|element| self.of_operand(element)).unwrap_or_default();
                Some([vec![elements.len()], element].concat())
            }
            Op::Repeat { value, len: Operand::Const(len), vector: false } => {
                let element = self.of_operand(value).unwrap_or_default();
                Some([vec![number(&syn::parse2(len.tokens.clone()).ok()?)?], element].concat())
            }
            Op::Use(operand) => self.of_operand(operand),
            Op::Opaque(opaque) if opaque.holes.is_empty() => of_list(&syn::parse2(opaque.tokens.clone()).ok()?),
            Op::Copy { from, method } if method.as_ref().is_none_or(|method| method == "clone") => {
                Some(self.part(from)?.to_vec())
            }
            _ => None,
        }
    }

    /// Whether what an operation gives is a float, or an array of floats, whatever it is given.
    fn makes_floats(&self, op: &Op) -> bool {
        let floats = |operand: &Operand| match operand {
            Operand::Number(_) => true,
            Operand::Const(constant) => syn::parse2(constant.tokens.clone()).is_ok_and(|list| lists_floats(&list)),
            Operand::Value(id) => self.floats.contains(id),
            Operand::View(view) => view.steps.is_empty() && self.floats.contains(&view.root()),
        };
        match op {
            Op::Binary("+" | "-" | "*" | "/", a, b) => [a, b].into_iter().any(floats),
            Op::Array { elements, .. } => elements.iter().any(floats),
            Op::Repeat { value, .. } => floats(value),
            Op::Use(operand) | Op::Neg(operand) => floats(operand),
            Op::Opaque(opaque) if opaque.holes.is_empty() => {
                syn::parse2(opaque.tokens.clone()).is_ok_and(|list| lists_floats(&list))
            }
            Op::Copy { from, .. } => from.steps.is_empty() && self.floats.contains(&from.root()),
            _ => false,
        }
    }

    fn of_operand(&self, operand: &Operand) -> Option<Vec<usize>> {
        match operand {
            Operand::Value(id) => self.of.get(id).cloned(),
            Operand::View(view) if view.mode == crate::ir::Mode::Place => Some(self.part(view)?.to_vec()),
            Operand::Const(constant) => of_list(&syn::parse2(constant.tokens.clone()).ok()?),
            _ => None,
        }
    }
}

/// `[[f64; 3]; 2]`, or a reference to such.
pub fn of_type(ty: &Type) -> Option<Vec<usize>> {
    match ty {
        Type::Reference(reference) => of_type(&reference.elem),
        Type::Paren(inner) => of_type(&inner.elem),
        Type::Group(inner) => of_type(&inner.elem),
        Type::Array(array) => {
            let element = match &*array.elem {
                Type::Reference(_) => None,
                element => of_type(element),
            };
            Some([vec![number(&array.len)?], element.unwrap_or_default()].concat())
        }
        _ => None,
    }
}

fn of_tokens(ty: &TokenStream) -> Option<Vec<usize>> {
    of_type(&syn::parse2(ty.to_token_stream()).ok()?)
}

/// `[[f64; 3]; 2]`, `f32`
fn names_floats(ty: &TokenStream) -> bool {
    let mut ty = syn::parse2(ty.clone()).ok();
    while let Some(Type::Array(array)) = ty {
        ty = Some(*array.elem);
    }
    matches!(ty, Some(Type::Path(path)) if path.path.is_ident("f64") || path.path.is_ident("f32"))
}

/// `[[0.0; 3]; 2]`, `[1.0, 2.0]`
fn of_list(expr: &Expr) -> Option<Vec<usize>> {
    let (length, element) = match strip(expr) {
        Expr::Array(array) => (array.elems.len(), array.elems.first()?),
        Expr::Repeat(repeat) => (number(&repeat.len)?, &*repeat.expr),
        _ => return None,
    };
    Some([vec![length], of_list(element).unwrap_or_default()].concat())
}

fn number(expr: &Expr) -> Option<usize> {
    match strip(expr) {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

/// `[[0.0; 3]; 2]`, `1.0`
fn lists_floats(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Array(array) => array.elems.iter().any(lists_floats),
        Expr::Repeat(repeat) => lists_floats(&repeat.expr),
        Expr::Unary(unary) => lists_floats(&unary.expr),
        Expr::Lit(literal) => matches!(literal.lit, Lit::Float(_)),
        _ => false,
    }
}
