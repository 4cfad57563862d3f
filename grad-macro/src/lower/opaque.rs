//! The user's own tokens, kept as they are: constants, conditions, macros.

use std::collections::HashSet;

use crate::site::{Site, Sited};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Block, Expr, ExprCall, ExprMethodCall, ExprReference, FieldPat, FieldValue, Macro};

use super::in_place::LOOKS;
use super::{Lowerer, VarId, macros};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Library, Op, Opaque, Operand, Pattern, Tree};
use crate::rules;
use crate::types::{Class, classify};

/// A visitor of expressions that sees those among the arguments of macros too.
macro_rules! see_into_macros {
    () => {
        fn visit_macro(&mut self, mac: &'ast Macro) {
            macros::arguments(mac).iter().for_each(|argument| self.visit_expr(argument));
        }
    };
}
pub(super) use see_into_macros;

impl Lowerer<'_> {
    /// The strongest activity among the variables that an expression mentions.
    pub(super) fn activity_of(&self, tokens: &impl ToTokens) -> Activity {
        let mut activity = Activity::Constant;
        let tokens = super::counts::without(without_detached(tokens.to_token_stream()), &self.counts);
        each_capture(tokens.clone(), &mut |ident| {
            if let Some(tree) = self.find_ident(ident).and_then(|var| self.vars[var].now.as_ref()) {
                activity = activity.max(self.tree_activity(tree));
            }
        });
        each_variable(tokens, &mut |ident| {
            let Some(var) = self.find_ident(ident).map(|var| &self.vars[var]) else { return };
            if var.closure.is_some() {
                activity = Activity::Active;
            } else if let Some(tree) = &var.now {
                activity = activity.max(self.tree_activity(tree));
            }
        });
        activity
    }

    fn mentions(&self, tokens: TokenStream, found: &mut dyn FnMut(Key, &Tree<Operand>)) {
        each_variable(tokens, &mut |ident| {
            let key = Key::of(ident);
            if let Some(var) = self.find(&key)
                && let Some(tree) = &self.vars[var].now
            {
                found(key, tree);
            }
        });
    }

    /// Binds the variables in the tokens to what they stand for now.
    pub(super) fn capture(&self, tokens: TokenStream, pure: bool) -> Opaque {
        let mut holes: Vec<(Key, Tree<Operand>)> = Vec::new();
        self.mentions(tokens.clone(), &mut |key, tree| {
            if !holes.iter().any(|(known, _)| *known == key) {
                holes.push((key, tree.clone()));
            }
        });
        Opaque { tokens, holes, pure }
    }

    /// Captures an expression, after checking that nothing in it escapes.
    pub(super) fn capture_expr(&mut self, expr: &Expr) -> Opaque {
        let changing = self.changing(expr);
        let mut expr = expr.clone();
        SpellOut { lowerer: self }.visit_expr_mut(&mut expr);
        let (mut expr, names) = self.unshadowed(&expr);
        self.renamed.extend(names);
        States { lowerer: self }.visit_expr_mut(&mut expr);
        let mut check = Escapes { lowerer: self, closures: 0, loops: 0, found: Vec::new() };
        check.visit_expr(&expr);
        for (entry, site, subject) in std::mem::take(&mut check.found) {
            match &changing {
                // What is assigned to is in a closure that stands elsewhere.
                Some(name) if entry.message == catalogue::CONTROL_FLOW_INSIDE.message => {
                    self.errors.report_about(&catalogue::CLOSURE_INSIDE, name.site(), name.to_string());
                }
                _ => self.errors.report_about(entry, site, subject),
            }
        }
        let pure = self.is_pure(&expr);
        self.capture(expr.to_token_stream(), pure)
    }

    /// Whether control flow or an assignment leaves an expression, which then must be taken apart.
    pub(super) fn escapes(&self, expr: &Expr) -> bool {
        let expr = &self.unshadowed(expr).0;
        let mut check = Escapes { lowerer: self, closures: 0, loops: 0, found: Vec::new() };
        check.visit_expr(expr);
        check.found.iter().any(|(entry, ..)| entry.message == catalogue::CONTROL_FLOW_INSIDE.message)
    }

    /// A constant or a condition: the user's own expression as one step.
    pub(super) fn opaque(&mut self, expr: &Expr) -> Operand {
        self.opaque_of_activity(expr, self.activity_of(expr).min(Activity::Cut))
    }

    /// The same, where the mentioned active values are known to do no more than steer.
    pub(super) fn opaque_of_activity(&mut self, expr: &Expr, activity: Activity) -> Operand {
        let opaque = self.capture_expr(expr);
        let float = self.known_float(expr);
        let operand = self.step(Op::Opaque(opaque), expr.site(), float);
        if let Some(id) = operand.value() {
            self.func.values[id.0].activity = activity;
            if activity == Activity::Constant && makes_struct(super::place::strip(expr)) {
                self.func.strangers.insert(id);
            }
            if let Expr::MethodCall(call) = super::place::strip(expr)
                && self.gives_view(call)
                && self.matrix(&call.receiver).is_some_and(|matrix| matrix.library == Library::Ndarray)
            {
                self.func.views.insert(id);
            }
        }
        operand
    }

    /// The user's own expression as a statement, for its effect.
    pub(super) fn opaque_statement(&mut self, expr: &Expr) {
        let mut opaque = self.capture_expr(expr);
        opaque.pure = false;
        self.push(Pattern::none(), Op::Opaque(opaque), expr.site());
    }

    /// A call, method call or macro in statement position.
    pub(super) fn opaque_effect(&mut self, expr: &Expr) -> super::Flow<()> {
        match expr {
            Expr::Macro(mac) => return self.macro_statement(&mac.mac),
            _ if self.activity_of(expr) == Activity::Constant && !self.is_sink_with_effects(expr) => {
                self.opaque_statement(expr);
            }
            // Constants in another order are still constants.
            Expr::MethodCall(call)
                if SORTS.iter().any(|name| call.method == name)
                    && self.activity_of(&call.receiver) == Activity::Constant
                    && !call.args.iter().any(|arg| self.has_effects(arg)) =>
            {
                self.opaque_statement(expr);
            }
            Expr::MethodCall(call) if call.method == "pop" && self.names_place(&call.receiver) => {
                return self.drop_last(call);
            }
            _ if self.is_matrix_operation(expr) => return self.expr(expr).map(|_| ()),
            _ => {
                self.expr(expr)?;
                if matches!(expr, Expr::Call(_) | Expr::MethodCall(_)) {
                    self.check_kept(expr.site());
                }
            }
        }
        Some(())
    }

    /// `for_each(|i| n += i)` over constants.
    fn is_sink_with_effects(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::MethodCall(call) if self.is_special(call)) && self.assigns_variable(expr)
    }

    /// Whether an expression assigns to a variable declared outside of it.
    pub(super) fn assigns_variable(&self, expr: &Expr) -> bool {
        self.assigned_variable(expr).is_some()
    }

    /// Where it first does, itself or by a closure with a name.
    fn assigned_variable(&self, expr: &Expr) -> Option<Ident> {
        let mut targets = Assigned::default();
        targets.visit_expr(expr);
        targets.names.into_iter().find(|ident| self.find_ident(ident).is_some()).or_else(|| self.changing(expr))
    }

    /// Whether an expression changes what is declared outside of it.
    pub(super) fn has_effects(&self, expr: &Expr) -> bool {
        self.changed_outside(expr).is_some()
    }

    /// Whether a closure may change something that a constant holds, as a generator of random numbers does: it calls methods of it that nobody here
    /// knows, or lends it.
    pub(super) fn may_have_effects(&self, closure: &Expr) -> bool {
        struct Asked(Vec<Ident>);
        impl<'ast> Visit<'ast> for Asked {
            fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
                if !rules::is_known(&call.method.to_string()) && !LOOKS.iter().any(|name| call.method == name) {
                    self.0.extend(root(&call.receiver).cloned());
                }
                visit::visit_expr_method_call(self, call);
            }

            fn visit_expr_reference(&mut self, reference: &'ast ExprReference) {
                if reference.mutability.is_some() {
                    self.0.extend(root(&reference.expr).cloned());
                }
                visit::visit_expr_reference(self, reference);
            }

            see_into_macros!();
        }
        let mut asked = Asked(Vec::new());
        asked.visit_expr(closure);
        let holds = |ident: &Ident| {
            let var = self.find_ident(ident).map(|var| &self.vars[var]);
            let constant = |tree: &Tree<Operand>| self.tree_activity(tree) == Activity::Constant;
            var.is_some_and(|var| !var.slice && !var.vector && var.now.as_ref().is_some_and(constant))
        };
        self.has_effects(closure) || asked.0.iter().any(holds)
    }

    /// A closure that changes variables, where it is not promised for which items it is called.
    pub(super) fn must_not_change(&mut self, closure: &Expr) -> super::Flow<()> {
        let Some(changed) = self.changed_outside(closure) else { return Some(()) };
        self.fail(&catalogue::CLOSURE_CHANGES, changed.site());
        None
    }

    /// A variable from outside that an expression changes.
    fn changed_outside(&self, expr: &Expr) -> Option<Ident> {
        struct Changes(Vec<Ident>);
        impl<'ast> Visit<'ast> for Changes {
            fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
                if MUTATES.iter().any(|name| call.method == name) {
                    self.0.extend(root(&call.receiver).cloned());
                }
                visit::visit_expr_method_call(self, call);
            }

            see_into_macros!();
        }
        let mut changes = Changes(Vec::new());
        changes.visit_expr(expr);
        self.assigned_variable(expr).or_else(|| changes.0.into_iter().find(|ident| self.find_ident(ident).is_some()))
    }

    /// Whether leaving the expression out goes unnoticed: no call of the user's, nothing that can panic.
    fn is_pure(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) | Expr::Path(_) => true,
            Expr::Paren(paren) => self.is_pure(&paren.expr),
            Expr::Group(group) => self.is_pure(&group.expr),
            Expr::Unary(unary) => !matches!(unary.op, syn::UnOp::Deref(_)) && self.is_pure(&unary.expr),
            Expr::Binary(binary) => gives_bool(&binary.op) && self.is_pure(&binary.left) && self.is_pure(&binary.right),
            Expr::Cast(cast) => self.is_pure(&cast.expr),
            Expr::MethodCall(call) => {
                rules::is_known(&call.method.to_string())
                    && !self.may_be_own(&call.receiver)
                    && self.is_pure(&call.receiver)
                    && call.args.iter().all(|arg| self.is_pure(arg))
            }
            _ => false,
        }
    }

    /// Whether a constant that a float's method is called on may be one of the user's types, whose method of that name may do anything.
    fn may_be_own(&self, receiver: &Expr) -> bool {
        let number = |ty: &syn::Type| {
            matches!(
                classify(&super::known::behind_references(ty.clone()), &syn::Generics::default()),
                Class::Float(_) | Class::Constant
            )
        };
        self.guessed_type(receiver).map_or_else(|| self.may_keep(receiver), |ty| !number(&ty))
    }

    /// Whether a constant that a float's method is called on may be no float, and keep what it is given.
    pub(super) fn may_keep(&self, receiver: &Expr) -> bool {
        match receiver {
            Expr::Paren(paren) => self.may_keep(&paren.expr),
            Expr::Group(group) => self.may_keep(&group.expr),
            Expr::Unary(unary) => self.may_keep(&unary.expr),
            // A number is made of what they go through.
            Expr::MethodCall(call) if ["fold", "sum", "product"].iter().any(|name| call.method == name) => false,
            Expr::MethodCall(call) => {
                let opens = ["borrow_mut", "lock", "write", "get_mut", "as_mut"];
                opens.iter().any(|name| call.method == name) || self.may_keep(&call.receiver)
            }
            Expr::Path(_) => self.variable(receiver).is_some_and(|var| {
                let var = &self.vars[var];
                let number = var.ty.as_ref().map(|ty| {
                    let ty = if let syn::Type::Reference(reference) = ty { &*reference.elem } else { ty };
                    matches!(classify(ty, &syn::Generics::default()), Class::Float(_) | Class::Constant)
                });
                number.map_or(self.in_place.contains(&var.name), |number| !number)
            }),
            _ => false,
        }
    }

    fn variable(&self, expr: &Expr) -> Option<VarId> {
        match expr {
            Expr::Path(path) => self.find_ident(path.path.get_ident()?),
            Expr::Paren(paren) => self.variable(&paren.expr),
            Expr::Group(group) => self.variable(&group.expr),
            _ => None,
        }
    }
}

