//! Small functions of the same module that a loop calls with arrays: they are written out there.
//!
//! What a pullback keeps of an array goes through memory in each trip, and that a function does not look at it going back, or that its result is a sum, is not known to who calls it. Written
//! out, `add(z, scale(w, x))` is arithmetic like any other. Numbers alone are handed over fast.

use std::collections::HashSet;
use std::rc::Rc;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprMethodCall, FnArg, ItemFn, Member, Pat, PatIdent, ReturnType, Stmt, Type};

use super::place::strip;
use super::{Flow, Lowerer, collect_idents};
use crate::ir::{Operand, Step, Tree, View};
use crate::rules;
use crate::site::Sited;

/// How many operations a small function has, those of the functions that it calls not counted.
const OPERATIONS: usize = 24;

/// How deep functions that call others are written out.
const DEPTH: usize = 8;

/// A call, written out.
pub(super) struct Small {
    block: Expr,
    /// The functions that are called in it.
    calls: Vec<Ident>,
    /// Names of types in it, and what they were taken for.
    aliases: crate::alias::Seen,
}

impl Lowerer<'_> {
    /// `add(a, b)`, if that is such a function.
    pub(super) fn small_call(&mut self, call: &ExprCall) -> Option<Flow<Tree<Operand>>> {
        let Expr::Path(path) = strip(&call.func) else { return None };
        let name = path.path.get_ident()?;
        if !self.writes_out(name) {
            return None;
        }
        let function = self.declared.annotated(&name.to_string())?;
        self.small(name, &function, None, call.args.iter().cloned().collect(), call)
    }

    /// `a.apply(x)`, if that is such a method, and what `a` is can be told for sure.
    pub(super) fn small_method(&mut self, call: &ExprMethodCall) -> Option<Flow<Tree<Operand>>> {
        let Expr::Path(path) = strip(&call.receiver) else { return None };
        if !self.writes_out(&call.method) || call.turbofish.is_some() {
            return None;
        }
        let var = self.find_ident(path.path.get_ident()?)?;
        let Some(Tree::Leaf(Operand::View(view))) = &self.vars[var].now else { return None };
        let ty = self.sure_type(view)?;
        let function = self.declared.annotated_method(&ty, &call.method.to_string())?;
        let receiver: Expr = {
            let of = &call.receiver;
            syn::parse_quote_spanned!(of.site().ours()=> &#of)
        };
        let args = std::iter::once(receiver).chain(call.args.iter().cloned()).collect();
        self.small(&call.method, &function, Some(&ty), args, call)
    }

    /// Whether calls of this name may be written out here.
    fn writes_out(&self, name: &Ident) -> bool {
        let inside_of_loops = !self.frames.is_empty();
        inside_of_loops
            && self.closures.writes_out
            && !self.const_fn
            && self.closures.depth < DEPTH
            && name != &self.own_name
    }

    /// The type of a part of a place, if rustc knows it to be that one: it is written in the signature, or was asked about.
    fn sure_type(&self, view: &View) -> Option<Type> {
        let root = view.root();
        let mut ty = match self.func.told.get(&root) {
            Some(told) => syn::parse2(told.clone()).ok()?,
            None => {
                let at = self.func.params.iter().position(|id| *id == root)?;
                self.vars.get(at)?.ty.clone()?
            }
        };
        for step in &view.steps {
            let Step::Index(_) = step else { return None };
            ty = super::operator::element(&ty)?.clone();
        }
        while let Type::Reference(reference) = ty {
            ty = *reference.elem;
        }
        let name = ty.to_token_stream().to_string();
        (!self.type_parameters.contains(&name)).then_some(ty)
    }

    fn small(
        &mut self,
        name: &Ident,
        function: &ItemFn,
        own: Option<&Type>,
        args: Vec<Expr>,
        whole: &(impl ToTokens + Sited),
    ) -> Option<Flow<Tree<Operand>>> {
        let text = format!("{} {}", own.to_token_stream(), whole.to_token_stream());
        let span = whole.site().ours();
        let small = match self.closures.small.get(&text) {
            Some(small) => small.clone(),
            None => {
                let mut function = function.clone();
                let aliases = crate::alias::seen_through(&mut function, None, &|name| self.declared.alias(name));
                let mut taken = self.func.foreign.clone();
                collect_idents(whole.to_token_stream(), &mut taken);
                let small = written_out(name, &function, own, args, span).filter(|(_, renamed)| {
                    let called = |name: &Ident| self.declared.function(&name.to_string()).is_some();
                    renamed.names.is_disjoint(&taken) && renamed.calls.iter().all(called)
                });
                let small = small.map(|(block, Renamed { calls, .. })| Rc::new(Small { block, calls, aliases }));
                self.closures.small.entry(text).or_insert(small).clone()
            }
        }?;
        // A variable of that name here is something else.
        if small.calls.iter().any(|name| self.find_ident(name).is_some()) {
            return None;
        }
        let known = |(name, _): &(TokenStream, TokenStream)| {
            self.func.aliases.iter().any(|(known, _)| known.to_string() == name.to_string())
        };
        let aliases: Vec<_> = small.aliases.iter().filter(|alias| !known(alias)).cloned().collect();
        self.func.aliases.extend(aliases);
        let Expr::Block(block) = &small.block else { return None };
        self.many.extend(super::opaque::used_as_many(&block.block));
        self.numbers.extend(super::opaque::used_as_numbers(&block.block));
        self.handed_on.extend(super::structs::handed_on(&block.block));
        self.structs.extend(super::methods::with_fields(&block.block));
        self.closures.depth += 1;
        let value = self.expr(&small.block);
        self.closures.depth -= 1;
        Some(value)
    }
}

