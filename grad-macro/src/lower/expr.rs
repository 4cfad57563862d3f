//! Expressions that may carry active values.

use crate::site::{Site, Sited};
use quote::{ToTokens, quote};
use syn::{BinOp, Expr, ExprBinary, ExprCast, ExprField, ExprPath, ExprUnary, Lit, Member, Type, UnOp};

use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Const, End, Float, Op, Operand, Tree};
use crate::types::{Class, classify};

impl Lowerer<'_> {
    /// Lowers an expression to its value.
    pub(super) fn expr(&mut self, expr: &Expr) -> Flow<Tree<Operand>> {
        Some(match expr {
            Expr::Paren(paren) => self.expr(&paren.expr)?,
            Expr::Group(group) => self.expr(&group.expr)?,
            Expr::Lit(literal) => Tree::Leaf(literal_operand(&literal.lit)),
            Expr::Path(path) => self.path(path),
            Expr::Unary(unary) => self.unary(unary, expr)?,
            Expr::Binary(binary) => match operator(&binary.op) {
                (_, Kind::Logical) => Tree::Leaf(self.opaque(expr)),
                (symbol, Kind::Assign) => self.compound_assign(symbol, binary, expr)?,
                (_, Kind::Arithmetic) => self.chain(expr)?,
            },
            Expr::Cast(cast) => self.cast(cast)?,
            Expr::Tuple(tuple) => {
                let elements = tuple.elems.iter().map(|element| self.expr(element)).collect::<Option<_>>()?;
                Tree::Tuple(elements)
            }
            Expr::Field(field) => self.field(field, expr)?,
            Expr::MethodCall(_) => self.chain(expr)?,
            Expr::Call(call) => self.call(call, expr)?,
            Expr::Macro(mac) => self.macro_value(&mac.mac, expr)?,
            Expr::Block(block) => {
                if let Some(label) = &block.label {
                    self.fail(&catalogue::LABEL, label.site());
                }
                self.check_attributes(&block.attrs);
                self.block(&block.block)?
            }
            Expr::If(branch) => self.if_expr(branch)?,
            Expr::Match(branch) => self.match_expr(branch)?,
            Expr::Assign(assign) => {
                if self.is_constant_place(&assign.left) && self.activity_of(&assign.right) == Activity::Constant {
                    self.opaque_statement(expr);
                    return Some(Tree::unit());
                }
                let tree = self.expr(&assign.right)?;
                self.assign(&assign.left, tree);
                Tree::unit()
            }
            Expr::Return(ret) => {
                let operand = match &ret.expr {
                    Some(value) => self.operand(value)?,
                    None => Operand::Number(0.0),
                };
                self.end = Some(End::Return(vec![operand]));
                return None;
            }
            Expr::Break(_) | Expr::Continue(_) => self.fail(&catalogue::LABEL, expr.site()),
            Expr::Try(token) => self.fail(&catalogue::QUESTION_MARK, token.question_token.site()),
            Expr::Async(_) | Expr::Await(_) => self.fail(&catalogue::ASYNC_BLOCK, expr.site()),
            Expr::Let(_) => self.fail(&catalogue::LET_CHAIN, expr.site()),
            _ => self.constant_or_error(expr),
        })
    }

    /// Lowers an expression that must be one value.
    pub(super) fn operand(&mut self, expr: &Expr) -> Flow<Operand> {
        match self.expr(expr)? {
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
            Expr::Struct(_) => &catalogue::STRUCT,
            Expr::Closure(closure) => {
                if super::opaque::assigns(&closure.body) {
                    return self.fail(&catalogue::CLOSURE, expr.site());
                }
                &catalogue::CLOSURE
            }
            Expr::Range(_) => &catalogue::RANGE,
            Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_) => &catalogue::LOOP,
            Expr::Unsafe(_) => &catalogue::UNSAFE_BLOCK,
            Expr::Const(_) => &catalogue::UNKNOWN_SYNTAX,
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

    fn path(&mut self, path: &ExprPath) -> Tree<Operand> {
        let var = path.path.get_ident().filter(|_| path.qself.is_none()).and_then(|ident| self.find_ident(ident));
        let Some(var) = var else {
            return Tree::Leaf(Operand::Const(Const { tokens: path.to_token_stream(), number: None, atomic: true }));
        };
        let Some(tree) = self.vars[var].now.clone() else {
            let name = self.vars[var].name.clone();
            return self.fail_about(&catalogue::UNINITIALISED, path.site(), name);
        };
        if self.vars[var].ty.as_ref().is_some_and(is_reference_to_number) && matches!(tree, Tree::Leaf(_)) {
            // The pullback must hold the number, not the reference.
            let number = syn::parse_quote!(*#path);
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
                if self.activity_of(&unary.expr) != Activity::Constant {
                    return Some(self.fail(&catalogue::DEREFERENCE, whole.site()));
                }
                return Some(Tree::Leaf(self.opaque(whole)));
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
        loop {
            let left = match first {
                Expr::Binary(binary) if matches!(operator(&binary.op).1, Kind::Arithmetic) => &*binary.left,
                Expr::MethodCall(call) if self.continues(call) => &*call.receiver,
                Expr::Paren(paren) => &*paren.expr,
                Expr::Group(group) => &*group.expr,
                _ => break,
            };
            links.push(first);
            first = left;
        }
        let start = first.site().start;
        // What is left of the chain is no link itself, so this goes no further down.
        let mut value = match first {
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

    /// `place op= value`
    fn compound_assign(&mut self, symbol: &'static str, binary: &ExprBinary, whole: &Expr) -> Flow<Tree<Operand>> {
        if self.is_constant_place(&binary.left) && self.activity_of(&binary.right) == Activity::Constant {
            self.opaque_statement(whole);
            return Some(Tree::unit());
        }
        // For numbers the right side is evaluated first, and a variable read after it.
        let right = self.operand(&binary.right)?;
        if !matches!(&*binary.left, Expr::Path(_) | Expr::Field(_)) {
            return Some(self.fail(&catalogue::ASSIGNMENT, binary.left.site()));
        }
        let left = self.operand(&binary.left)?;
        let value = self.arithmetic(symbol, left, right, whole.site());
        self.assign(&binary.left, Tree::Leaf(value));
        Some(Tree::unit())
    }

    fn arithmetic(&mut self, symbol: &'static str, left: Operand, right: Operand, site: Site) -> Operand {
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
            _ => self.fail(&catalogue::FIELD, whole.site()),
        })
    }

    /// `a[i]`, `*a`, `a.b` where all of it is constant.
    fn is_constant_place(&self, left: &Expr) -> bool {
        let tuple = matches!(left, Expr::Field(_)) && self.is_taken_apart(left);
        matches!(left, Expr::Index(_) | Expr::Field(_) | Expr::Unary(_))
            && !tuple
            && self.activity_of(left) == Activity::Constant
    }

    /// Whether a field belongs to a tuple whose elements are values of their own.
    fn is_taken_apart(&self, place: &Expr) -> bool {
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
fn is_reference_to_number(ty: &Type) -> bool {
    let Type::Reference(reference) = strip_type(ty) else { return false };
    let float = classify(&reference.elem, &syn::Generics::default());
    let name = match &*reference.elem {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    };
    matches!(float, Class::Float(_))
        || (float == Class::Constant && name != "str" && name != "String" && !name.is_empty())
}
