//! Statements and blocks.

use quote::ToTokens;
use crate::site::{Site, Sited};
use syn::{Attribute, Block, Expr, Item, Local, Pat, Stmt as SynStmt, Type};

use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{Activity, Float, Hint, Op, Operand, Pattern, Tree};
use crate::types::{Class, classify};

impl Lowerer<'_> {
    /// A block in a scope of its own; its value is that of its last expression.
    pub(super) fn block(&mut self, block: &Block) -> Flow<Tree<Operand>> {
        self.depth += 1;
        self.scopes.push(std::collections::HashMap::new());
        let value = self.block_stmts(block);
        self.scopes.pop();
        self.depth -= 1;
        value
    }

    fn block_stmts(&mut self, block: &Block) -> Flow<Tree<Operand>> {
        for stmt in &block.stmts {
            if let SynStmt::Item(item) = stmt {
                self.item(item);
            }
        }
        let mut value = Tree::unit();
        for stmt in &block.stmts {
            value = match stmt {
                SynStmt::Item(_) => Tree::unit(),
                SynStmt::Local(local) => {
                    self.local(local)?;
                    Tree::unit()
                }
                SynStmt::Expr(expr, None) => self.expr_or_effect(expr, std::ptr::eq(stmt, block.stmts.last()?))?,
                SynStmt::Expr(expr, Some(_)) => {
                    self.effect(expr)?;
                    Tree::unit()
                }
                SynStmt::Macro(mac) => {
                    self.check_attributes(&mac.attrs);
                    let last = std::ptr::eq(stmt, block.stmts.last()?);
                    if mac.semi_token.is_none() && last {
                        self.macro_tail(&mac.mac)?
                    } else {
                        self.macro_statement(&mac.mac)?;
                        Tree::unit()
                    }
                }
            };
        }
        Some(value)
    }

    /// An expression without a semicolon is the block's value where it is the last one.
    fn expr_or_effect(&mut self, expr: &Expr, last: bool) -> Flow<Tree<Operand>> {
        if last { self.expr(expr) } else { self.effect(expr).map(|()| Tree::unit()) }
    }

    /// An expression for its effect.
    fn effect(&mut self, expr: &Expr) -> Flow<()> {
        match expr {
            Expr::MethodCall(_) | Expr::Call(_) | Expr::Macro(_) => self.opaque_effect(expr),
            // A semicolon alone.
            Expr::Verbatim(tokens) if tokens.is_empty() => Some(()),
            _ => self.expr(expr).map(|_| ()),
        }
    }

    /// Items stand at the top of each companion, where they mean the same as at the top of the function.
    fn item(&mut self, item: &Item) {
        match item {
            Item::Static(item) => self.errors.report(&catalogue::STATIC_ITEM, item.static_token.site()),
            _ if self.depth > 1 => self.errors.report(&catalogue::NESTED_ITEM, item.site()),
            _ => item.to_tokens(&mut self.items),
        }
    }

    /// `#[cfg]` would have to be evaluated before lowering, which a macro cannot.
    pub(super) fn check_attributes(&mut self, attrs: &[Attribute]) {
        for attr in attrs {
            if attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr") {
                self.errors.report(&catalogue::CFG_INSIDE, attr.site());
            }
        }
    }

    fn local(&mut self, local: &Local) -> Flow<()> {
        self.check_attributes(&local.attrs);
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = &local.init else {
            self.declare_later(pat, ty);
            return Some(());
        };
        if let Some((token, _)) = &init.diverge {
            self.fail(&catalogue::LET_ELSE, token.site());
        }
        if !matches!(strip(pat), Pat::Ident(_) | Pat::Wild(_) | Pat::Tuple(_) | Pat::Paren(_)) {
            return self.constant_destructuring(pat, ty, &init.expr);
        }
        let tree = self.expr(&init.expr)?;
        self.bind(pat, ty, tree, init.expr.site());
        Some(())
    }

    /// `let a;`
    fn declare_later(&mut self, pat: &Pat, ty: Option<&Type>) {
        match strip(pat) {
            Pat::Ident(pat) => {
                let id = self.declare(Key::of(&pat.ident), None);
                self.vars[id].ty = ty.cloned();
            }
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pat| self.declare_later(pat, None)),
            _ => {}
        }
    }

    /// Binds the variables of a tuple-shaped pattern.
    pub(super) fn bind(&mut self, pat: &Pat, ty: Option<&Type>, tree: Tree<Operand>, site: Site) {
        match strip(pat) {
            Pat::Wild(_) => {}
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
                let key = Key::of(&pat.ident);
                let tree = self.named(&key.name, pat.ident.site(), ty, tree);
                if pat.mutability.is_some() && self.in_place.contains(&key.name) {
                    for value in tree.leaves().into_iter().filter_map(Operand::value) {
                        self.func.values[value.0].mutable = true;
                    }
                }
                self.declare(key, Some(tree));
            }
            Pat::Tuple(tuple) if !tuple.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                let types: Vec<Option<&Type>> = match ty {
                    Some(Type::Tuple(types)) if types.elems.len() == tuple.elems.len() => {
                        types.elems.iter().map(Some).collect()
                    }
                    _ => vec![None; tuple.elems.len()],
                };
                let elements = self.take_apart(tree, tuple.elems.len(), site);
                for ((pat, ty), element) in tuple.elems.iter().zip(types).zip(elements) {
                    self.bind(pat, ty, element, site);
                }
            }
            pat => {
                self.fail(&catalogue::PATTERN, pat.site());
            }
        }
    }

    /// The elements of a tuple; a constant one that is not seen as a tuple is taken apart by a `let`.
    pub(super) fn take_apart(&mut self, tree: Tree<Operand>, count: usize, site: Site) -> Vec<Tree<Operand>> {
        match tree {
            Tree::Tuple(elements) if elements.len() == count => elements,
            Tree::Leaf(leaf) if self.func.activity(&leaf) != Activity::Active => {
                let activity = self.func.activity(&leaf);
                let ids: Vec<_> =
                    (0..count).map(|_| self.func.fresh(Hint::Temp, site, Float::Unknown, activity)).collect();
                let tree = Tree::Tuple(ids.iter().map(|id| Tree::Leaf(Some(*id))).collect());
                self.push(Pattern::Tree(tree), Op::Use(leaf), site);
                ids.into_iter().map(|id| Tree::Leaf(Operand::Value(id))).collect()
            }
            _ => {
                self.fail(&catalogue::TUPLE_SHAPE, site);
                vec![Tree::Leaf(Operand::Number(0.0)); count]
            }
        }
    }

    /// Gives a value the name of the variable that it is bound to.
    ///
    /// A step made for this variable takes its name. Another variable's value is shared where that is
    /// the same thing (active values are `Copy` floats); anything else gets a `let` of its own.
    pub(super) fn named(
        &mut self,
        name: &str,
        site: Site,
        ty: Option<&Type>,
        tree: Tree<Operand>,
    ) -> Tree<Operand> {
        let leaf = match tree {
            Tree::Leaf(leaf) => leaf,
            Tree::Tuple(elements) => {
                let types: Vec<Option<&Type>> = match ty {
                    Some(Type::Tuple(types)) if types.elems.len() == elements.len() => {
                        types.elems.iter().map(Some).collect()
                    }
                    _ => vec![None; elements.len()],
                };
                let named = elements.into_iter().zip(types).enumerate();
                return Tree::Tuple(
                    named.map(|(i, (tree, ty))| self.named(&format!("{name}_{i}"), site, ty, tree)).collect(),
                );
            }
        };
        let annotation = ty.map(ToTokens::to_token_stream);
        if let Operand::Value(id) = leaf {
            if self.is_fresh_temp(id) {
                self.func.values[id.0].hint = Hint::User(name.to_owned());
                self.func.values[id.0].site = site;
                self.func.values[id.0].annotation = annotation;
                if let Some(float) = ty.map(float_of_type) {
                    self.func.values[id.0].float = float.join(self.func.values[id.0].float);
                }
                return Tree::Leaf(leaf);
            }
            if annotation.is_none() && self.func.activity(&leaf) == Activity::Active {
                return Tree::Leaf(leaf);
            }
        }
        let float = ty.map_or(Float::Unknown, float_of_type).join(self.func.float(&leaf));
        let activity = self.func.activity(&leaf);
        let id = self.func.fresh(Hint::User(name.to_owned()), site, float, activity);
        self.func.values[id.0].annotation = annotation;
        self.push(Pattern::one(id), Op::Use(leaf), site);
        Tree::Leaf(Operand::Value(id))
    }

    /// `left = right`, and destructuring assignment.
    pub(super) fn assign(&mut self, left: &Expr, tree: Tree<Operand>) {
        match left {
            Expr::Infer(_) => {}
            Expr::Paren(paren) => self.assign(&paren.expr, tree),
            Expr::Group(group) => self.assign(&group.expr, tree),
            Expr::Tuple(tuple) => {
                let elements = self.take_apart(tree, tuple.elems.len(), left.site());
                // All elements of the right side are values by now, so the order does not matter.
                for (left, element) in tuple.elems.iter().zip(elements) {
                    self.assign(left, element);
                }
            }
            Expr::Path(path) if path.path.get_ident().is_some_and(|ident| self.find_ident(ident).is_some()) => {
                let ident = path.path.get_ident().expect("just checked");
                let var = self.find_ident(ident).expect("just checked");
                let ty = self.vars[var].ty.take();
                let name = self.vars[var].name.clone();
                let tree = self.named(&name, ident.site(), ty.as_ref(), tree);
                if self.in_place.contains(&name) {
                    for value in tree.leaves().into_iter().filter_map(Operand::value) {
                        self.func.values[value.0].mutable = true;
                    }
                }
                self.vars[var].now = Some(tree);
            }
            _ => {
                self.fail(&catalogue::ASSIGNMENT, left.site());
            }
        }
    }
}

fn float_of_type(ty: &Type) -> Float {
    match classify(ty, &syn::Generics::default()) {
        Class::Float(float) => float,
        Class::Constant => Float::Not,
        _ => Float::Unknown,
    }
}

/// A pattern without its parentheses.
pub(super) fn strip(pat: &Pat) -> &Pat {
    match pat {
        Pat::Paren(paren) => strip(&paren.pat),
        _ => pat,
    }
}
