//! Expressions that may carry active values.

use crate::site::{Site, Sited};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, ExprCast, ExprField, ExprPath, ExprUnary, Lit, Member, Type, UnOp};

use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Const, End, Float, Member as Field, Op, Operand, Step, Tree};
use crate::types::{Class, classify};

impl Lowerer<'_> {
    /// Lowers an expression to its value.
    pub(super) fn expr(&mut self, expr: &Expr) -> Flow<Tree<Operand>> {
        if let Some(matrix) = self.matrix_operation(expr) {
            return matrix;
        }
        Some(match expr {
            Expr::Paren(paren) => self.expr(&paren.expr)?,
            Expr::Group(group) => self.expr(&group.expr)?,
            Expr::Lit(literal) => Tree::Leaf(literal_operand(&literal.lit)),
            Expr::Path(path) => self.path(path),
            Expr::Unary(unary) => self.unary(unary, expr)?,
            Expr::Binary(binary) => match operator(&binary.op) {
                (_, Kind::Logical) if self.escapes(expr) => Tree::Leaf(self.taken_apart(binary, expr.site())?),
                (_, Kind::Logical) => Tree::Leaf(self.opaque(expr)),
                (symbol, Kind::Assign) => self.compound_assign(symbol, binary, expr)?,
                (_, Kind::Arithmetic) => self.chain(expr)?,
            },
            Expr::Cast(cast) => self.cast(cast)?,
            Expr::Tuple(tuple) => {
                let mut elements = Vec::new();
                for element in &tuple.elems {
                    let tree = self.expr(element)?;
                    elements.push(self.settle(tree, element.site()));
                }
                Tree::Tuple(elements)
            }
            Expr::Index(_) if self.names_place(expr) => Tree::Leaf(Operand::of_view(self.place(expr)?)),
            Expr::Index(index) if self.activity_of(&index.expr) != Activity::Constant => {
                Tree::Leaf(Operand::of_view(self.place(expr)?))
            }
            Expr::Reference(reference) if self.activity_of(expr) != Activity::Constant => self.reference(reference)?,
            Expr::Array(_) | Expr::Repeat(_) if self.activity_of(expr) != Activity::Constant || self.escapes(expr) => {
                self.array(expr, false)?
            }
            Expr::ForLoop(looped) if self.is_looped(expr) => self.for_loop(looped)?,
            Expr::While(looped) if self.is_looped(expr) => self.while_loop(looped)?,
            Expr::Loop(looped) if self.is_looped(expr) => self.forever(looped)?,
            Expr::Break(stop) => self.break_loop(stop, expr)?,
            Expr::Continue(skip) => self.continue_loop(skip, expr)?,
            Expr::Field(field) => self.field(field, expr)?,
            Expr::MethodCall(_) => self.chain(expr)?,
            Expr::Call(call) => self.call(call, expr)?,
            Expr::Struct(literal) if self.activity_of(expr) != Activity::Constant => self.struct_literal(literal)?,
            Expr::Macro(mac) => self.macro_value(&mac.mac, expr)?,
            Expr::Block(block) => match &block.label {
                Some(label) => self.labelled_block(label, &block.block)?,
                None => self.block(&block.block)?,
            },
            Expr::If(branch) => self.if_expr(branch)?,
            Expr::Match(branch) => self.match_expr(branch)?,
            Expr::Assign(assign) => {
                if self.is_constant_place(&assign.left) && self.activity_of(&assign.right) == Activity::Constant {
                    self.opaque_statement(expr);
                    return Some(Tree::unit());
                }
                let integer = self.goes_to_integer(&assign.left);
                let tree = self.steered_if(integer, &assign.right, |this| this.expr(&assign.right))?;
                self.steered_if(integer, &assign.right, |this| this.assign(&assign.left, tree));
                Tree::unit()
            }
            Expr::Return(ret) => {
                let tree = match &ret.expr {
                    Some(value) => self.expr(value)?,
                    None => Tree::unit(),
                };
                if let Some(id) = self.closure_frame() {
                    let tree = self.settle(tree, expr.site());
                    self.leave(id, tree, expr.site());
                    return None;
                }
                let shape = self.result_shape.clone();
                let results = self.results(tree, &shape, expr.site()).unwrap_or_default();
                self.end = Some(End::Return(results));
                return None;
            }
            Expr::Try(token) => self.fail(&catalogue::QUESTION_MARK, token.question_token.site()),
            Expr::Async(_) | Expr::Await(_) => self.fail(&catalogue::ASYNC_BLOCK, expr.site()),
            Expr::Let(_) => self.fail(&catalogue::LET_CHAIN, expr.site()),
            _ => self.constant_or_error(expr),
        })
    }

    /// A number that the standard library starts with: of the type that is summed up, which may be a parameter.
    pub(super) fn start(&self, value: f64) -> Operand {
        if self.floats.is_empty() { number(value) } else { Operand::Number(value) }
    }

    /// Lowers an expression that must be one value.
    pub(super) fn operand(&mut self, expr: &Expr) -> Flow<Operand> {
        match self.expr(expr)? {
            Tree::Leaf(Operand::View(view)) => {
                let operand = self.read(&view, expr.site());
                if let Operand::View(_) = operand {
                    self.fail(&catalogue::ARRAY, expr.site());
                    return Some(Operand::Number(0.0));
                }
                Some(operand)
            }
            Tree::Leaf(operand) => Some(operand),
            Tree::Tuple(_) if self.activity_of(expr) == Activity::Constant => Some(self.opaque(expr)),
            Tree::Tuple(_) => {
                self.fail(&catalogue::TUPLE_SHAPE, expr.site());
                Some(Operand::Number(0.0))
            }
        }
    }

    /// Expressions of this kind are fine as constants, and errors with active values.
    fn constant_or_error(&mut self, expr: &Expr) -> Tree<Operand> {
        let entry = match expr {
            Expr::Array(_) | Expr::Repeat(_) => &catalogue::ARRAY,
            Expr::Index(index) => {
                // An index may depend on active values: it only steers.
                if self.activity_of(&index.expr) == Activity::Constant {
                    return Tree::Leaf(self.opaque_of_activity(expr, Activity::Constant));
                }
                &catalogue::INDEX
            }
            Expr::Reference(_) | Expr::RawAddr(_) => &catalogue::REFERENCE,
            Expr::Closure(closure) if super::opaque::assigns(&closure.body) => {
                return self.fail(&catalogue::CLOSURE, expr.site());
            }
            Expr::Closure(_) => &catalogue::CLOSURE,
            Expr::Range(_) => &catalogue::RANGE,
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => &catalogue::CONTROL_FLOW_INSIDE,
            Expr::Unsafe(_) => &catalogue::UNSAFE_BLOCK,
            Expr::Const(_) | Expr::Struct(_) => &catalogue::UNKNOWN_SYNTAX,
            _ => return self.fail(&catalogue::UNKNOWN_SYNTAX, expr.site()),
        };
        if self.activity_of(expr) != Activity::Constant {
            return self.fail(entry, expr.site());
        }
        if matches!(expr, Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)) {
            if self.assigns_variable(expr) {
                return self.fail(entry, expr.site());
            }
            self.opaque_statement(expr);
            return Tree::unit();
        }
        Tree::Leaf(self.opaque(expr))
    }

    /// Whether a loop has to be taken apart: it depends on active values, or changes variables or leaves the function.
    fn is_looped(&self, expr: &Expr) -> bool {
        self.activity_of(expr) != Activity::Constant || self.assigns_variable(expr) || self.escapes(expr)
    }

    pub(super) fn path(&mut self, path: &ExprPath) -> Tree<Operand> {
        let var = path.path.get_ident().filter(|_| path.qself.is_none()).and_then(|ident| self.find_ident(ident));
        let Some(var) = var else {
            return Tree::Leaf(Operand::Const(Const { tokens: path.to_token_stream(), number: None, atomic: true }));
        };
        let Some(tree) = self.vars[var].now.clone() else {
            let name = self.vars[var].name.clone();
            return self.fail_about(&catalogue::UNINITIALISED, path.site(), name);
        };
        let reference = self.vars[var].ty.as_ref().is_some_and(is_reference_to_number);
        if reference && matches!(tree, Tree::Leaf(_)) && self.tree_activity(&tree) != Activity::Active {
            // The pullback must hold the number, not the reference.
            let number = syn::parse_quote_spanned!(path.site().start=> *#path);
            return Tree::Leaf(self.opaque(&number));
        }
        if self.in_place.contains(&self.vars[var].name) && self.tree_activity(&tree) == Activity::Constant {
            // Opaque code may change it later: what it is now must be kept.
            return tree.map(&mut |leaf| match leaf {
                Operand::Value(_) => self.step(Op::Use(leaf.clone()), path.site(), self.func.float(leaf)),
                _ => leaf.clone(),
            });
        }
        tree
    }

    fn unary(&mut self, unary: &ExprUnary, whole: &Expr) -> Flow<Tree<Operand>> {
        let operand = match unary.op {
            UnOp::Neg(_) => self.operand(&unary.expr)?,
            UnOp::Deref(_) => {
                if self.names_place(whole) {
                    return Some(Tree::Leaf(Operand::of_view(self.place(whole)?)));
                }
                if self.activity_of(&unary.expr) != Activity::Constant || self.is_pointer(&unary.expr) {
                    let inner = self.expr(&unary.expr)?;
                    return Some(match inner {
                        Tree::Leaf(Operand::View(view)) if view.extra > 0 => {
                            Tree::Leaf(Operand::of_view(crate::ir::View { extra: view.extra - 1, ..*view }))
                        }
                        Tree::Leaf(Operand::View(view)) => {
                            Tree::Leaf(Operand::of_view(view.with_mode(crate::ir::Mode::Place)))
                        }
                        inner if matches!(&*unary.expr, Expr::Path(_)) => inner,
                        _ => self.fail(&catalogue::DEREFERENCE, whole.site()),
                    });
                }
                return Some(Tree::Leaf(self.opaque(whole)));
            }
            UnOp::Not(_) if self.escapes(whole) => {
                let inner = self.operand(&unary.expr)?;
                let site = whole.site();
                let opaque = self.tokens_with("test", inner, site, quote::quote_spanned!(site.start=> !test));
                return Some(Tree::Leaf(self.constant_step(Op::Opaque(opaque), site)));
            }
            _ => return Some(Tree::Leaf(self.opaque(whole))),
        };
        Some(Tree::Leaf(match operand {
            Operand::Const(constant) => {
                let inner = parenthesised(&constant);
                let number = constant.number.map(|number| -number);
                Operand::Const(Const { tokens: quote!(-#inner), number, atomic: false })
            }
            operand => self.step(Op::Neg(operand.clone()), whole.site(), self.func.float(&operand)),
        }))
    }

    /// `a + b - c`, `a.f().g(b)`: operators and method calls that continue on the left. They are walked in a loop, since
    /// sums of thousands of terms exist.
    fn chain(&mut self, whole: &Expr) -> Flow<Tree<Operand>> {
        if matches!(whole, Expr::MethodCall(_)) && self.activity_of(whole) == Activity::Constant && !self.escapes(whole)
        {
            return Some(Tree::Leaf(self.opaque(whole)));
        }
        let mut links = Vec::new();
        let mut first = whole;
        // What stands in an operator on numbers is none on anything else: asked again, each term would look at all before it.
        let mut in_operator = false;
        loop {
            let binary = matches!(first, Expr::Binary(_));
            let known = std::ptr::eq(first, whole) || in_operator && binary;
            in_operator = binary || in_operator && matches!(first, Expr::Paren(_) | Expr::Group(_));
            let left = match first {
                _ if !known && self.is_matrix_operation(first) => break,
                Expr::Binary(binary) if matches!(operator(&binary.op).1, Kind::Arithmetic) => &*binary.left,
                Expr::MethodCall(call) if self.is_special(call) || self.is_users_method(call) => break,
                Expr::MethodCall(call) if self.continues(call) => &*call.receiver,
                Expr::Paren(paren) => &*paren.expr,
                Expr::Group(group) => &*group.expr,
                _ => break,
            };
            links.push(first);
            first = left;
        }
        if let Some(failed) = self.unknown_of_place(first, &mut links) {
            if links.is_empty() {
                return Some(failed);
            }
            first = whole;
        }
        let start = first.site().start;
        // What is left of the chain is no link itself, so this goes no further down.
        if std::ptr::eq(first, whole)
            && let Expr::MethodCall(call) = first
            && self.is_special(call)
        {
            return self.special(call, first);
        }
        if let Expr::MethodCall(call) = first
            && std::ptr::eq(first, whole)
            && self.is_users_method(call)
        {
            return self.users_method(call, first);
        }
        let mut value = match first {
            _ if std::ptr::eq(first, whole) && !links.is_empty() => Operand::Number(0.0),
            _ if self.is_matrix_operation(first) => self.operand(first)?,
            Expr::MethodCall(call) if self.is_special(call) => {
                let tree = self.special(call, first)?;
                self.leaf(tree, first.site())
            }
            Expr::MethodCall(call) if self.is_users_method(call) => {
                let tree = self.users_method(call, first)?;
                self.leaf(tree, first.site())
            }
            Expr::MethodCall(call) => self.method_on_constant(call, first)?,
            _ => self.operand(first)?,
        };
        for link in links.into_iter().rev() {
            value = match link {
                Expr::Binary(binary) => {
                    let right = self.operand(&binary.right)?;
                    let site = Site { start, end: binary.right.site().end };
                    self.arithmetic(operator(&binary.op).0, value, right, site)
                }
                Expr::MethodCall(call) => {
                    let tree = self.method_on(call, value, Site { start, end: call.method.site().end })?;
                    if std::ptr::eq(link, whole) {
                        return Some(tree);
                    }
                    match tree {
                        Tree::Leaf(operand) => operand,
                        Tree::Tuple(_) => {
                            self.fail(&catalogue::TUPLE_SHAPE, link.site());
                            Operand::Number(0.0)
                        }
                    }
                }
                _ => value,
            };
        }
        Some(Tree::Leaf(value))
    }

    /// Reports a method of an array or an iterator that is not known, and takes the methods off the chain.
    fn unknown_of_place(&mut self, first: &Expr, links: &mut Vec<&Expr>) -> Option<Tree<Operand>> {
        let methods =
            |links: &[&Expr]| links.iter().rev().take_while(|link| matches!(link, Expr::MethodCall(_))).count();
        let Some(Expr::MethodCall(call)) = links.last() else { return None };
        let is_vec = |mac: &syn::Macro| mac.path.is_ident("vec");
        let other_macro = matches!(first, Expr::Macro(mac) if !is_vec(&mac.mac));
        if other_macro || crate::rules::is_known(&call.method.to_string()) || !self.holds_many(first) {
            return None;
        }
        let mut culprit = &call.method;
        let mut entry = &catalogue::PLACE_METHOD;
        if self.matrix(&call.receiver).is_some() {
            entry = &catalogue::MATRIX_METHOD;
        } else if super::iterate::starts(&call.method.to_string()) {
            let later = links.iter().rev().skip(1).map_while(|link| match link {
                Expr::MethodCall(call) => Some(&call.method),
                _ => None,
            });
            entry = &catalogue::KEPT_ITERATOR;
            for method in later {
                if !super::iterate::continues(&method.to_string()) {
                    (culprit, entry) = (method, &catalogue::ITERATOR);
                    break;
                }
            }
        }
        let failed = self.fail_about(entry, culprit.site(), culprit);
        let count = methods(links);
        links.truncate(links.len() - count);
        Some(failed)
    }

    /// `place op= value`
    fn compound_assign(&mut self, symbol: &'static str, binary: &ExprBinary, whole: &Expr) -> Flow<Tree<Operand>> {
        if self.is_constant_place(&binary.left) && self.activity_of(&binary.right) == Activity::Constant {
            self.opaque_statement(whole);
            return Some(Tree::unit());
        }
        if let Some(done) = self.own_assign(symbol, binary, whole) {
            return done;
        }
        if let Some(done) = self.matrix_assign(symbol, binary, whole) {
            return done;
        }
        // For numbers the right side is evaluated first, and a variable read after it.
        let integer = self.goes_to_integer(&binary.left);
        let right = self.steered_if(integer, &binary.right, |this| this.operand(&binary.right))?;
        if self.names_place(&binary.left) {
            let place = self.place(&binary.left)?.with_mode(crate::ir::Mode::Place);
            if !matches!(symbol, "+" | "-" | "*" | "/" | "%") {
                return Some(self.fail(&catalogue::OPERATOR, whole.site()));
            }
            self.update(place, symbol, right, whole.site());
            return Some(Tree::unit());
        }
        let pointer = matches!(&*binary.left, Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)))
            && self.root_variable(&binary.left).is_some_and(|var| self.vars[var].pointer);
        if !pointer && !matches!(&*binary.left, Expr::Path(_)) && !self.is_taken_apart(&binary.left) {
            match self.root_variable(&binary.left) {
                Some(var) => {
                    let activity = self.func.activity(&right);
                    self.activate(var, activity, binary.left.site());
                }
                None => {
                    self.fail(&catalogue::ASSIGNMENT, binary.left.site());
                }
            }
            return Some(Tree::unit());
        }
        let left = self.operand(&binary.left)?;
        let value = self.arithmetic(symbol, left, right, whole.site());
        self.assign(&binary.left, Tree::Leaf(value));
        Some(Tree::unit())
    }

    /// `place op= value`
    pub(super) fn update(&mut self, to: crate::ir::View, symbol: &'static str, value: Operand, site: Site) {
        if matches!(symbol, "+" | "-") {
            self.push(crate::ir::Pattern::none(), Op::Update { to, symbol, value }, site);
            return;
        }
        let before = self.read(&to, site);
        let after = self.arithmetic(symbol, before, value, site);
        self.push(crate::ir::Pattern::none(), Op::Store { to, value: after }, site);
    }

    pub(super) fn arithmetic(&mut self, symbol: &'static str, left: Operand, right: Operand, site: Site) -> Operand {
        if let (Operand::Const(a), Operand::Const(b)) = (&left, &right) {
            let operator: proc_macro2::TokenStream = symbol.parse().expect("an operator");
            let (a, b) = (parenthesised(a), parenthesised(b));
            return Operand::Const(Const { tokens: quote!(#a #operator #b), number: None, atomic: false });
        }
        let active = [&left, &right].iter().any(|operand| self.func.activity(operand) == Activity::Active);
        if active && !matches!(symbol, "+" | "-" | "*" | "/" | "%") {
            self.fail(&catalogue::OPERATOR, site);
            return Operand::Number(0.0);
        }
        let float = self.func.float(&left).join(self.func.float(&right));
        self.step(Op::Binary(symbol, left, right), site, float)
    }

    fn cast(&mut self, cast: &ExprCast) -> Flow<Tree<Operand>> {
        let from = self.operand(&cast.expr)?;
        let to = cast.ty.to_token_stream();
        if let Operand::Const(constant) = &from {
            let inner = parenthesised(constant);
            return Some(Tree::Leaf(Operand::Const(Const {
                tokens: quote!(#inner as #to),
                number: None,
                atomic: false,
            })));
        }
        let float = match classify(strip_type(&cast.ty), &syn::Generics::default()) {
            Class::Float(float) => float,
            Class::Constant => Float::Not,
            _ => Float::Unknown,
        };
        Some(Tree::Leaf(self.step(Op::Cast { from, to }, cast.site(), float)))
    }

    fn field(&mut self, field: &ExprField, whole: &Expr) -> Flow<Tree<Operand>> {
        if !self.is_taken_apart(whole) && self.activity_of(&field.base) == Activity::Constant {
            return Some(Tree::Leaf(self.opaque(whole)));
        }
        let base = self.expr(&field.base)?;
        Some(match (base, &field.member) {
            (Tree::Tuple(mut elements), Member::Unnamed(index)) if (index.index as usize) < elements.len() => {
                elements.swap_remove(index.index as usize)
            }
            (Tree::Leaf(Operand::View(view)), member) => {
                let view = view.with_mode(crate::ir::Mode::Place).then(Step::Field(Field::of(member)));
                if super::counts::names(whole, &self.counts) {
                    return Some(Tree::Leaf(self.integer_from(view, whole.site())));
                }
                Tree::Leaf(Operand::of_view(view))
            }
            // What a called function gave.
            (Tree::Leaf(Operand::Value(id)), member) if self.is_call(id) => {
                let view = self.placed(Tree::Leaf(Operand::Value(id)), field.base.site());
                Tree::Leaf(Operand::of_view(view.then(Step::Field(Field::of(member)))))
            }
            _ => self.fail(&catalogue::FIELD, whole.site()),
        })
    }

    /// `a[i]`, `*a`, `a.b` where all of it is constant.
    fn is_constant_place(&self, left: &Expr) -> bool {
        let tuple = matches!(left, Expr::Field(_)) && self.is_taken_apart(left);
        let state = matches!(left, Expr::Unary(unary) if self.is_pointer(&unary.expr));
        matches!(left, Expr::Index(_) | Expr::Field(_) | Expr::Unary(_))
            && !tuple
            && !state
            && self.activity_of(left) == Activity::Constant
    }

    /// Whether a field belongs to a tuple whose elements are values of their own.
    pub(super) fn is_taken_apart(&self, place: &Expr) -> bool {
        match place {
            Expr::Field(field) => self.is_taken_apart(&field.base),
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                var.is_some_and(|var| matches!(self.vars[var].now, Some(Tree::Tuple(_))))
            }
            _ => false,
        }
    }
}

/// A number of ours as an operand.
pub(super) fn number(number: f64) -> Operand {
    let literal = proc_macro2::Literal::f64_unsuffixed(number.abs()).to_token_stream();
    let negative = number.is_sign_negative();
    let tokens = if negative { quote!(-#literal) } else { literal };
    Operand::Const(Const { tokens, number: Some(number), atomic: !negative })
}

/// A literal as an operand.
fn literal_operand(literal: &Lit) -> Operand {
    let number = match literal {
        Lit::Float(float) => float.base10_parse().ok(),
        Lit::Int(int) => int.base10_parse().ok(),
        _ => None,
    };
    Operand::Const(Const { tokens: literal.to_token_stream(), number, atomic: true })
}

/// The tokens of a constant, safe next to any operator.
fn parenthesised(constant: &Const) -> proc_macro2::TokenStream {
    let tokens = &constant.tokens;
    if constant.atomic { tokens.clone() } else { quote!((#tokens)) }
}

fn strip_type(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => strip_type(&group.elem),
        Type::Paren(paren) => strip_type(&paren.elem),
        _ => ty,
    }
}

enum Kind {
    Arithmetic,
    Logical,
    Assign,
}

fn operator(op: &BinOp) -> (&'static str, Kind) {
    match op {
        BinOp::Add(_) => ("+", Kind::Arithmetic),
        BinOp::Sub(_) => ("-", Kind::Arithmetic),
        BinOp::Mul(_) => ("*", Kind::Arithmetic),
        BinOp::Div(_) => ("/", Kind::Arithmetic),
        BinOp::Rem(_) => ("%", Kind::Arithmetic),
        BinOp::BitXor(_) => ("^", Kind::Arithmetic),
        BinOp::BitAnd(_) => ("&", Kind::Arithmetic),
        BinOp::BitOr(_) => ("|", Kind::Arithmetic),
        BinOp::Shl(_) => ("<<", Kind::Arithmetic),
        BinOp::Shr(_) => (">>", Kind::Arithmetic),
        BinOp::AddAssign(_) => ("+", Kind::Assign),
        BinOp::SubAssign(_) => ("-", Kind::Assign),
        BinOp::MulAssign(_) => ("*", Kind::Assign),
        BinOp::DivAssign(_) => ("/", Kind::Assign),
        BinOp::RemAssign(_) => ("%", Kind::Assign),
        BinOp::BitXorAssign(_) => ("^", Kind::Assign),
        BinOp::BitAndAssign(_) => ("&", Kind::Assign),
        BinOp::BitOrAssign(_) => ("|", Kind::Assign),
        BinOp::ShlAssign(_) => ("<<", Kind::Assign),
        BinOp::ShrAssign(_) => (">>", Kind::Assign),
        _ => ("", Kind::Logical),
    }
}

/// `&f64`, `&mut i32`
pub(super) fn is_reference_to_number(ty: &Type) -> bool {
    let Type::Reference(reference) = strip_type(ty) else { return false };
    let float = classify(&reference.elem, &syn::Generics::default());
    let name = match &*reference.elem {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    matches!(float, Class::Float(_))
        || (float == Class::Constant && name != "str" && name != "String" && !name.is_empty())
}