/// Calls `found` on every identifier that can be a variable: not a field, a method or a path's segment.
pub fn each_variable(tokens: TokenStream, found: &mut dyn FnMut(&Ident)) {
    walk(tokens, &[], found);
}

fn walk(tokens: TokenStream, outer: &[String], found: &mut dyn FnMut(&Ident)) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut closures = Closures::new(outer);
    for (index, token) in tokens.iter().enumerate() {
        closures.step(&tokens, index);
        match token {
            TokenTree::Ident(ident) if is_variable_position(&tokens, index) && !closures.own(ident) => found(ident),
            TokenTree::Group(group) => walk(group.stream(), &closures.names, found),
            _ => {}
        }
    }
}

/// The parameters of closures, which are no variables of the function. A closure's body goes on to the next comma or
/// to the end of the brackets around it.
struct Closures {
    outer: usize,
    names: Vec<String>,
    /// Up to which token the current closure's parameters go.
    params_end: usize,
}

impl Closures {
    fn new(outer: &[String]) -> Closures {
        Closures { outer: outer.len(), names: outer.to_vec(), params_end: 0 }
    }

    fn own(&self, ident: &Ident) -> bool {
        !self.names.is_empty() && self.names.iter().any(|name| ident == name)
    }

    fn step(&mut self, tokens: &[TokenTree], index: usize) {
        if index < self.params_end {
            return;
        }
        let TokenTree::Punct(punct) = &tokens[index] else { return };
        match punct.as_char() {
            ',' | ';' => self.names.truncate(self.outer),
            '|' if starts_closure(tokens, index) => {
                let bar = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == '|');
                let Some(length) = tokens[index + 1..].iter().position(bar) else { return };
                let params = &tokens[index + 1..index + 1 + length];
                self.params_end = index + 2 + length;
                let mut in_type = false;
                for param in params {
                    match param {
                        TokenTree::Punct(p) if p.as_char() == ':' => in_type = true,
                        TokenTree::Punct(p) if p.as_char() == ',' => in_type = false,
                        TokenTree::Ident(ident) if !in_type => self.names.push(ident.to_string()),
                        TokenTree::Group(group) if !in_type => {
                            each_ident(group.stream(), &mut |ident| self.names.push(ident.to_string()));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn each_ident(tokens: TokenStream, found: &mut dyn FnMut(&Ident)) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => found(&ident),
            TokenTree::Group(group) => each_ident(group.stream(), found),
            _ => {}
        }
    }
}

/// A bar where a value cannot have ended: not the `|` between two patterns or numbers.
fn starts_closure(tokens: &[TokenTree], index: usize) -> bool {
    let joint = matches!(tokens.get(index + 1), Some(TokenTree::Punct(p)) if p.as_char() == '|');
    match index.checked_sub(1).map(|before| &tokens[before]) {
        None => !joint,
        Some(TokenTree::Punct(p)) => matches!(p.as_char(), ',' | '=' | ';') && !joint,
        Some(TokenTree::Ident(ident)) => ident == "move" || ident == "return",
        _ => false,
    }
}

/// The tokens without the arguments of `detach(…)`, which are held constant there.
fn without_detached(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        if is_length(&tokens, index) {
            drop_chain(&mut kept);
        }
        match token.clone() {
            TokenTree::Group(group) => {
                let detach = ends_in_detach(&kept);
                let of_macro = matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                // Of expressions, as far as this goes.
                let plain = kept.len() >= 2
                    && matches!(&kept[kept.len() - 2], TokenTree::Ident(ident) if ident == "vec" || ident == "s");
                if of_macro && !plain {
                    kept.push(TokenTree::Group(group));
                } else if !detach || !is_one_argument(&group) {
                    let inner = Group::new(group.delimiter(), without_detached(group.stream()));
                    kept.push(TokenTree::Group(inner));
                }
            }
            token => kept.push(token),
        }
    }
    kept.into_iter().collect()
}

/// `detach`, and `detach::stop`, which it is spelled out to.
fn ends_in_detach(kept: &[TokenTree]) -> bool {
    let is = |token: Option<&TokenTree>, name: &str| matches!(token, Some(TokenTree::Ident(ident)) if ident == name);
    let before_path = kept.len().checked_sub(4).and_then(|at| kept.get(at));
    is(kept.last(), "detach") || is(kept.last(), "stop") && is(before_path, "detach")
}

/// Whether `.len()` or `.is_some()` follows, which is no matter of what the elements are.
fn is_length(tokens: &[TokenTree], index: usize) -> bool {
    matches!(&tokens[index], TokenTree::Punct(punct) if punct.as_char() == '.')
        && matches!(tokens.get(index + 1), Some(TokenTree::Ident(ident)) if LENGTHS.iter().any(|name| ident == name))
        && matches!(tokens.get(index + 2), Some(TokenTree::Group(group)) if group.stream().is_empty())
}

/// The lengths of places in tokens, as `a.b[i].len()`.
pub fn lengths(tokens: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for index in 0..tokens.len() {
        if let TokenTree::Group(group) = &tokens[index] {
            found.extend(lengths(group.stream()));
        }
        if !is_length(&tokens, index) {
            continue;
        }
        let chain = |token: &TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Bracket,
            TokenTree::Punct(punct) => punct.as_char() == '.',
            TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        };
        let mut start = index;
        while start > 0 && chain(&tokens[start - 1]) {
            start -= 1;
            let after_dot =
                start > 0 && matches!(&tokens[start - 1], TokenTree::Punct(punct) if punct.as_char() == '.');
            if matches!(&tokens[start], TokenTree::Ident(_)) && !after_dot {
                break;
            }
        }
        if matches!(tokens.get(start), Some(TokenTree::Ident(_))) && start < index {
            found.push(tokens[start..index + 3].iter().cloned().collect());
        }
    }
    found
}

const LENGTHS: &[&str] = &["len", "is_empty", "is_some", "is_none", "ncols", "nrows"];

/// Takes `a`, `a[i].0` and the like off the end; what is in the brackets stays.
fn drop_chain(kept: &mut Vec<TokenTree>) {
    let mut inside = Vec::new();
    while let Some(last) = kept.pop() {
        match last {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => inside.extend(group.stream()),
            TokenTree::Literal(_) => {}
            TokenTree::Ident(_) => {
                let after_dot = matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '.');
                if !after_dot {
                    break;
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '.' => {}
            other => {
                kept.push(other);
                break;
            }
        }
    }
    kept.extend(inside);
}

/// Calls `found` on every variable that a format string in a macro's arguments captures: `"{x}"`.
fn each_capture(tokens: TokenStream, found: &mut dyn FnMut(&Ident)) {
    let mut of_macro = false;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if of_macro {
                each_string(group.stream(), found);
            } else {
                each_capture(group.stream(), found);
            }
        }
        of_macro = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '!');
    }
}

