//! Methods of the user's own types: calls of annotated functions, whose first argument stands before the dot.

use std::collections::HashSet;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall};

use super::place::strip;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Call, Companion, Float, Holder, Mode, Op, Operand, Shape, Tree, View};
use crate::rules;
use crate::site::{Site, Sited};

/// Methods of traits that any struct may have.
const OF_ALL: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "cmp",
    "eq",
    "ge",
    "gt",
    "into",
    "into_iter",
    "iter",
    "iter_mut",
    "le",
    "lt",
    "ne",
    "partial_cmp",
    "to_owned",
    "to_string",
];

/// Methods of the standard library's types: what cannot be made of them is not for the user to annotate.
const OF_OTHERS: &[&str] = &[
    "all",
    "and_then",
    "any",
    "append",
    "array_chunks",
    "array_windows",
    "as_chunks",
    "as_mut",
    "as_mut_slice",
    "as_ref",
    "as_slice",
    "as_str",
    "binary_search_by",
    "borrow",
    "borrow_mut",
    "by_ref",
    "bytes",
    "chain",
    "chars",
    "chunk_by",
    "chunks",
    "chunks_exact",
    "chunks_exact_mut",
    "chunks_mut",
    "clear",
    "clone",
    "clone_from",
    "clone_from_slice",
    "cloned",
    "cmp",
    "collect",
    "concat",
    "contains",
    "copied",
    "copy_from_slice",
    "copy_within",
    "count",
    "cycle",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "drain",
    "each_mut",
    "each_ref",
    "ends_with",
    "entry",
    "enumerate",
    "eq",
    "expect",
    "extend",
    "extend_from_slice",
    "extend_from_within",
    "fill",
    "fill_with",
    "filter",
    "filter_map",
    "find",
    "first",
    "first_chunk",
    "first_mut",
    "flat_map",
    "flatten",
    "fold",
    "for_each",
    "ge",
    "get",
    "get_mut",
    "get_or_insert",
    "get_or_insert_with",
    "gt",
    "insert",
    "inspect",
    "into",
    "into_boxed_slice",
    "into_inner",
    "into_iter",
    "is_empty",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "is_some_and",
    "is_sorted",
    "is_sorted_by",
    "is_sorted_by_key",
    "iter",
    "iter_mut",
    "join",
    "keys",
    "last",
    "last_chunk",
    "last_mut",
    "le",
    "leak",
    "len",
    "lock",
    "lt",
    "map",
    "map_or",
    "map_or_else",
    "map_while",
    "max_by",
    "max_by_key",
    "min_by",
    "min_by_key",
    "ne",
    "next",
    "next_back",
    "nth",
    "ok",
    "ok_or",
    "ok_or_else",
    "or_else",
    "par_iter",
    "partial_cmp",
    "partition",
    "partition_point",
    "peek",
    "peekable",
    "pop",
    "position",
    "product",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "rchunks",
    "read",
    "reduce",
    "remove",
    "repeat",
    "replace",
    "reserve",
    "resize",
    "resize_with",
    "retain",
    "retain_mut",
    "rev",
    "reverse",
    "rotate_left",
    "rotate_right",
    "rposition",
    "rsplit",
    "scan",
    "select_nth_unstable_by",
    "send",
    "set",
    "skip",
    "skip_while",
    "sort",
    "sort_by",
    "sort_by_cached_key",
    "sort_by_key",
    "sort_unstable",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "splice",
    "split",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_first_mut",
    "split_inclusive",
    "split_last",
    "split_last_mut",
    "split_off",
    "splitn",
    "starts_with",
    "step_by",
    "sum",
    "swap",
    "swap_remove",
    "swap_with_slice",
    "take",
    "take_while",
    "then",
    "then_some",
    "to_owned",
    "to_string",
    "to_vec",
    "total_cmp",
    "truncate",
    "try_fold",
    "try_into",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "unzip",
    "values",
    "values_mut",
    "windows",
    "write",
    "zip",
];

