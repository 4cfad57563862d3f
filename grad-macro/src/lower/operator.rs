//! Operators of types of the user's own: `a + b` of two `Vec3`. They are rules of the runtime, written by the annotation of the operator's function.
//!
//! An expression is taken for one of such a type by what is written: the type of an argument or variable, a struct literal, a constructor, or an operator on such. Fields are
//! taken for numbers, until `let v: Vec3 = body.velocity;` says otherwise.

use std::collections::HashSet;

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{BinOp, Expr, ExprBinary, ItemFn, Type, UnOp};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::ir::{Activity, How, Op, Operand, Passed, Rule, Shape, Step, Tree, View};
use crate::matrices;
use crate::site::{Site, Sited};
use crate::types::{Class, classify};

/// An operator and its operands.
pub(super) struct Own<'a> {
    written: &'static str,
    operands: Vec<&'a Expr>,
}

impl Lowerer<'_> {
    /// The operator of an expression, if it is one of a type of the user's own, with active operands.
    pub(super) fn own_operation<'a>(&self, expr: &'a Expr) -> Option<Own<'a>> {
        let own = match expr {
            Expr::Binary(binary) => {
                let written = match &binary.op {
                    BinOp::Add(_) => "own +",
                    BinOp::Sub(_) => "own -",
                    BinOp::Mul(_) => "own *",
                    BinOp::Div(_) => "own /",
                    BinOp::Rem(_) => "own %",
                    _ => return None,
                };
                Own { written, operands: vec![&*binary.left, &*binary.right] }
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                Own { written: "own neg", operands: vec![&*unary.expr] }
            }
            _ => return None,
        };
        self.are_own(&own.operands).then_some(own)
    }

    fn are_own(&self, operands: &[&Expr]) -> bool {
        !self.const_fn
            && operands.iter().any(|operand| self.is_own(operand))
            && !(self.matrices && operands.iter().any(|operand| self.matrix(operand).is_some()))
            && operands.iter().any(|operand| self.activity_of(*operand) != Activity::Constant)
    }

    /// `a += b`
    pub(super) fn own_assign(
        &mut self,
        symbol: &'static str,
        binary: &ExprBinary,
        whole: &Expr,
    ) -> Option<Flow<Tree<Operand>>> {
        let written = match symbol {
            "+" => "own +=",
            "-" => "own -=",
            "*" => "own *=",
            "/" => "own /=",
            "%" => "own %=",
            _ => return None,
        };
        let operands = vec![&*binary.left, &*binary.right];
        if !self.are_own(&operands) {
            return None;
        }
        let value = self.own(&Own { written, operands }, whole.site());
        Some(value.map(|value| {
            self.assign(&binary.left, value);
            Tree::unit()
        }))
    }

    pub(super) fn own(&mut self, own: &Own, site: Site) -> Flow<Tree<Operand>> {
        let operation = matrices::operation(own.written)?;
        let mut args = Vec::new();
        for operand in &own.operands {
            let operand = self.own_operand(operand)?;
            args.push(Passed { operand, how: How::Shared });
        }
        let rule = Rule { operation, name: format!("{}_of", operation.name), args, elements: None };
        let view = self.new_place(Op::Rule(Box::new(rule)), Shape::Unknown, site);
        self.own.insert(view.root());
        Some(Tree::Leaf(Operand::of_view(view)))
    }

    /// An operand of a rule, which takes it by reference.
    fn own_operand(&mut self, expr: &Expr) -> Flow<Operand> {
        let inner = match strip(expr) {
            Expr::Reference(reference) if reference.mutability.is_none() => return self.own_operand(&reference.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => return self.own_operand(&unary.expr),
            inner => inner,
        };
        if self.activity_of(inner) == Activity::Constant && !self.escapes(inner) {
            return Some(match inner {
                Expr::Lit(_) => self.operand(inner)?,
                Expr::Unary(unary) if matches!(strip(&unary.expr), Expr::Lit(_)) => self.operand(inner)?,
                _ => self.opaque(&syn::parse_quote_spanned!(inner.site().start=> (#inner).clone())),
            });
        }
        let tree = self.expr(inner)?;
        if let Tree::Leaf(Operand::Value(id)) = &tree
            && self.func.value(*id).float.is_known()
        {
            return Some(Operand::Value(*id));
        }
        let leaf = self.leaf_of(tree, inner)?;
        Some(leaf)
    }

    fn leaf_of(&mut self, tree: Tree<Operand>, expr: &Expr) -> Flow<Operand> {
        match tree {
            Tree::Leaf(Operand::View(view)) => Some(Operand::of_view(view.with_mode(crate::ir::Mode::Shared))),
            Tree::Leaf(Operand::Value(id)) if self.is_call(id) => {
                let view = self.placed(Tree::Leaf(Operand::Value(id)), expr.site());
                Some(Operand::of_view(view.with_mode(crate::ir::Mode::Shared)))
            }
            Tree::Leaf(operand) => Some(operand),
            Tree::Tuple(_) => {
                self.fail(&crate::diagnostics::catalogue::TUPLE_SHAPE, expr.site());
                None
            }
        }
    }

    /// Whether an expression is taken for a value of a type of the user's own.
    fn is_own(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::Reference(reference) => self.is_own(&reference.expr),
            Expr::Unary(unary) => !matches!(unary.op, UnOp::Not(_)) && self.is_own(&unary.expr),
            Expr::Binary(binary) => {
                matches!(binary.op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
                    && (self.is_own(&binary.left) || self.is_own(&binary.right))
            }
            Expr::Struct(_) => true,
            Expr::Call(call) => {
                let Expr::Path(path) = strip(&call.func) else { return false };
                let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
                let made = match names.as_slice() {
                    [.., owner, name] => {
                        path.qself.is_none()
                            && name == "new"
                            && owner.starts_with(char::is_uppercase)
                            && self.is_own_name(owner)
                    }
                    _ => false,
                };
                made || self.is_own_place(strip(expr))
            }
            inner @ (Expr::Path(_) | Expr::Index(_) | Expr::Field(_) | Expr::MethodCall(_)) => self.is_own_place(inner),
            _ => false,
        }
    }

    fn is_own_place(&self, expr: &Expr) -> bool {
        if let Some(ty) = self.written_type(expr) {
            return self.is_own_type(ty);
        }
        // What is guessed may be another name of a float.
        if self.guessed_type(expr).is_some_and(|ty| self.declared.is_struct(&ty) && self.is_own_type(&ty)) {
            return true;
        }
        let Expr::Path(path) = strip(expr) else { return false };
        let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) else { return false };
        match &self.vars[var].now {
            Some(Tree::Leaf(Operand::View(view))) => self.is_own_view(view),
            _ => false,
        }
    }

    pub(super) fn is_own_view(&self, view: &View) -> bool {
        let inside = view.steps.iter().any(|step| !matches!(step, Step::Index(_) | Step::Element { .. }));
        !inside && self.own.contains(&view.root()) && self.func.shape(view) == Shape::Unknown
    }

    /// The type that is written for a variable or for its elements.
    fn written_type(&self, expr: &Expr) -> Option<&Type> {
        match strip(expr) {
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident))?;
                self.vars[var].ty.as_ref()
            }
            Expr::Index(index) if !matches!(strip(&index.index), Expr::Range(_)) => {
                element(self.written_type(&index.expr)?)
            }
            _ => None,
        }
    }

    fn is_own_type(&self, ty: &Type) -> bool {
        match self.declared.seen_through(ty) {
            ty @ Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return false };
                let class = classify(ty, &syn::Generics::default());
                matches!(class, Class::Named | Class::Shaped) && self.is_own_name(&last.ident.to_string())
            }
            _ => false,
        }
    }

    fn is_own_name(&self, name: &str) -> bool {
        const OTHERS: &[&str] = &["Vec", "Option", "Box", "Rc", "Arc", "Result", "Cow"];
        !OTHERS.contains(&name)
            && !self.aliases.contains(name)
            && matrices::known(name).is_none()
            && !self.type_parameters.iter().any(|parameter| parameter == name)
            && !self.floats.iter().any(|parameter| parameter == name)
    }

    /// Notes variables that start with a value of such a type.
    pub(super) fn note_own_variables(&mut self, before: usize, init: &Expr) {
        if !self.is_own(init) {
            return;
        }
        for var in &self.vars[before..] {
            if let Some(Tree::Leaf(Operand::View(view))) = &var.now
                && view.steps.is_empty()
            {
                self.own.insert(view.root());
            }
        }
    }

    /// Notes whether an argument is of such a type, or holds many of such.
    pub(super) fn note_own(&mut self, id: crate::ir::ValueId, ty: &Type) {
        let mut inner = ty;
        while let Some(element) = element(inner) {
            inner = element;
        }
        if self.is_own_type(inner) {
            self.own.insert(id);
        }
    }
}