fn each_string(tokens: TokenStream, found: &mut dyn FnMut(&Ident)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => each_string(group.stream(), found),
            TokenTree::Literal(literal) => {
                let Ok(text) = syn::parse2::<syn::LitStr>(literal.to_token_stream()) else { continue };
                for name in macros::format_captures(&text.value()) {
                    if let Ok(mut ident) = syn::parse_str::<Ident>(&name) {
                        ident.set_span(literal.span());
                        found(&ident);
                    }
                }
            }
            _ => {}
        }
    }
}

/// One expression in parentheses.
fn is_one_argument(group: &Group) -> bool {
    let parser = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
    let arguments = syn::parse::Parser::parse2(parser, group.stream());
    group.delimiter() == Delimiter::Parenthesis && arguments.is_ok_and(|arguments| arguments.len() == 1)
}

/// Whether the identifier at `index` can be a variable.
pub fn is_variable_position(tokens: &[TokenTree], index: usize) -> bool {
    let is = |at: Option<usize>, symbol: char| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == symbol))
    };
    let before = index.checked_sub(1);
    let before_that = index.checked_sub(2);
    let after_dot = is(before, '.') && !is(before_that, '.');
    let path_before = is(before, ':') && is(before_that, ':');
    let path_after = is(Some(index + 1), ':') && is(Some(index + 2), ':');
    let macro_name = is(Some(index + 1), '!') && matches!(tokens.get(index + 2), Some(TokenTree::Group(_)));
    let field_name =
        (before.is_none() || is(before, ',')) && is(Some(index + 1), ':') && !path_after && !inside_bars(tokens, index);
    let named_argument =
        is(Some(index + 1), '=') && !is(Some(index + 2), '=') && is(before, ',') && !inside_bars(tokens, index);
    let lifetime = is(before, '\'');
    !(after_dot || path_before || path_after || macro_name || field_name || named_argument || lifetime)
}

