//! A part of a list as an array: `let a: [f64; 3] = x[..3].try_into().unwrap();`, `<[f64; 3]>::try_from(&x[..3]).unwrap()`. It is a copy, which panics where the part has another length.

use quote::ToTokens;
use syn::{Expr, ExprMethodCall, Type};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Mode, Op, Operand, Shape, Step, Tree};
use crate::site::Sited;

/// What is copied, and the type that is written for it.
struct Copied<'e> {
    from: &'e Expr,
    ty: Option<&'e Type>,
}

impl<'e> Copied<'e> {
    fn of(call: &'e ExprMethodCall) -> Option<Copied<'e>> {
        if call.method != "unwrap" || !call.args.is_empty() {
            return None;
        }
        match strip(&call.receiver) {
            Expr::MethodCall(inner) if inner.method == "try_into" && inner.args.is_empty() => {
                Some(Copied { from: &inner.receiver, ty: None })
            }
            Expr::Call(inner) if inner.args.len() == 1 => {
                let Expr::Path(path) = strip(&inner.func) else { return None };
                let ty = &*path.qself.as_ref()?.ty;
                let named = path.path.segments.last().is_some_and(|last| last.ident == "try_from");
                (named && matches!(ty, Type::Array(_))).then(|| Copied { from: &inner.args[0], ty: Some(ty) })
            }
            _ => None,
        }
    }
}

/// Whether an expression is such a copy, of an array whose type is written around it.
pub(super) fn is_into_array(expr: &Expr) -> bool {
    matches!(expr, Expr::MethodCall(call) if Copied::of(call).is_some())
}

impl Lowerer<'_> {
    /// Whether a method call is such a copy of active values.
    pub(super) fn is_into_array(&self, call: &ExprMethodCall) -> bool {
        Copied::of(call).is_some_and(|copied| self.activity_of(copied.from) != Activity::Constant)
    }

    /// `part.try_into().unwrap()`, where that is bound with this type.
    pub(super) fn copied_array(&mut self, call: &ExprMethodCall, ty: Option<&Type>) -> Flow<Tree<Operand>> {
        let site = call.site();
        let copied = Copied::of(call)?;
        let (ty, mode) = match copied.ty.or(ty) {
            Some(Type::Reference(reference)) => (Some(&*reference.elem), Mode::Shared),
            ty => (ty, Mode::Place),
        };
        let Some(ty @ Type::Array(_)) = ty else { return Some(self.fail(&catalogue::ARRAY_LENGTH, site)) };
        let from = match strip(copied.from) {
            Expr::Reference(reference) if reference.mutability.is_none() => &reference.expr,
            from => from,
        };
        let view = self.place(from)?.with_mode(Mode::Place);
        let part = matches!(view.steps.last(), Some(Step::Range { .. }));
        let shape = match self.func.shape(&view) {
            Shape::Array(element) | Shape::Vector(element) => Shape::Array(element),
            Shape::Unknown if part => Shape::Array(Box::new(Shape::Unknown)),
            // Somebody's own type may be turned into an array in another way.
            _ => return Some(self.fail_about(&catalogue::PLACE_METHOD, site, "try_into")),
        };
        let copy = self.new_place(Op::Copy { from: view, method: Some("try_into".to_owned()) }, shape, site);
        self.func.values[copy.root().0].annotation = Some(ty.to_token_stream());
        let copy = Tree::Leaf(Operand::of_view(copy.with_mode(mode)));
        self.note_type(&copy, Some(ty.clone()));
        Some(copy)
    }
}