/// What a slice, an array or a vector holds.
pub(super) fn element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) => element(&reference.elem),
        Type::Paren(inner) => element(&inner.elem),
        Type::Group(inner) => element(&inner.elem),
        Type::Slice(slice) => Some(&slice.elem),
        Type::Array(array) => Some(&array.elem),
        Type::Path(path) => {
            let last = path.path.segments.last().filter(|last| last.ident == "Vec")?;
            let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                syn::GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Names of types that can only be other names of floats: something is cast to them, a float's function is called by them, or a float's method on an argument of them.
pub fn aliases(function: &ItemFn) -> HashSet<String> {
    struct Aliases<'a> {
        arguments: Vec<(&'a Ident, String)>,
        found: HashSet<String>,
    }
    impl<'ast> Visit<'ast> for Aliases<'_> {
        fn visit_expr_cast(&mut self, cast: &'ast syn::ExprCast) {
            self.found.extend(name_of(&cast.ty));
            visit::visit_expr_cast(self, cast);
        }
        fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
            let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if let [.., owner, function] = names.as_slice()
                && crate::rules::is_known(function)
            {
                self.found.insert(owner.clone());
            }
        }
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            if let Expr::Path(path) = strip(&call.receiver)
                && let Some((_, ty)) = self.arguments.iter().find(|(name, _)| path.path.is_ident(*name))
                && crate::rules::is_known(&call.method.to_string())
            {
                self.found.insert(ty.clone());
            }
            visit::visit_expr_method_call(self, call);
        }
    }
    let arguments = function.sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => match &*typed.pat {
            syn::Pat::Ident(pat) => Some((&pat.ident, name_of(&typed.ty)?)),
            _ => None,
        },
        syn::FnArg::Receiver(_) => None,
    });
    let mut aliases = Aliases { arguments: arguments.collect(), found: HashSet::new() };
    aliases.visit_block(&function.block);
    let fields = super::with_fields(&function.block);
    let structs: Vec<String> = aliases
        .arguments
        .iter()
        .filter(|(name, _)| fields.contains(&name.to_string()))
        .map(|(_, ty)| ty.clone())
        .collect();
    structs.iter().for_each(|ty| {
        aliases.found.remove(ty);
    });
    aliases.found
}

fn name_of(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}