/// The block that a call amounts to, and the names in it.
fn written_out(
    name: &Ident,
    function: &ItemFn,
    own: Option<&Type>,
    args: Vec<Expr>,
    span: Span,
) -> Option<(Expr, Renamed)> {
    let sig = &function.sig;
    let plain = sig.generics.params.is_empty() && sig.generics.where_clause.is_none() && sig.inputs.len() == args.len();
    let ReturnType::Type(_, result) = &sig.output else { return None };
    let whole = function.block.to_token_stream();
    // What is there under a condition only.
    if !plain || !is_numbers(result) || whole.to_string().contains('#') {
        return None;
    }
    let mut renamed =
        Renamed { of: name.to_string(), names: HashSet::new(), calls: Vec::new(), operations: 0, understood: true };
    let mut params: Vec<(Ident, Type)> = Vec::new();
    let mut arrays = matches!(**result, Type::Array(_));
    for input in &sig.inputs {
        let (param, ty) = match input {
            FnArg::Receiver(receiver) => {
                let own = own.filter(|_| matches!(receiver.kind, syn::ReceiverKind::Reference(_, None, None)))?;
                (Ident::new("self", Span::call_site()), syn::parse_quote!(&#own))
            }
            FnArg::Typed(typed) => {
                let Pat::Ident(pat) = &*typed.pat else { return None };
                let ty = behind(&typed.ty).filter(|ty| is_numbers(ty))?;
                if !is_plain(pat) {
                    return None;
                }
                arrays |= matches!(ty, Type::Array(_));
                (pat.ident.clone(), (*typed.ty).clone())
            }
        };
        params.push((renamed.declare(&param), ty));
    }
    if !arrays {
        return None;
    }
    let mut block = (*function.block).clone();
    let Some(Stmt::Expr(mut last, None)) = block.stmts.pop() else { return None };
    let mut lets: Vec<Stmt> = Vec::new();
    for stmt in &mut block.stmts {
        let Stmt::Local(local) = stmt else { return None };
        let (Pat::Ident(pat), Some(init)) = (&local.pat, &mut local.init) else { return None };
        if !is_plain(pat) || init.diverge.is_some() {
            return None;
        }
        renamed.visit_expr_mut(&mut init.expr);
        let (name, value) = (renamed.declare(&pat.ident), &init.expr);
        lets.push(syn::parse_quote_spanned!(span=> let #name = #value;));
    }
    renamed.visit_expr_mut(&mut last);
    if !renamed.understood || renamed.operations > OPERATIONS {
        return None;
    }
    let given = renamed.declare(&Ident::new("given", Span::call_site()));
    let names: Vec<&Ident> = params.iter().map(|(name, _)| name).collect();
    let types = params.iter().map(|(_, ty)| ty);
    let written =
        quote_spanned!(span=> { #(let #names: #types = #args;)* #(#lets)* let #given: #result = #last; #given });
    Some((syn::parse2(written).ok()?, renamed))
}

/// The variables of a function under names of their own; what is not understood is noted.
struct Renamed {
    of: String,
    /// The new names.
    names: HashSet<String>,
    /// The functions that it calls.
    calls: Vec<Ident>,
    operations: usize,
    understood: bool,
}

impl Renamed {
    fn name(&self, ident: &Ident) -> Ident {
        let inner = if ident == "self" { "this".to_owned() } else { ident.to_string() };
        format_ident!("{}_{}", self.of, inner.trim_start_matches("r#"), span = ident.span())
    }

    fn declare(&mut self, ident: &Ident) -> Ident {
        let name = self.name(ident);
        self.names.insert(name.to_string());
        name
    }
}

impl VisitMut for Renamed {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Path(path) => match path.path.get_ident() {
                Some(ident) if path.qself.is_none() && self.names.contains(&self.name(ident).to_string()) => {
                    let name = self.name(ident);
                    *expr = syn::parse_quote!(#name);
                }
                _ => self.understood = false,
            },
            Expr::Call(call) => {
                match &*call.func {
                    Expr::Path(path) if path.path.get_ident().is_some() => {
                        self.calls.extend(path.path.get_ident().cloned())
                    }
                    _ => self.understood = false,
                }
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::MethodCall(call) => {
                let name = call.method.to_string();
                let known =
                    rules::is_known(&name) || name == "map" && matches!(call.args.first(), Some(Expr::Closure(_)));
                self.understood &= known && call.turbofish.is_none();
                self.operations += 1;
                self.visit_expr_mut(&mut call.receiver);
                call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
            }
            Expr::Closure(closure) => {
                self.understood &= closure.capture.is_none() && closure.constness.is_none();
                for input in &mut closure.inputs {
                    let Pat::Ident(pat) = input else { return self.understood = false };
                    self.understood &= is_plain(pat);
                    pat.ident = self.declare(&pat.ident.clone());
                }
                self.visit_expr_mut(&mut closure.body);
            }
            Expr::Binary(binary) => {
                use syn::BinOp::{Add, Div, Mul, Sub};
                self.understood &= matches!(binary.op, Add(_) | Sub(_) | Mul(_) | Div(_));
                self.operations += 1;
                visit_mut::visit_expr_mut(self, expr);
            }
            Expr::Index(index) => {
                self.understood &= !matches!(&*index.index, Expr::Range(_));
                visit_mut::visit_expr_mut(self, expr);
            }
            Expr::Field(field) => {
                self.understood &= matches!(field.member, Member::Named(_) | Member::Unnamed(_));
                self.visit_expr_mut(&mut field.base);
            }
            Expr::Unary(unary) => {
                self.understood &= matches!(unary.op, syn::UnOp::Neg(_));
                self.visit_expr_mut(&mut unary.expr);
            }
            Expr::Reference(reference) => {
                self.understood &= reference.mutability.is_none();
                self.visit_expr_mut(&mut reference.expr);
            }
            Expr::Array(_) | Expr::Paren(_) | Expr::Group(_) | Expr::Lit(_) => visit_mut::visit_expr_mut(self, expr),
            _ => self.understood = false,
        }
    }
}

/// A number, or an array of numbers.
fn is_numbers(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_numbers(&array.elem) && matches!(array.len, Expr::Lit(_)),
        Type::Path(path) => ["f32", "f64", "usize"].iter().any(|name| path.path.is_ident(name)),
        _ => false,
    }
}

/// The array that a shared reference refers to, or the type itself.
fn behind(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() && reference.lifetime.is_none() => {
            Some(&*reference.elem).filter(|ty| matches!(ty, Type::Array(_)))
        }
        Type::Reference(_) => None,
        ty => Some(ty),
    }
}

/// `x`, and neither `mut x` nor a pattern.
fn is_plain(pat: &PatIdent) -> bool {
    pat.by_ref.is_none() && pat.mutability.is_none() && pat.subpat.is_none()
}
