//! What the form of a constant tells of its type.

use syn::{Expr, Lit, Member, Type, UnOp};

use super::Lowerer;
use super::opaque::gives_bool;
use super::place::strip;
use crate::ir::Float;
use crate::rules;
use crate::types::{Class, classify, vector_of};

impl Lowerer<'_> {
    /// The float type of a constant, or that it is no float but another number or a `bool`. Where nothing is known it may be anything, a
    /// reference too.
    pub(super) fn known_float(&self, expr: &Expr) -> Float {
        let expr = strip(expr);
        if let Some(ty) = self.type_of(expr) {
            return number(&ty);
        }
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Float(float) if float.suffix() == "f32" => Float::F32,
                Lit::Float(float) if float.suffix() == "f64" => Float::F64,
                Lit::Int(_) | Lit::Bool(_) | Lit::Char(_) => Float::Not,
                _ => Float::Unknown,
            },
            Expr::Cast(cast) => number(&cast.ty),
            Expr::Unary(unary) if !matches!(unary.op, UnOp::Deref(_)) => self.known_float(&unary.expr),
            Expr::Binary(binary) if gives_bool(&binary.op) => Float::Not,
            // A number times something may be that something: both have to be known.
            Expr::Binary(binary) => self.joined(&binary.left, &binary.right),
            Expr::Path(path) => float_constant(path),
            // `f64::ln(2.0)`
            Expr::Call(call) => match strip(&call.func) {
                Expr::Path(path) if super::call::is_float_type(path) => match path.path.segments.iter().rev().nth(1) {
                    Some(owner) if path.path.segments.last().is_some_and(|last| gives_float(last, call)) => {
                        if owner.ident == "f32" { Float::F32 } else { Float::F64 }
                    }
                    _ => Float::Unknown,
                },
                _ => Float::Unknown,
            },
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                match self.known_float(&call.receiver) {
                    _ if ["len", "is_empty", "is_nan", "is_finite", "count"].contains(&name.as_str()) => Float::Not,
                    Float::Not if INTEGER_METHODS.contains(&name.as_str()) => Float::Not,
                    float if rules::find(&name, 1 + call.args.len()).is_some() || name == "powi" => float,
                    _ => Float::Unknown,
                }
            }
            _ => Float::Unknown,
        }
    }

    fn joined(&self, left: &Expr, right: &Expr) -> Float {
        let bare = |expr: &Expr| matches!(strip(expr), Expr::Lit(literal) if matches!(&literal.lit, Lit::Float(float) if float.suffix().is_empty()));
        match (self.known_float(left), self.known_float(right)) {
            (a, b) if a == b => a,
            (Float::Unknown, b) if bare(left) => b,
            (a, Float::Unknown) if bare(right) => a,
            _ => Float::Unknown,
        }
    }

    /// The type of a variable or a part of one.
    fn type_of(&self, expr: &Expr) -> Option<Type> {
        match strip(expr) {
            Expr::Path(path) => {
                let var = &self.vars[path.path.get_ident().and_then(|ident| self.find_ident(ident))?];
                var.ty.clone()
            }
            Expr::Index(index) if !matches!(strip(&index.index), Expr::Range(_)) => {
                match behind_references(self.type_of(&index.expr)?) {
                    Type::Array(array) => Some(*array.elem),
                    Type::Slice(slice) => Some(*slice.elem),
                    Type::Path(path) => vector_of(&path).cloned(),
                    _ => None,
                }
            }
            Expr::Field(field) => {
                let (Member::Unnamed(index), Type::Tuple(tuple)) =
                    (&field.member, behind_references(self.type_of(&field.base)?))
                else {
                    return None;
                };
                tuple.elems.into_iter().nth(index.index as usize)
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => match self.type_of(&unary.expr)? {
                Type::Reference(reference) => Some(*reference.elem),
                _ => None,
            },
            _ => None,
        }
    }
}

fn gives_float(function: &syn::PathSegment, call: &syn::ExprCall) -> bool {
    let name = function.ident.to_string();
    rules::find(&name, call.args.len()).is_some() || name == "powi"
}

/// `f64::INFINITY`, `std::f32::consts::PI`
fn float_constant(path: &syn::ExprPath) -> Float {
    let names: Vec<String> = path.path.segments.iter().rev().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let owner = match names.as_slice() {
        [_, "consts", owner, ..] => owner,
        ["INFINITY" | "NEG_INFINITY" | "MAX" | "MIN" | "MIN_POSITIVE" | "EPSILON" | "NAN", owner, ..] => owner,
        _ => return Float::Unknown,
    };
    match *owner {
        "f32" => Float::F32,
        "f64" => Float::F64,
        _ => Float::Unknown,
    }
}

/// Methods of integers that give integers.
const INTEGER_METHODS: &[&str] =
    &["min", "max", "abs", "pow", "clamp", "rem_euclid", "saturating_sub", "saturating_add", "div_ceil", "abs_diff"];

pub(super) fn behind_references(ty: Type) -> Type {
    match ty {
        Type::Reference(reference) => behind_references(*reference.elem),
        Type::Paren(inner) => behind_references(*inner.elem),
        Type::Group(inner) => behind_references(*inner.elem),
        ty => ty,
    }
}

fn number(ty: &Type) -> Float {
    let Type::Path(path) = ty else { return Float::Unknown };
    let text = path.path.get_ident().is_some_and(|name| name == "str" || name == "String");
    match classify(ty, &syn::Generics::default()) {
        Class::Float(float) => float,
        Class::Constant if !text && path.path.get_ident().is_some() => Float::Not,
        _ => Float::Unknown,
    }
}