/// Between the bars of a closure's parameters: an odd number of them before.
fn inside_bars(tokens: &[TokenTree], index: usize) -> bool {
    tokens[..index].iter().filter(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == '|')).count() % 2 == 1
}

/// What cannot be kept as tokens: control flow that leaves them, assignments that change what the
/// lowering knows, active values handed to something that may keep them.
struct Escapes<'a, 'b> {
    lowerer: &'a Lowerer<'b>,
    closures: usize,
    loops: usize,
    found: Vec<(&'static crate::diagnostics::Entry, Site, String)>,
}

impl Escapes<'_, '_> {
    fn report(&mut self, entry: &'static crate::diagnostics::Entry, site: Site, subject: &str) {
        self.found.push((entry, site, subject.to_owned()));
    }

    fn check_method(&mut self, call: &ExprMethodCall) {
        let name = call.method.to_string();
        let varied = call.args.iter().any(|argument| self.lowerer.activity_of(argument) != Activity::Constant);
        let constant_receiver = self.lowerer.activity_of(&call.receiver) == Activity::Constant;
        let known = rules::is_known(&name) && !self.lowerer.may_keep(&call.receiver);
        let looks = READS.contains(&name.as_str()) || SORTS.contains(&name.as_str());
        if varied && constant_receiver && !known && !looks {
            self.report(&catalogue::METHOD_STORES, call.method.site(), &name);
        }
        if !constant_receiver && MUTATES.contains(&name.as_str()) {
            self.report(&catalogue::CONTROL_FLOW_INSIDE, call.method.site(), "");
        }
    }

