//! Types of places that are guessed: from what is written for variables, and from the structs of the file.

use quote::ToTokens;
use syn::{BinOp, Expr, ExprMethodCall, Generics, Pat, PatTuple, Type, TypeTuple, UnOp};

use super::known::behind_references;
use super::operator::element;
use super::place::strip;
use super::stmt::strip as strip_pat;
use super::{Lowerer, matrix};
use crate::ir::{Matrix, Member, Operand, Shape, Step, Tree, View};
use crate::site::Site;
use crate::types::shape;

impl Lowerer<'_> {
    /// The type of a variable or a part of one, as far as the file tells.
    pub(super) fn guessed_type(&self, expr: &Expr) -> Option<Type> {
        match strip(expr) {
            Expr::Reference(reference) => self.guessed_type(&reference.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.guessed_type(&unary.expr),
            Expr::Path(path) => {
                let var = &self.vars[path.path.get_ident().and_then(|ident| self.find_ident(ident))?];
                let written = var.ty.clone().or_else(|| var.guessed.clone());
                written.or_else(|| match &var.now {
                    Some(Tree::Leaf(Operand::View(view))) => self.type_of_view(view),
                    _ => None,
                })
            }
            Expr::Field(field) => self.declared.member(&self.guessed_type(&field.base)?, &Member::of(&field.member)),
            Expr::Index(index) if !matches!(strip(&index.index), Expr::Range(_)) => {
                element(&self.guessed_type(&index.expr)?).cloned()
            }
            Expr::MethodCall(call)
                if ["clone", "to_owned", "to_vec"].iter().any(|name| call.method == name)
                    && call.args.is_empty()
                    && !self.is_declared(call) =>
            {
                self.guessed_type(&call.receiver).map(behind_references)
            }
            Expr::MethodCall(call) if call.method == "view" && call.args.is_empty() => {
                let array = self.matrix(&call.receiver)?.library == crate::ir::Library::Ndarray;
                array.then(|| syn::parse_quote!(ArrayView<_, _>))
            }
            Expr::MethodCall(call) => {
                self.declared.method_result(&self.guessed_type(&call.receiver)?, &call.method.to_string())
            }
            Expr::Call(call) => {
                let Expr::Path(path) = strip(&call.func) else { return None };
                let function = path.path.segments.last()?.ident.to_string();
                match path.path.segments.iter().rev().nth(1).filter(|owner| is_type(&owner.ident)) {
                    None if is_type(&path.path.segments.last()?.ident) => {
                        // `Pair(x, y)`
                        let made: Type = syn::parse_quote!(#path);
                        self.declared.is_struct(&made).then_some(made)
                    }
                    None => self.declared.result(&function),
                    Some(owner) => self.declared.method_result(&syn::parse_quote!(#owner), &function),
                }
            }
            Expr::Binary(binary) => {
                let method = match binary.op {
                    BinOp::Add(_) => "add",
                    BinOp::Sub(_) => "sub",
                    BinOp::Mul(_) => "mul",
                    BinOp::Div(_) => "div",
                    BinOp::Rem(_) => "rem",
                    _ => return None,
                };
                let (left, right) = (self.guessed_type(&binary.left), self.guessed_type(&binary.right));
                self.declared.operation(left.as_ref(), right.as_ref(), method)
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => {
                let of = self.guessed_type(&unary.expr)?;
                self.declared.operation(Some(&of), None, "neg")
            }
            Expr::Array(array) => {
                let (element, len) =
                    (array.elems.iter().find_map(|element| self.guessed_type(element))?, array.elems.len());
                Some(syn::parse_quote!([#element; #len]))
            }
            Expr::Struct(made) if made.qself.is_none() => {
                let path = &made.path;
                Some(syn::parse_quote!(#path))
            }
            _ => None,
        }
    }

    pub(super) fn type_of_view(&self, view: &View) -> Option<Type> {
        let mut ty = self.type_of_root(view)?;
        for step in &view.steps {
            ty = match step {
                Step::Field(member) => self.declared.member(&ty, member)?,
                Step::Part(index) => self.declared.member(&ty, &Member::Unnamed(*index))?,
                Step::Index(_) | Step::Element { .. } => element(&ty)?.clone(),
                Step::Range { .. } => ty,
                Step::Call { .. } | Step::Payload(_) => return None,
            };
        }
        Some(ty)
    }

    /// The type of the place that a view is a part of.
    fn type_of_root(&self, view: &View) -> Option<Type> {
        let whole = |now: &Option<Tree<Operand>>| matches!(now, Some(Tree::Leaf(Operand::View(of))) if of.steps.is_empty() && of.root() == view.root());
        let written =
            || self.vars.iter().find(|var| var.ty.is_some() && whole(&var.now)).and_then(|var| var.ty.clone());
        self.types.get(&view.root()).cloned().or_else(written)
    }

    /// Whether a variable stands for something of the type that the function belongs to: `self`, or what a variant of it holds.
    pub(super) fn is_of_own_type(&self, expr: &Expr) -> bool {
        if self.guessed_type(expr).is_some_and(|ty| self.declared.is_own(&ty)) {
            return true;
        }
        let Expr::Path(path) = strip(expr) else { return false };
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident)).map(|var| &self.vars[var].now);
        let Some(Some(Tree::Leaf(Operand::View(view)))) = var else { return false };
        let root = self.type_of_root(view);
        let ty = view.steps.iter().try_fold(root, |ty, step| {
            let ty = ty?;
            Some(match step {
                Step::Field(member) => self.declared.member(&ty, member),
                Step::Payload(payload) => self.declared.payload(&ty, &payload.variant, &payload.member),
                Step::Index(_) | Step::Element { .. } => element(&ty).cloned(),
                Step::Range { .. } | Step::Part(_) | Step::Call { .. } => None,
            })
        });
        ty.flatten().is_some_and(|ty| self.declared.is_own(&ty))
    }

    /// What is known of a member or an element, if it is guessed to be a vector or matrix.
    pub(super) fn guessed_matrix(&self, expr: &Expr) -> Option<Matrix> {
        matrix::of_type(self.declared.seen_through(&self.guessed_type(expr)?))
    }

    /// Whether something is guessed to be a struct of the user's own.
    pub(super) fn is_struct_of_the_file(&self, expr: &Expr) -> bool {
        self.guessed_type(expr).is_some_and(|ty| matrix::of_type(&ty).is_none() && self.declared.is_struct(&ty))
    }

    /// What a called function gives, as a place: it is guessed to be a list, a vector, a matrix, or a struct of the user's own.
    pub(super) fn placed_by_guess(&mut self, tree: Tree<Operand>, guessed: &Type, site: Site) -> Tree<Operand> {
        let matrix = matrix::of_type(self.declared.seen_through(guessed)).filter(|_| self.matrices);
        let list = shape(self.declared.seen_through(guessed), &Generics::default()).filter(|shape| {
            matches!(shape, Shape::Array(_) | Shape::Vector(_)) && !self.const_fn && self.declared.can_be_named(guessed)
        });
        let called = matches!(&tree, Tree::Leaf(Operand::Value(id)) if self.is_call(*id) && !self.func.value(*id).float.is_known());
        if !called || matrix.is_none() && list.is_none() && !self.declared.is_struct(guessed) {
            return tree;
        }
        let view = self.placed(tree, site);
        if list.is_some() && matrix.is_none() {
            // Its elements count as numbers, or as what the file says that they are.
            self.func.told.insert(view.root(), self.declared.seen_through(guessed).to_token_stream());
        }
        if let (Some(shape), Some(place)) =
            (matrix.map(Shape::Matrix).or(list), &mut self.func.values[view.root().0].place)
        {
            place.shape = shape;
        }
        let placed = Tree::Leaf(Operand::of_view(view));
        self.note_type(&placed, Some(guessed.clone()));
        placed
    }

    /// Binds the names of a tuple whose elements have these types.
    pub(super) fn bind_guessed(&mut self, names: &PatTuple, types: &TypeTuple, tree: Tree<Operand>, site: Site) {
        let elements = self.take_apart(tree, names.elems.len(), site);
        let placed =
            elements.into_iter().zip(&types.elems).map(|(element, ty)| self.placed_by_guess(element, ty, site));
        let placed: Vec<_> = placed.collect();
        let mut parts: Vec<_> = names.elems.iter().zip(&types.elems).zip(placed).collect();
        parts.sort_by_key(|((pat, _), _)| !matches!(strip_pat(pat), Pat::Ident(_)));
        for ((pat, ty), element) in parts {
            let before = self.vars.len();
            match (strip_pat(pat), ty) {
                (Pat::Tuple(names), Type::Tuple(types)) if names.elems.len() == types.elems.len() => {
                    self.bind_guessed(names, types, element, site);
                }
                _ => self.bind(pat, None, element, site),
            }
            if matches!(strip_pat(pat), Pat::Ident(_)) {
                self.note_guessed(before, Some(ty.clone()));
            }
        }
    }

    /// A call of a method that takes by value what it is called on, if that would be moved, as one by its path.
    pub(super) fn by_path(&self, call: &ExprMethodCall) -> Option<Expr> {
        let ty = self.guessed_type(&call.receiver)?;
        let method = &call.method;
        let Type::Path(path) = self.declared.seen_through(&ty) else { return None };
        if !self.declared.is_moved(&ty) || !self.declared.takes_self(&ty, &method.to_string()) {
            return None;
        }
        let mut path = path.path.clone();
        path.segments.last_mut()?.arguments = syn::PathArguments::None;
        let (of, args, turbofish) = (&call.receiver, call.args.iter(), &call.turbofish);
        Some(syn::parse_quote_spanned!(method.span()=> #path::#method #turbofish(#of, #(#args),*)))
    }

    /// Notes the guessed type of a place without a name.
    pub(super) fn note_type(&mut self, place: &Tree<Operand>, guessed: Option<Type>) {
        if let (Tree::Leaf(Operand::View(view)), Some(ty)) = (place, guessed)
            && view.steps.is_empty()
        {
            self.types.entry(view.root()).or_insert(ty);
        }
    }

    /// Notes the guessed type of a variable without a written one.
    pub(super) fn note_guessed(&mut self, before: usize, guessed: Option<Type>) {
        let (Some(ty), [var]) = (guessed, &self.vars[before..]) else { return };
        if let Some(Tree::Leaf(Operand::View(view))) = &var.now
            && view.steps.is_empty()
            && !crate::types::is_view(&ty)
        {
            self.types.insert(view.root(), ty.clone());
        }
        self.vars[before].guessed = Some(ty);
    }
}

pub(super) fn is_type(name: &proc_macro2::Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}
