//! Types of places that are guessed: from what is written for variables, and from the structs of the file.

use syn::{Expr, Type, UnOp};

use super::known::behind_references;
use super::operator::element;
use super::place::strip;
use super::{Lowerer, matrix};
use crate::ir::{Matrix, Member, Operand, Step, Tree, View};

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
            Expr::MethodCall(call) if call.method == "clone" && call.args.is_empty() => {
                self.guessed_type(&call.receiver).map(behind_references)
            }
            Expr::Struct(made) if made.qself.is_none() => {
                let path = &made.path;
                Some(syn::parse_quote!(#path))
            }
            _ => None,
        }
    }

    fn type_of_view(&self, view: &View) -> Option<Type> {
        let mut ty = self.types.get(&view.root())?.clone();
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

    /// What is known of a member or an element, if it is guessed to be a vector or matrix.
    pub(super) fn guessed_matrix(&self, expr: &Expr) -> Option<Matrix> {
        matrix::of_type(self.declared.seen_through(&self.guessed_type(expr)?))
    }

    /// Whether something is guessed to be a struct of the user's own.
    pub(super) fn is_struct_of_the_file(&self, expr: &Expr) -> bool {
        self.guessed_type(expr).is_some_and(|ty| matrix::of_type(&ty).is_none() && self.declared.is_struct(&ty))
    }

    /// Notes the guessed type of a variable without a written one.
    pub(super) fn note_guessed(&mut self, before: usize, guessed: Option<Type>) {
        let (Some(ty), [var]) = (guessed, &self.vars[before..]) else { return };
        if let Some(Tree::Leaf(Operand::View(view))) = &var.now
            && view.steps.is_empty()
        {
            self.types.insert(view.root(), ty.clone());
        }
        self.vars[before].guessed = Some(ty);
    }
}