    /// `v[i] = x`: the lowering has to see it.
    fn changes_active(&self, left: &Expr, right: &Expr) -> bool {
        let declared = root(left).is_some_and(|ident| self.lowerer.find_ident(ident).is_some());
        let active = |expr: &Expr| self.lowerer.activity_of(expr) != Activity::Constant;
        declared && (active(left) || active(right))
    }
}

/// Methods of arrays and vectors that change them.
const MUTATES: &[&str] = &[
    "push",
    "extend_from_slice",
    "extend",
    "fill",
    "fill_with",
    "swap",
    "copy_from_slice",
    "clone_from_slice",
    "reverse",
    "pop",
    "remove",
    "swap_remove",
    "insert",
    "drain",
    "truncate",
    "clear",
    "retain",
    "retain_mut",
    "resize",
    "resize_with",
    "append",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "rotate_left",
    "rotate_right",
    "split_off",
    "splice",
    "sort_by",
    "sort_by_key",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "sort_by_cached_key",
    "select_nth_unstable_by",
    "copy_within",
    "iter_mut",
    "swap_with_slice",
    "extend_from_within",
    "chunks_mut",
    "chunks_exact_mut",
    "first_mut",
    "last_mut",
    "get_mut",
];

/// Methods that sort.
const SORTS: &[&str] = &[
    "sort_by",
    "sort_by_key",
    "sort_by_cached_key",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "select_nth_unstable_by",
];

/// Methods that take a value without keeping it.
const READS: &[&str] = &[
    "contains",
    "get",
    "cmp",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "any",
    "all",
    "find",
    "position",
    "rposition",
    "max_by",
    "max_by_key",
    "min_by",
    "min_by_key",
    "filter",
    "map",
    "zip",
    "take_while",
    "skip_while",
    "fold",
    "binary_search_by",
    "partition_point",
    "is_some_and",
    "map_or",
    "then",
    "then_some",
];

impl<'ast> Visit<'ast> for Escapes<'_, '_> {
    see_into_macros!();

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Return(ret) if self.closures == 0 => {
                self.report(&catalogue::CONTROL_FLOW_INSIDE, ret.return_token.site(), "");
            }
            Expr::Try(token) if self.closures == 0 => {
                self.report(&catalogue::QUESTION_MARK, token.question_token.site(), "");
            }
            Expr::Await(_) | Expr::Async(_) => self.report(&catalogue::ASYNC_BLOCK, expr.site(), ""),
            Expr::Break(_) | Expr::Continue(_) if self.closures == 0 && self.loops == 0 => {
                self.report(&catalogue::LABEL, expr.site(), "");
            }
            Expr::Assign(assign)
                if self.lowerer.variable(&assign.left).is_some()
                    || self.changes_active(&assign.left, &assign.right) =>
            {
                self.report(&catalogue::CONTROL_FLOW_INSIDE, expr.site(), "");
            }
            Expr::Binary(binary)
                if is_assignment(&binary.op)
                    && (self.lowerer.variable(&binary.left).is_some()
                        || self.changes_active(&binary.left, &binary.right)) =>
            {
                self.report(&catalogue::CONTROL_FLOW_INSIDE, expr.site(), "");
            }
            Expr::MethodCall(call) => self.check_method(call),
            Expr::Call(call) => {
                let varied = call.args.iter().any(|argument| self.lowerer.activity_of(argument) != Activity::Constant);
                if varied && let Some(var) = self.lowerer.variable(&call.func) {
                    let name = self.lowerer.vars[var].name.clone();
                    self.report(&catalogue::CLOSURE_CALL, call.func.site(), &name);
                }
                let mutable = call.args.iter().find(|argument| is_mutable_reference(argument));
                if varied && let Some(argument) = mutable {
                    self.report(&catalogue::MUTABLE_ARGUMENT, argument.site(), "");
                }
            }
            _ => {}
        }
        let (closure, inner_loop) =
            (matches!(expr, Expr::Closure(_)), matches!(expr, Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)));
        self.closures += usize::from(closure);
        self.loops += usize::from(inner_loop);
        visit::visit_expr(self, expr);
        self.closures -= usize::from(closure);
        self.loops -= usize::from(inner_loop);
    }
}