impl Lowerer<'_> {
    /// Whether a method can only be the user's own, and so an annotated function.
    pub(super) fn is_users_method(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if self.const_fn || self.is_special(call) {
            return false;
        }
        if self.is_declared(call) {
            return true;
        }
        let of_structs = !OF_ALL.contains(&name.as_str()) && self.is_struct(&call.receiver);
        let of_another_form = is_access(&name) && call.args.len() > 1
            || name == "position" && !call.args.iter().all(|arg| self.is_function(arg))
            || name == "count" && !matches!(strip(&call.receiver), Expr::MethodCall(_));
        if OF_OTHERS.contains(&name.as_str()) && !of_structs && !of_another_form {
            return false;
        }
        let receiver = self.activity_of(&call.receiver) != Activity::Constant;
        if !receiver && self.activity_of(&call.args) != Activity::Active {
            return false;
        }
        if rules::is_known(&name) || rules::is_without_rule(&name) {
            return self.is_struct(&call.receiver);
        }
        if super::iterate::starts_chain(&call.receiver) {
            return false;
        }
        let foreign = self.names_place(&call.receiver)
            && matches!(self.shape_at(&call.receiver), Shape::Matrix(_) | Shape::Option { .. });
        let made = matches!(strip(&call.receiver), Expr::Array(_) | Expr::Repeat(_) | Expr::Macro(_) | Expr::Range(_));
        !foreign && !made
    }

    /// Whether the file declares a method for the type of what it is called on, which is active: it may have any name, `clone` and `max` too.
    pub(super) fn is_declared(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        self.declared.has_function(&name)
            && self.activity_of(&call.receiver) != Activity::Constant
            && self.guessed_type(&call.receiver).is_some_and(|ty| self.declared.has_method(&ty, &name))
    }

    /// Whether an expression is a variable that has fields.
    pub(super) fn is_struct(&self, expr: &Expr) -> bool {
        let Expr::Path(path) = strip(expr) else { return false };
        let Some(ident) = path.path.get_ident() else { return false };
        self.names_place(expr)
            && self.shape_at(expr) == Shape::Unknown
            && (ident == "self" || self.structs.contains(&ident.to_string()))
    }

    /// `a.area(x)`
    pub(super) fn users_method(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Tree<Operand>> {
        if let Some(called) = self.by_path(call) {
            return self.expr(&called);
        }
        if let Some(written) = self.small_method(call) {
            return written;
        }
        let name = call.method.to_string();
        let receiver = self.receiver(call)?;
        let mut args = vec![receiver];
        for arg in &call.args {
            args.push(self.call_argument(arg)?);
        }
        if args.iter().all(|arg| self.func.activity(arg) != Activity::Active) {
            return Some(Tree::Leaf(self.opaque(whole)));
        }
        let turbofish = call.turbofish.as_ref().map(ToTokens::to_token_stream).unwrap_or_default();
        let of_self = matches!(strip(&call.receiver), Expr::Path(path) if path.path.is_ident("self"));
        self.recursive |= name == self.own_name && (of_self || self.is_of_own_type(&call.receiver));
        let mut arg_spans = vec![call.receiver.site()];
        arg_spans.extend(call.args.iter().map(Sited::site));
        let path = call.method.to_token_stream();
        let site = Site { start: whole.site().start, end: call.method.site().end };
        let call = Call {
            path,
            companion: Companion::Method { name },
            turbofish,
            args,
            arg_spans,
            stores: false,
            returns_nothing: false,
        };
        Some(Tree::Leaf(self.step(Op::Call(call), site, Float::Unknown)))
    }

    /// What stands before the dot. Whether the method takes it by value, by reference or to change it is for rustc to find; here it is told
    /// only whether it may change.
    fn receiver(&mut self, call: &ExprMethodCall) -> Flow<Operand> {
        let expr = &call.receiver;
        if self.activity_of(expr) == Activity::Constant {
            return self.constant_receiver(call);
        }
        let view = if self.names_place(expr) {
            self.place(expr)?
        } else {
            match self.expr(expr)? {
                Tree::Leaf(Operand::Value(id)) if self.is_call(id) && !self.is_number(id) => {
                    self.placed(Tree::Leaf(Operand::Value(id)), expr.site())
                }
                Tree::Leaf(Operand::View(view)) => *view,
                Tree::Leaf(leaf) => return Some(leaf),
                Tree::Tuple(_) => {
                    self.fail(&catalogue::TUPLE_SHAPE, expr.site());
                    return Some(Operand::Number(0.0));
                }
            }
        };
        if self.func.value(view.root()).place.is_none() {
            return Some(view.base);
        }
        let mode = if self.may_change(&view) { Mode::Either } else { Mode::Shared };
        Some(Operand::of_view(view.with_mode(mode)))
    }

    fn is_number(&self, id: crate::ir::ValueId) -> bool {
        self.func.value(id).float.is_known()
    }

    /// Whether a method may be one that changes the place it is called on.
    fn may_change(&self, view: &View) -> bool {
        let value = self.func.value(view.root());
        match value.place.as_ref().map(|place| place.holder) {
            Some(Holder::Shared) => false,
            Some(Holder::Owned) => value.mutable && view.mode != Mode::Shared,
            _ => view.mode != Mode::Shared,
        }
    }

    /// A constant that something active is handed to: if that may change it, it is none.
    fn constant_receiver(&mut self, call: &ExprMethodCall) -> Flow<Operand> {
        let expr = &call.receiver;
        if let Some(of) = super::stmt::mutably_borrowed(expr) {
            self.must_be_active(of, call.method.site());
            return Some(Operand::Number(0.0));
        }
        let Some(var) = self.root_variable(expr) else { return Some(self.opaque(expr)) };
        if self.vars[var].pointer {
            self.fail_about(&catalogue::METHOD_STORES, call.method.site(), call.method.to_string());
            return Some(Operand::Number(0.0));
        }
        let reference = self.vars[var].ty.as_ref().is_some_and(crate::signature::is_mutable_reference);
        let mutable = match &self.vars[var].now {
            Some(tree) => tree.leaves().into_iter().filter_map(Operand::value).any(|id| self.func.value(id).mutable),
            None => true,
        };
        if reference || mutable {
            self.must_be_active(expr, call.method.site());
            return Some(Operand::Number(0.0));
        }
        match strip(expr) {
            Expr::Path(_) => self.operand(expr),
            _ => {
                // Its own tokens, where the method finds it.
                let opaque = self.capture_expr(&syn::parse_quote!(&#expr));
                let operand = self.step(Op::Opaque(opaque), expr.site(), Float::Unknown);
                Some(operand)
            }
        }
    }
}

/// What many types of users have as well, mostly with more arguments: `matrix.get(row, column)`.
fn is_access(name: &str) -> bool {
    matches!(name, "get" | "get_mut" | "set")
}

/// The names of variables that have fields.
pub fn with_fields(block: &Block) -> HashSet<String> {
    struct Fields(HashSet<String>);
    impl<'ast> Visit<'ast> for Fields {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            if let Expr::Field(field) = expr
                && let syn::Member::Named(_) = field.member
                && let Expr::Path(path) = strip(&field.base)
            {
                self.0.extend(path.path.get_ident().map(ToString::to_string));
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut fields = Fields(HashSet::new());
    fields.visit_block(block);
    fields.0
}