/// `&mut …`
pub(super) fn is_mutable_reference(expr: &Expr) -> bool {
    matches!(expr, Expr::Reference(reference) if reference.mutability.is_some())
}

/// `==`, `&&` and their like.
pub(super) fn gives_bool(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::Eq(_)
            | BinOp::Ne(_)
            | BinOp::Lt(_)
            | BinOp::Le(_)
            | BinOp::Gt(_)
            | BinOp::Ge(_)
            | BinOp::And(_)
            | BinOp::Or(_)
    )
}

pub(super) fn is_assignment(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// `Pair { n, m }` in a pattern becomes `Pair { n: n, m: m }`, so that the bindings can be renamed.
pub(super) struct SpellOutFields;

impl VisitMut for SpellOutFields {
    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        if field.colon_token.is_none() {
            field.colon_token = Some(syn::Token![:](field.member.site().start));
        }
        visit_mut::visit_field_pat_mut(self, field);
    }
}

/// The state of a `scan` is a number by its name: `*state` in what is kept of the user's tokens.
struct States<'a, 'b> {
    lowerer: &'a Lowerer<'b>,
}

impl VisitMut for States<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        while let Expr::Unary(unary) = &*expr
            && matches!(unary.op, syn::UnOp::Deref(_))
            && self.lowerer.is_pointer(&unary.expr)
        {
            *expr = (*unary.expr).clone();
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// Writes out what renaming a variable could not reach, `S { n }` and `"{n}"`, and closures that are no variables any more.
struct SpellOut<'a, 'b> {
    lowerer: &'a Lowerer<'b>,
}

impl VisitMut for SpellOut<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Path(path) = &*expr
            && let Some(closure) = self.lowerer.closure_in_place(path)
        {
            *expr = syn::parse_quote_spanned!(path.site().start=> (#closure));
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_field_pat_mut(&mut self, field: &mut FieldPat) {
        SpellOutFields.visit_field_pat_mut(field);
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        if field.colon_token.is_none() {
            field.colon_token = Some(syn::Token![:](field.member.site().start));
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        // Not any function of this name, but the one that cuts gradients.
        if let Expr::Path(path) = &mut *call.func
            && call.args.len() == 1
            && path.path.segments.last().is_some_and(|last| last.ident == "detach")
            && self.lowerer.activity_of(&call.args) != Activity::Constant
        {
            let stop = Ident::new("stop", call.paren_token.span.join());
            if let Some(last) = path.path.segments.last_mut() {
                last.arguments = syn::PathArguments::None;
            }
            path.path.segments.push(syn::PathSegment { ident: stop, arguments: syn::PathArguments::None });
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        mac.tokens = self.lowerer.spell_out_captures(&mac.path, mac.tokens.clone());
    }
}

impl Lowerer<'_> {
    /// `println!("{x}")` becomes `println!("{x}", x = x)`, so that `x` can be renamed.
    pub(super) fn spell_out_captures(&self, path: &syn::Path, tokens: TokenStream) -> TokenStream {
        let tokens = self.spell_out_inner_captures(tokens);
        if !macros::formats(path) {
            return tokens;
        }
        let mut missing: Vec<Ident> = Vec::new();
        for token in tokens.clone() {
            let TokenTree::Literal(literal) = &token else { continue };
            let Ok(text) = syn::parse2::<syn::LitStr>(literal.to_token_stream()) else { continue };
            for name in macros::format_captures(&text.value()) {
                let Ok(mut ident) = syn::parse_str::<Ident>(&name) else { continue };
                ident.set_span(literal.span());
                let named = names_argument(&tokens, &name);
                if !named && !missing.contains(&ident) && self.find_ident(&ident).is_some() {
                    missing.push(ident);
                }
            }
        }
        if missing.is_empty() {
            return tokens;
        }
        let comma = match tokens.clone().into_iter().last() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == ',' => None,
            _ => Some(quote!(,)),
        };
        quote!(#tokens #comma #(#missing = #missing),*)
    }

    /// The same for the macros among a macro's arguments.
    fn spell_out_inner_captures(&self, tokens: TokenStream) -> TokenStream {
        let mut before: [Option<TokenTree>; 2] = [None, None];
        let spell_out = |token: TokenTree| {
            let token = match (&before, token) {
                ([Some(TokenTree::Ident(name)), Some(TokenTree::Punct(bang))], TokenTree::Group(group))
                    if bang.as_char() == '!' =>
                {
                    regrouped(&group, self.spell_out_captures(&name.clone().into(), group.stream()))
                }
                (_, TokenTree::Group(group)) => regrouped(&group, self.spell_out_inner_captures(group.stream())),
                (_, token) => token,
            };
            before = [before[1].take(), Some(token.clone())];
            token
        };
        tokens.into_iter().map(spell_out).collect()
    }
}

/// A group with other contents.
fn regrouped(group: &Group, inside: TokenStream) -> TokenTree {
    let mut inner = Group::new(group.delimiter(), inside);
    inner.set_span(group.span());
    TokenTree::Group(inner)
}

fn names_argument(tokens: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    tokens.windows(3).any(|window| {
        matches!(&window[0], TokenTree::Punct(p) if p.as_char() == ',')
            && matches!(&window[1], TokenTree::Ident(ident) if ident == name)
            && matches!(&window[2], TokenTree::Punct(p) if p.as_char() == '=')
    })
}

/// `Counter { … }`, `Counter::new()`
fn makes_struct(expr: &Expr) -> bool {
    match expr {
        Expr::Struct(_) => true,
        Expr::Call(call) => matches!(super::place::strip(&call.func), Expr::Path(path)
            if path.path.segments.iter().any(|segment| segment.ident != "Vec" && super::guessed::is_type(&segment.ident))),
        _ => false,
    }
}

/// Whether a closure's body assigns to anything.
pub(super) fn assigns(expr: &Expr) -> bool {
    let mut assigned = Assigned::default();
    assigned.visit_expr(expr);
    !assigned.names.is_empty()
}

/// Whether a closure's body returns early.
pub(super) fn returns(expr: &Expr) -> bool {
    struct Returns(bool);
    impl<'ast> Visit<'ast> for Returns {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Return(_) | Expr::Try(_) => self.0 = true,
                Expr::Closure(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }

        see_into_macros!();
    }
    let mut returns = Returns(false);
    returns.visit_expr(expr);
    returns.0
}

/// The variables that an expression assigns to.
pub(super) fn assigned_in(expr: &Expr) -> Vec<Ident> {
    let mut assigned = Assigned::default();
    assigned.visit_expr(expr);
    assigned.names
}

/// The variables that a block assigns to.
pub(super) fn assigned_in_block(block: &Block) -> Vec<Ident> {
    let mut assigned = Assigned::default();
    assigned.visit_block(block);
    assigned.names
}

/// The names of variables that are used as arrays are: indexed, iterated over, referred to.
pub fn used_as_many(block: &Block) -> HashSet<String> {
    struct Many {
        names: HashSet<String>,
        /// `let a = b;`: what holds for the one holds for the other.
        same: Vec<(String, String)>,
    }
    impl<'ast> Visit<'ast> for Many {
        see_into_macros!();

        fn visit_expr(&mut self, expr: &'ast Expr) {
            let many = match expr {
                Expr::Index(index) => root(&index.expr),
                Expr::Field(field) => root(&field.base),
                Expr::Reference(reference) => root(&reference.expr),
                Expr::ForLoop(looped) => root(&looped.expr),
                Expr::MethodCall(call) if ARRAY_METHODS.iter().any(|name| call.method == name) => root(&call.receiver),
                // A method of the user's own.
                Expr::MethodCall(call) if !rules::is_known(&call.method.to_string()) => match &*call.receiver {
                    Expr::Path(path) => path.path.get_ident(),
                    _ => None,
                },
                _ => None,
            };
            self.names.extend(many.map(Ident::to_string));
            visit::visit_expr(self, expr);
        }

        fn visit_local(&mut self, local: &'ast syn::Local) {
            if let (syn::Pat::Slice(_) | syn::Pat::Struct(_) | syn::Pat::TupleStruct(_), Some(init)) =
                (&local.pat, &local.init)
            {
                self.names.extend(root(&init.expr).map(Ident::to_string));
            }
            if let (syn::Pat::Ident(pat), Some(init)) = (&local.pat, &local.init)
                && let Expr::Path(path) = &*init.expr
                && let Some(ident) = path.path.get_ident()
            {
                self.same.push((pat.ident.to_string(), ident.to_string()));
            }
            visit::visit_local(self, local);
        }
    }
    let mut many = Many { names: HashSet::new(), same: Vec::new() };
    many.visit_block(block);
    let Many { mut names, same } = many;
    for (new, old) in same.into_iter().rev() {
        if names.contains(&new) {
            names.insert(old);
        }
    }
    names
}

/// The names of variables that are used as numbers are: in arithmetic, comparisons, float methods.
pub fn used_as_numbers(block: &Block) -> HashSet<String> {
    struct Numbers(HashSet<String>);
    impl Numbers {
        fn add(&mut self, expr: &Expr) {
            match expr {
                Expr::Path(path) => self.0.extend(path.path.get_ident().map(Ident::to_string)),
                Expr::Paren(paren) => self.add(&paren.expr),
                Expr::Group(group) => self.add(&group.expr),
                Expr::Unary(unary) => self.add(&unary.expr),
                _ => {}
            }
        }
    }
    impl<'ast> Visit<'ast> for Numbers {
        see_into_macros!();

        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Binary(binary) => {
                    self.add(&binary.left);
                    self.add(&binary.right);
                }
                Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => self.add(&unary.expr),
                Expr::Cast(cast) => self.add(&cast.expr),
                // Anything can be cloned.
                Expr::MethodCall(call) if rules::is_known(&call.method.to_string()) && call.method != "clone" => {
                    self.add(&call.receiver);
                    call.args.iter().for_each(|arg| self.add(arg));
                }
                _ => {}
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut numbers = Numbers(HashSet::new());
    numbers.visit_block(block);
    numbers.0
}

const ARRAY_METHODS: &[&str] = &[
    "iter",
    "iter_mut",
    "into_iter",
    "len",
    "is_empty",
    "to_vec",
    "push",
    "swap",
    "fill",
    "windows",
    "chunks",
    "chunks_exact",
    "chunks_mut",
    "chunks_exact_mut",
    "first",
    "last",
    "get",
    "pop",
    "truncate",
    "rotate_left",
    "rotate_right",
    "split_first",
    "split_last",
    "split_at",
    "split_at_mut",
    "extend_from_slice",
    "copy_from_slice",
    "as_slice",
    "zip",
    "extend",
    "clone",
];

/// The variables that a statement assigns to.
pub(super) fn assigned_names(stmt: &syn::Stmt) -> Vec<String> {
    let mut assigned = Assigned::default();
    assigned.visit_stmt(stmt);
    assigned.names.iter().map(ToString::to_string).collect()
}

/// The names of variables that are given new values as a whole, or may be: not those of which only parts change.
pub fn reassigned(block: &Block) -> HashSet<String> {
    let mut assigned = Assigned::default();
    assigned.visit_block(block);
    assigned.whole
}

/// The variables that are assigned to.
#[derive(Default)]
pub(super) struct Assigned {
    pub(super) names: Vec<Ident>,
    whole: HashSet<String>,
}

impl<'ast> Visit<'ast> for Assigned {
    see_into_macros!();

    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Assign(assign) => self.add(&assign.left),
            Expr::Binary(binary) if is_assignment(&binary.op) => self.add(&binary.left),
            // `mem::swap(&mut a, &mut b)`
            Expr::Call(call) => {
                for arg in call.args.iter().filter(|arg| is_mutable_reference(arg)) {
                    self.add(arg);
                }
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

impl Assigned {
    fn add(&mut self, left: &Expr) {
        match left {
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|element| self.add(element)),
            Expr::Array(array) => array.elems.iter().for_each(|element| self.add(element)),
            _ => {
                // `a[i] = x` leaves the variable where it is.
                if !matches!(super::place::strip(left), Expr::Index(_) | Expr::Field(_)) {
                    self.whole.extend(root(left).map(Ident::to_string));
                }
                self.names.extend(root(left).cloned());
            }
        }
    }
}

/// The variable that a place belongs to.
pub(super) fn root(place: &Expr) -> Option<&Ident> {
    match place {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Group(group) => root(&group.expr),
        Expr::Unary(unary) => root(&unary.expr),
        Expr::Reference(reference) => root(&reference.expr),
        Expr::MethodCall(call)
            if ["as_mut_slice", "iter_mut", "as_mut", "split_at_mut", "chunks_mut"]
                .iter()
                .any(|name| call.method == name) =>
        {
            root(&call.receiver)
        }
        _ => None,
    }
}

/// The tokens with every variable replaced; `fill` gives the new tokens.
pub fn substitute(tokens: TokenStream, fill: &dyn Fn(&Ident) -> Option<TokenStream>) -> TokenStream {
    fill_in(tokens, &[], fill)
}

fn fill_in(tokens: TokenStream, outer: &[String], fill: &dyn Fn(&Ident) -> Option<TokenStream>) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut closures = Closures::new(outer);
    let mut filled = TokenStream::new();
    for (index, token) in tokens.iter().enumerate() {
        closures.step(&tokens, index);
        match token {
            TokenTree::Ident(ident) if is_variable_position(&tokens, index) && !closures.own(ident) => {
                match fill(ident) {
                    Some(replacement) => filled.extend(replacement),
                    None => filled.extend([token.clone()]),
                }
            }
            TokenTree::Group(group) => {
                let stream = fill_in(group.stream(), &closures.names, fill);
                // rustc forgets an invisible group that a macro gives back: it must be seen.
                let many = stream.clone().into_iter().nth(1).is_some();
                let path_follows = matches!(tokens.get(index + 1), Some(TokenTree::Punct(p)) if p.as_char() == ':')
                    && matches!(tokens.get(index + 2), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                match group.delimiter() {
                    Delimiter::None if path_follows => filled.extend(quote!(<#stream>)),
                    Delimiter::None if !many => filled.extend(stream),
                    delimiter => {
                        let seen = if delimiter == Delimiter::None { Delimiter::Parenthesis } else { delimiter };
                        let mut inner = Group::new(seen, stream);
                        inner.set_span(group.span());
                        filled.extend([TokenTree::Group(inner)]);
                    }
                }
            }
            _ => filled.extend([token.clone()]),
        }
    }
    filled
}
