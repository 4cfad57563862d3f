//! Statements and blocks.

use crate::site::{Site, Sited};
use quote::ToTokens;
use syn::{Block, Expr, Item, Local, Pat, Stmt as SynStmt, Type};

use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{
    Activity, Float, Head, Hint, Holder, Member, Mode, Op, Operand, Pattern, Place, Shape, Step, StmtKind, Tree, View,
};
use crate::types::{self, Class, classify};

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
    pub(super) fn effect(&mut self, expr: &Expr) -> Flow<()> {
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

    fn local(&mut self, local: &Local) -> Flow<()> {
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = &local.init else {
            self.declare_later(pat, ty);
            return Some(());
        };
        if let Some((_, other)) = &init.diverge {
            if let Some(missing) = self.missing(&init.expr)? {
                return self.let_some(pat, &missing, other);
            }
            if self.activity_of(&init.expr) != Activity::Active || self.answers(&init.expr) {
                return self.constant_let_else(pat, &init.expr, other);
            }
            if super::pattern::of_slice(pat).is_some() {
                return self.let_slice(pat, &init.expr, other);
            }
            return self.let_else(pat, &init.expr, other);
        }
        self.bind_init(pat, ty, &init.expr)
    }

    /// `let pat = init;`
    fn bind_init(&mut self, pat: &Pat, ty: Option<&Type>, init: &Expr) -> Flow<()> {
        if let (Pat::Tuple(names), Expr::Tuple(values)) = (strip(pat), super::place::strip(init))
            && self.are_separate(names, values)
        {
            for (at, (pat, value)) in names.elems.iter().zip(&values.elems).enumerate() {
                let ty = match ty {
                    Some(Type::Tuple(types)) => types.elems.get(at),
                    _ => None,
                };
                self.bind_init(pat, ty, value)?;
            }
            return Some(());
        }
        let simple = matches!(strip(pat), Pat::Ident(_) | Pat::Wild(_) | Pat::Tuple(_) | Pat::Paren(_));
        let places = matches!(strip(pat), Pat::Slice(_) | Pat::Reference(_) | Pat::Struct(_) | Pat::TupleStruct(_));
        let active = self.activity_of(init) != Activity::Constant;
        if !(simple || places && active) {
            return self.constant_destructuring(pat, ty, init);
        }
        let closure = match (super::place::strip(init), strip(pat)) {
            (Expr::Closure(closure), Pat::Ident(name)) => Some((closure, name)),
            _ => None,
        };
        if let Some((closure, name)) = closure
            && self.sees_through(closure)
        {
            self.name_closure(closure, name);
            return Some(());
        }
        let owned = self.constant_part(init).or_else(|| super::written_out::typed_sum(init, ty));
        let value = owned.as_ref().unwrap_or(init);
        let before = self.vars.len();
        let root = self.mutable_root(init);
        let integer = matches!(strip(pat), Pat::Ident(name) if self.is_integer(&name.ident));
        // A name may stand for another variable afterwards.
        let guessed = match (strip(pat), ty) {
            (Pat::Ident(_) | Pat::Tuple(_), None) => self.guessed_type(init),
            _ => None,
        };
        let tree = self.steered_if(integer, init, |this| {
            let made = this.array_of_type(value, ty);
            let tree = if let Some(made) = made { made? } else { this.expr(value)? };
            // What is read is read here, where it counts as an integer.
            Some(if integer { this.settle(tree, init.site()) } else { tree })
        })?;
        let tree = match &guessed {
            Some(guessed) => self.placed_by_guess(tree, guessed, init.site()),
            None => tree,
        };
        if simple
            && let Pat::Ident(pat) = strip(pat)
            && self.is_assumed(&pat.ident)
            && self.tree_activity(&tree) != Activity::Active
        {
            if let Some(tree) = self.declare_assumed(pat, ty, tree, super::place::shape_of(init)) {
                self.bind(strip(&Pat::Ident(pat.clone())), ty, tree, pat.ident.site());
                let decl = std::ptr::from_ref(&pat.ident) as usize;
                self.find_ident(&pat.ident).into_iter().for_each(|var| self.vars[var].decl = decl);
            }
            self.note_own_variables(before, init);
            self.note_guessed(before, guessed);
            return Some(());
        }
        if let (Pat::Tuple(names), Some(Type::Tuple(types))) = (strip(pat), &guessed)
            && names.elems.len() == types.elems.len()
        {
            self.bind_guessed(names, types, tree, init.site());
        } else {
            self.bind(pat, ty, tree, init.site());
            self.note_matrix(before, init);
            self.note_guessed(before, guessed);
        }
        if matches!(super::place::shape_of(init), Shape::Vector(_)) {
            self.vars[before..].iter_mut().for_each(|var| var.vector = true);
        }
        if self.refers_to_list(init) {
            self.vars[before..].iter_mut().for_each(|var| var.slice = true);
        }
        self.note_own_variables(before, init);
        self.note_borrows(before, root);
        if let Some((closure, name)) = closure {
            self.note_constant_closure(closure, name);
        }
        Some(())
    }

    /// Whether `let (mut a, mut b) = (x, y);` is to be read as a `let` for each: one of them holds constants now and active values later.
    fn are_separate(&self, names: &syn::PatTuple, values: &syn::ExprTuple) -> bool {
        let idents: Vec<&syn::Ident> = names
            .elems
            .iter()
            .filter_map(|pat| match strip(pat) {
                Pat::Ident(name) => Some(&name.ident),
                _ => None,
            })
            .collect();
        let mentioned = |name: &&syn::Ident| has(values.to_token_stream(), name);
        idents.len() == names.elems.len()
            && idents.len() == values.elems.len()
            && idents.iter().any(|name| self.is_assumed(name))
            && !idents.iter().any(mentioned)
    }

    /// `let Some(n) = constant else { return x };`
    fn constant_let_else(&mut self, pat: &Pat, init: &Expr, other: &Expr) -> Flow<()> {
        let mut opaque = self.capture_expr(init);
        let tokens = &opaque.tokens;
        // A struct literal cannot stand before the braces of a `match`.
        if syn::parse2::<Expr>(quote::quote!(match #tokens {})).is_err() {
            opaque.tokens = quote::quote!((#tokens));
        }
        let head = Head::Opaque(opaque);
        let activity = self.activity_of(init).min(Activity::Cut);
        let (first, lent) = (self.vars.len(), self.mutable_root(init));
        let before = self.vars.clone();
        let mut names = Vec::new();
        let then = self.arm(pat.site(), |this| {
            let pattern = this.constant_pattern(pat, activity);
            let Pattern::User { bindings, .. } = &pattern else { return (Some(pattern), None, None) };
            names.extend(bindings.iter().map(|(key, _)| key.clone()));
            let values = bindings.iter().map(|(_, id)| Tree::Leaf(Operand::Value(*id))).collect();
            (Some(pattern), None, Some(Tree::Tuple(values)))
        });
        self.restore(&before);
        let other = self.arm(other.site(), |this| (Some(Pattern::Tree(Tree::Leaf(None))), None, this.expr(other)));
        let values = self.merge(head, vec![then, other], before, pat.site())?;
        let Tree::Tuple(values) = values else { return Some(()) };
        for (key, value) in names.into_iter().zip(values) {
            if let Tree::Leaf(Operand::Value(id)) = &value {
                self.func.values[id.0].hint = Hint::User(key.name.clone());
                self.func.values[id.0].mutable = self.in_place.contains(&key.name);
            }
            self.declare(key, Some(value));
            self.note_borrows(first, lent);
        }
        Some(())
    }

    /// Whether a tuple of names has one that holds a constant now and active values later.
    fn holds_assumed(&self, pat: &Pat) -> bool {
        let Pat::Tuple(tuple) = strip(pat) else { return false };
        let assumed = |pat: &Pat| matches!(strip(pat), Pat::Ident(name) if self.is_assumed(&name.ident));
        tuple.elems.iter().any(assumed) && !tuple.elems.iter().any(super::pattern::is_rest)
    }

    pub(super) fn is_assumed(&self, ident: &syn::Ident) -> bool {
        let decl = std::ptr::from_ref(ident) as usize;
        self.assumed.contains_key(&decl) || self.assumed_places.contains(&decl)
    }

    /// A variable that holds constants now and active values later: an array, or a float behind references. A plain float
    /// needs nothing here: the loop that changes it carries it, and gets its value back.
    fn declare_assumed(
        &mut self,
        pat: &syn::PatIdent,
        ty: Option<&Type>,
        tree: Tree<Operand>,
        shape: Shape,
    ) -> Flow<Tree<Operand>> {
        let decl = std::ptr::from_ref(&pat.ident) as usize;
        let site = pat.ident.site();
        let by_reference = self.assumed_places.contains(&decl);
        let from_type = ty.and_then(|ty| types::shape(ty, &syn::Generics::default()));
        let shape = from_type.unwrap_or(shape);
        let aggregate = shape.is_aggregate() || self.many.contains(&Key::of(&pat.ident).name);
        if !by_reference && !aggregate {
            return Some(tree);
        }
        let leaf = match tree {
            Tree::Leaf(leaf) => leaf,
            Tree::Tuple(_) => {
                self.fail(&catalogue::TUPLE_SHAPE, site);
                Operand::Number(0.0)
            }
        };
        let shape = if by_reference && !aggregate { Shape::Scalar(self.func.float(&leaf)) } else { shape };
        let id = match leaf {
            // Going back, what is owed to a place is asked for where it is made: arithmetic makes numbers.
            Operand::Value(id) if self.is_fresh_temp(id) && (aggregate || self.is_call(id)) => id,
            leaf => self.step(Op::Use(leaf), site, Float::Unknown).value().expect("a step has a value"),
        };
        let activity = if by_reference { Activity::Active } else { self.assumed[&decl] };
        let value = &mut self.func.values[id.0];
        value.hint = Hint::User(Key::of(&pat.ident).name);
        value.site = site;
        value.annotation = ty.map(ToTokens::to_token_stream);
        value.mutable = pat.mutability.is_some();
        value.activity = activity;
        value.place = Some(Place { shape, holder: Holder::Owned });
        let var = self.declare(Key::of(&pat.ident), Some(Tree::Leaf(Operand::of_view(View::whole(id)))));
        self.vars[var].decl = decl;
        self.vars[var].ty = ty.cloned();
        None
    }

    /// `let row = &mut a[i];`: what is written to `row` goes into `a`.
    pub(super) fn note_borrows(&mut self, before: usize, root: Option<super::VarId>) {
        let Some(root) = root else { return };
        for var in before..self.vars.len() {
            self.vars[var].borrows = Some(root);
        }
    }

    /// The variable that an expression borrows to change it, as the names are before it is bound.
    pub(super) fn mutable_root(&self, init: &Expr) -> Option<super::VarId> {
        if let Some(of) = mutably_borrowed(init) {
            return self.root_variable(of);
        }
        // What such a reference has a name for.
        let var = super::opaque::root(init).and_then(|ident| self.find_ident(ident))?;
        self.vars[var].borrows.and_then(|_| self.root_variable(init))
    }

    /// One statement by itself.
    pub(super) fn one_stmt(&mut self, stmt: &SynStmt) -> Flow<()> {
        match stmt {
            SynStmt::Local(local) => self.local(local),
            SynStmt::Expr(expr, _) => self.effect(expr),
            SynStmt::Macro(mac) => self.macro_statement(&mac.mac),
            SynStmt::Item(_) => Some(()),
        }
    }

    /// `let a;`
    fn declare_later(&mut self, pat: &Pat, ty: Option<&Type>) {
        match strip(pat) {
            Pat::Ident(pat) => {
                let id = self.declare(Key::of(&pat.ident), None);
                self.vars[id].ty = ty.cloned();
                self.vars[id].decl = std::ptr::from_ref(&pat.ident) as usize;
            }
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pat| self.declare_later(pat, None)),
            _ => {}
        }
    }

    /// Binds the variables of a tuple-shaped pattern.
    pub(super) fn bind(&mut self, pat: &Pat, ty: Option<&Type>, tree: Tree<Operand>, site: Site) {
        match strip(pat) {
            Pat::Wild(_) => {}
            // A test, which chose the arm.
            pat if matches!(&tree, Tree::Leaf(Operand::View(_))) && !super::variants::binds(pat) => {}
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => {
                let key = Key::of(&pat.ident);
                let decl = std::ptr::from_ref(&pat.ident) as usize;
                let constant = self.tree_activity(&tree) != Activity::Active
                    && matches!(&tree, Tree::Leaf(leaf) if leaf.view().is_none());
                let tree = if constant && self.is_assumed(&pat.ident) {
                    // One of several: what it was made of is not seen here.
                    self.declare_assumed(pat, ty, tree, Shape::Scalar(Float::Unknown))
                } else {
                    Some(tree)
                };
                let Some(tree) = tree.and_then(|tree| self.bind_place(pat, ty, tree, site)) else { return };
                let tree = self.named(&key.name, pat.ident.site(), ty, tree);
                let changes = pat.mutability.is_some() && self.in_place.contains(&key.name);
                if changes || self.is_mutable_reference(&tree) {
                    for value in tree.leaves().into_iter().filter_map(Operand::value) {
                        self.func.values[value.0].mutable = true;
                    }
                }
                let tree = self.whole_if_changed(&key.name, tree, pat.site());
                let var = self.declare(key, Some(tree));
                self.vars[var].ty = ty.cloned();
                self.vars[var].decl = decl;
            }
            // `ref x`
            Pat::Ident(pat) if pat.mutability.is_none() && pat.subpat.is_none() => {
                let tree = match tree {
                    Tree::Leaf(Operand::View(view)) => Tree::Leaf(self.referred(*view, Mode::Shared, site)),
                    tree => self.by_reference(tree),
                };
                self.declare(Key::of(&pat.ident), Some(tree));
            }
            Pat::Reference(reference) => {
                if let Tree::Leaf(leaf @ Operand::Value(_)) = &tree
                    && self.func.activity(leaf) == Activity::Constant
                    && !matches!(strip(&reference.pat), Pat::Ident(_))
                {
                    let leaf = leaf.clone();
                    self.bind_constant(pat, leaf);
                    return;
                }
                match self.referent(tree, site) {
                    Some(tree) => self.bind(&reference.pat, ty, tree, site),
                    None => drop(self.fail(&catalogue::PATTERN, pat.site())),
                }
            }
            Pat::Slice(slice) => {
                if let Tree::Leaf(leaf) = &tree
                    && self.func.activity(leaf) == Activity::Constant
                {
                    let leaf = leaf.clone();
                    self.bind_constant(pat, leaf);
                    return;
                }
                let view = self.placed(tree, site);
                let rest = slice.elems.iter().position(super::pattern::is_rest);
                for (index, element) in slice.elems.iter().enumerate() {
                    if Some(index) == rest {
                        self.bind_rest(element, index, slice.elems.len() - index - 1, &view, site);
                        continue;
                    }
                    let from_end = slice.elems.len() - index;
                    let index = match rest {
                        Some(rest) if index > rest => {
                            let len = self.len(&view, site);
                            let back = self.usize_literal(from_end);
                            self.constant_step(Op::Binary("-", len, back), site)
                        }
                        _ => self.usize_literal(index),
                    };
                    let index = Step::Index(index);
                    let part = self.part(&view, index, site);
                    self.bind(element, None, part, site);
                }
            }
            Pat::Tuple(_) | Pat::TupleStruct(_) | Pat::Struct(_)
                if matches!(&tree, Tree::Leaf(leaf) if matches!(leaf, Operand::Value(_)) && self.func.activity(leaf) == Activity::Constant)
                    && !self.holds_assumed(pat) =>
            {
                let Tree::Leaf(leaf) = tree else { return };
                self.bind_constant(pat, leaf);
            }
            Pat::Tuple(tuple) if !tuple.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) => {
                let types: Vec<Option<&Type>> = match ty {
                    Some(Type::Tuple(types)) if types.elems.len() == tuple.elems.len() => {
                        types.elems.iter().map(Some).collect()
                    }
                    _ => vec![None; tuple.elems.len()],
                };
                let elements = self.take_apart(tree, tuple.elems.len(), site);
                let (names, parts): (Vec<_>, Vec<_>) = tuple
                    .elems
                    .iter()
                    .zip(types)
                    .zip(elements)
                    .partition(|((pat, _), _)| matches!(strip(pat), Pat::Ident(_)));
                // Names first: taking parts apart makes statements, after which nobody sees that a call gave these.
                for ((pat, ty), element) in names.into_iter().chain(parts) {
                    self.bind(pat, ty, element, site);
                }
            }
            Pat::Struct(pat) => {
                let view = self.placed(tree, site);
                self.bind_struct(pat, &view, site);
            }
            Pat::TupleStruct(pat) => {
                let view = self.placed(tree, site);
                self.bind_tuple_struct(pat, &view, site);
            }
            pat => {
                self.fail(&catalogue::PATTERN, pat.site());
            }
        }
    }

    /// What a reference refers to; of a tuple of references, what all of them refer to.
    fn referent(&mut self, tree: Tree<Operand>, site: Site) -> Option<Tree<Operand>> {
        Some(match tree {
            Tree::Leaf(Operand::View(view)) if view.extra > 0 => {
                Tree::Leaf(Operand::of_view(View { extra: view.extra - 1, ..*view }))
            }
            Tree::Leaf(Operand::View(view)) => Tree::Leaf(Operand::of_view(view.with_mode(Mode::Place))),
            Tree::Leaf(leaf) if self.func.activity(&leaf) == Activity::Constant => {
                let opaque = self.tokens_with("item", leaf, site, quote::quote_spanned!(site.start=> *item));
                Tree::Leaf(self.step(Op::Opaque(opaque), site, Float::Unknown))
            }
            Tree::Tuple(parts) if !parts.is_empty() => {
                Tree::Tuple(parts.into_iter().map(|part| self.referent(part, site)).collect::<Option<_>>()?)
            }
            Tree::Tuple(_) | Tree::Leaf(_) => return None,
        })
    }

    /// A constant taken apart by the user's own pattern.
    fn bind_constant(&mut self, pat: &Pat, leaf: Operand) {
        let site = pat.site();
        let pattern = self.constant_pattern(pat, Activity::Constant);
        self.push(pattern, Op::Use(leaf), site);
    }

    /// Binds a name to a place or a reference; gives anything else back.
    fn bind_place(
        &mut self,
        pat: &syn::PatIdent,
        ty: Option<&Type>,
        tree: Tree<Operand>,
        site: Site,
    ) -> Option<Tree<Operand>> {
        let key = Key::of(&pat.ident);
        let decl = std::ptr::from_ref(&pat.ident) as usize;
        let from_call = matches!(self.stmts.last().map(|stmt| &stmt.kind), Some(StmtKind::Let { op: Op::Call(_), .. }));
        let matrix = ty.and_then(super::matrix::of_type).is_some();
        let number = matches!(&tree, Tree::Leaf(Operand::Value(id)) if self.func.value(*id).float.is_known());
        let anything = from_call && !number && !self.numbers.contains(&key.name) && !self.const_fn;
        let many = matrix || self.many.contains(&key.name) || anything;
        let by_reference = self.assumed_places.contains(&decl);
        let declared = |this: &mut Self, view: View| {
            let var = this.declare(key.clone(), Some(Tree::Leaf(Operand::of_view(view))));
            this.vars[var].ty = ty.cloned();
            this.vars[var].decl = decl;
        };
        let view = match tree {
            Tree::Leaf(Operand::View(view)) => {
                self.typed_as(&view, ty);
                *view
            }
            // What a called function gave may be an array.
            Tree::Leaf(Operand::Value(id))
                if by_reference
                    || many && self.func.activity(&Operand::Value(id)) != Activity::Constant && self.is_call(id) =>
            {
                let from_type = ty.and_then(|ty| types::shape(ty, &syn::Generics::default()));
                let view = if self.is_call(id) {
                    let shape = from_type.unwrap_or(if many {
                        Shape::Unknown
                    } else {
                        Shape::Scalar(self.func.value(id).float)
                    });
                    self.func.values[id.0].place = Some(Place { shape, holder: Holder::Owned });
                    View::whole(id)
                } else {
                    let float = self.func.value(id).float;
                    self.new_place(Op::Use(Operand::Value(id)), Shape::Scalar(float), site)
                };
                self.name_place(&view, pat, ty);
                declared(self, view);
                return None;
            }
            tree => {
                if let (true, Tree::Leaf(Operand::Value(id))) = (self.is_integer(&pat.ident), &tree) {
                    self.read_integer(*id);
                }
                return Some(tree);
            }
        };
        if view.mode != Mode::Place {
            if view.steps.iter().any(|step| matches!(step, Step::Range { .. })) {
                // Panics where the user's own reference would.
                self.push(Pattern::Tree(Tree::Leaf(None)), Op::Use(Operand::of_view(view.clone())), site);
            }
            let window = self.window(pat, &view, site);
            declared(self, view);
            if let (Some(window), Some(var)) = (window, self.find_ident(&pat.ident)) {
                self.vars[var].window = Some(window);
                self.refresh(var);
            }
            return None;
        }
        if self.is_integer(&pat.ident) && self.func.shape(&view) == Shape::Unknown {
            return Some(Tree::Leaf(self.integer_from(view, site)));
        }
        if pat.mutability.is_none() && !by_reference && self.may_stand_for(&view, &key.name) {
            declared(self, view);
            return None;
        }
        let number = view.steps.is_empty() && self.func.value(view.root()).place.is_none() && !many;
        if number && !by_reference {
            // What a reference to a number refers to.
            return Some(Tree::Leaf(view.base));
        }
        let fresh = view.steps.is_empty() && self.is_fresh_temp(view.root()) && !number;
        let view = if fresh {
            view
        } else if self.func.shape(&view) == Shape::Unknown
            && (many || matches!(view.steps.last(), Some(Step::Payload(_))) && !self.numbers.contains(&key.name))
        {
            self.new_place(Op::Copy { from: view, method: None }, Shape::Unknown, site)
        } else {
            match self.read(&view, site) {
                Operand::View(view) => *view,
                leaf if by_reference => {
                    let float = self.func.float(&leaf);
                    self.new_place(Op::Use(leaf), Shape::Scalar(float), site)
                }
                leaf => return Some(Tree::Leaf(leaf)),
            }
        };
        self.name_place(&view, pat, ty);
        declared(self, view);
        None
    }

    fn name_place(&mut self, view: &View, pat: &syn::PatIdent, ty: Option<&Type>) {
        let ours = self.movable.remove(&view.root());
        let value = &mut self.func.values[view.root().0];
        value.hint = Hint::User(Key::of(&pat.ident).name);
        value.site = pat.ident.site();
        value.mutable = ours || pat.mutability.is_some();
        value.annotation = ty.map(ToTokens::to_token_stream).or(value.annotation.take());
    }

    /// Whether the last statement is a call that gives this value, or a branch or loop that does.
    pub(super) fn is_call(&self, id: crate::ir::ValueId) -> bool {
        self.is_fresh_temp(id)
            && self.stmts.last().is_some_and(|stmt| match &stmt.kind {
                StmtKind::Let { op, .. } => matches!(op, Op::Call(_) | Op::Load(_)),
                StmtKind::Branch(_) | StmtKind::Loop(_) => true,
                StmtKind::Comment(_) => false,
            })
    }

    /// The elements of a tuple; a constant one that is not seen as a tuple is taken apart by a `let`.
    pub(super) fn take_apart(&mut self, tree: Tree<Operand>, count: usize, site: Site) -> Vec<Tree<Operand>> {
        match tree {
            Tree::Tuple(elements) if elements.len() == count => elements,
            Tree::Leaf(Operand::View(view)) => {
                (0..count).map(|index| self.part(&view, Step::Field(Member::Unnamed(index)), site)).collect()
            }
            // A called function that gives a tuple.
            Tree::Leaf(Operand::Value(id)) if self.func.value(id).activity == Activity::Active && self.is_call(id) => {
                let ids: Vec<_> =
                    (0..count).map(|_| self.func.fresh(Hint::Temp, site, Float::Unknown, Activity::Active)).collect();
                if let Some(StmtKind::Let { pattern: Pattern::Tree(tree), .. }) =
                    self.stmts.last_mut().map(|stmt| &mut stmt.kind)
                {
                    tree.replace(&Some(id), &Tree::Tuple(ids.iter().map(|id| Tree::Leaf(Some(*id))).collect()));
                }
                ids.into_iter().map(|id| Tree::Leaf(Operand::Value(id))).collect()
            }
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

    /// Whether a value is `&mut …` of something constant.
    fn is_mutable_reference(&self, tree: &Tree<Operand>) -> bool {
        let Tree::Leaf(Operand::Value(id)) = tree else { return false };
        matches!(
            self.stmts.last().map(|stmt| &stmt.kind),
            Some(StmtKind::Let { pattern, op: Op::Opaque(opaque) })
                if pattern.values() == [*id]
                    && matches!(syn::parse2(opaque.tokens.clone()), Ok(expr) if super::opaque::is_mutable_reference(&expr))
        )
    }

    /// Gives a value the name of the variable that it is bound to.
    ///
    /// A step made for this variable takes its name. Another variable's value is shared where that is
    /// the same thing (active values are `Copy` floats); anything else gets a `let` of its own.
    pub(super) fn named(&mut self, name: &str, site: Site, ty: Option<&Type>, tree: Tree<Operand>) -> Tree<Operand> {
        let leaf = match tree {
            leaf @ Tree::Leaf(Operand::View(_)) => return leaf,
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
            // A mutable reference cannot be had twice.
            let exclusive = self.func.value(id).mutable && matches!(self.func.value(id).hint, Hint::Temp);
            if self.is_fresh_temp(id) || exclusive {
                self.func.values[id.0].hint = Hint::User(name.to_owned());
                self.func.values[id.0].site = site;
                self.func.values[id.0].annotation = annotation.or(self.func.values[id.0].annotation.take());
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
                let tree = self.settle(tree, left.site());
                let elements = self.take_apart(tree, tuple.elems.len(), left.site());
                // All elements of the right side are values by now, so the order does not matter.
                for (left, element) in tuple.elems.iter().zip(elements) {
                    self.assign(left, element);
                }
            }
            Expr::Array(array) => {
                let view = self.placed(tree, left.site());
                let mut elements = Vec::new();
                for index in 0..array.elems.len() {
                    let index = Step::Index(self.usize_literal(index));
                    elements.push(self.part(&view.with_mode(Mode::Place), index, left.site()));
                }
                for (left, element) in array.elems.iter().zip(elements) {
                    self.assign(left, element);
                }
            }
            // `*state = …` in a `scan`.
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) && self.is_pointer(&unary.expr) => {
                self.assign(&unary.expr, tree);
            }
            _ if self.names_place(left) => self.store(left, tree),
            _ if !matches!(left, Expr::Path(_) | Expr::Tuple(_))
                && !self.is_taken_apart(left)
                && self.root_variable(left).is_some() =>
            {
                let activity = self.tree_activity(&tree);
                if let Some(var) = self.root_variable(left) {
                    self.activate(var, activity, left.site());
                }
            }
            Expr::Path(path)
                if path.path.get_ident().is_some_and(|ident| self.find_ident(ident).is_some())
                    && matches!(&tree, Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place) =>
            {
                self.assign_place(path, tree, left);
            }
            Expr::Path(path) if path.path.get_ident().is_some_and(|ident| self.find_ident(ident).is_some()) => {
                let ident = path.path.get_ident().expect("just checked");
                let var = self.find_ident(ident).expect("just checked");
                let name = self.vars[var].name.clone();
                let tree = self.of_same_type(var, tree, ident.site());
                let tree = self.named(&name, ident.site(), None, tree);
                let tree = self.whole_if_changed(&name, tree, ident.site());
                if self.in_place.contains(&name) {
                    for value in tree.leaves().into_iter().filter_map(Operand::value) {
                        self.func.values[value.0].mutable = true;
                    }
                }
                self.vars[var].now = Some(tree);
            }
            Expr::Field(_) => self.assign_element(left, tree),
            _ => {
                self.fail(&catalogue::ASSIGNMENT, left.site());
            }
        }
    }

    pub(super) fn is_pointer(&self, expr: &Expr) -> bool {
        let Expr::Path(path) = super::place::strip(expr) else { return false };
        let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
        var.is_some_and(|var| self.vars[var].pointer)
    }

    /// `place = value`
    fn store(&mut self, left: &Expr, tree: Tree<Operand>) {
        let site = left.site();
        let is_path = matches!(super::place::strip(left), Expr::Path(_));
        let Some(view) = self.place(left) else { return };
        if is_path && view.mode != Mode::Place {
            // A reference is made to refer to something else.
            let (Expr::Path(path), Tree::Leaf(Operand::View(_))) = (super::place::strip(left), &tree) else {
                self.fail(&catalogue::REFERENCE, site);
                return;
            };
            if let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) {
                if let Tree::Leaf(Operand::View(view)) = &tree
                    && self.vars[var].window.is_some()
                {
                    if !self.move_window(var, view, site) {
                        self.fail(&catalogue::REFERENCE, site);
                    }
                    return;
                }
                self.vars[var].now = Some(tree);
            }
            return;
        }
        let value = match self.settle(tree, site) {
            Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place => view.base,
            Tree::Leaf(Operand::View(_)) => {
                self.fail(&catalogue::REFERENCE, site);
                return;
            }
            Tree::Tuple(elements) => self.whole_tuple(elements, site).base,
            Tree::Leaf(leaf) => leaf,
        };
        if let Operand::Value(id) = &value
            && self.func.shape(&view).is_aggregate()
            && self.func.value(*id).place.is_none()
            && self.func.value(*id).activity == Activity::Active
        {
            // What a called function gave.
            let shape = self.func.shape(&view);
            self.make_place(*id, shape);
        }
        // What is known of one element is known of all.
        let float = self.func.float(&value);
        if let (true, Some(Place { shape: Shape::Matrix(matrix), .. })) =
            (!view.steps.is_empty() && float.is_known(), &mut self.func.values[view.root().0].place)
        {
            matrix.float = matrix.float.join(float);
        }
        self.push(Pattern::none(), Op::Store { to: view.with_mode(Mode::Place), value }, site);
    }

    /// A variable without a place yet is given one: it was declared without a value, or held a constant.
    fn assign_place(&mut self, path: &syn::ExprPath, tree: Tree<Operand>, left: &Expr) {
        let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) else { return };
        if self.vars[var].now.is_some() {
            let decl = self.vars[var].decl;
            let number =
                self.numbers.contains(&self.vars[var].name) || self.assumed.get(&decl) == Some(&Activity::Active);
            if let (Tree::Leaf(Operand::View(view)), true) = (&tree, number)
                && !self.func.shape(view).is_aggregate()
            {
                // What a called function gave turns out to be a number.
                let leaf = self.read(view, left.site());
                self.assign(left, Tree::Leaf(leaf));
                return;
            }
            self.activate(var, Activity::Active, left.site());
            return;
        }
        let tree = self.settle(tree, left.site());
        if let Tree::Leaf(Operand::View(view)) = &tree {
            let value = &mut self.func.values[view.root().0];
            value.hint = Hint::User(self.vars[var].name.clone());
            value.mutable = true;
        }
        self.vars[var].now = Some(tree);
    }

    /// `t.0 = value`, where `t` is a tuple that was taken apart.
    fn assign_element(&mut self, left: &Expr, tree: Tree<Operand>) {
        let mut indices = Vec::new();
        let mut base = left;
        while let Expr::Field(field) = base {
            let syn::Member::Unnamed(index) = &field.member else { break };
            indices.push(index.index as usize);
            base = &field.base;
        }
        let var = match base {
            Expr::Path(path) => path.path.get_ident().and_then(|ident| self.find_ident(ident)),
            _ => None,
        };
        let now = var.and_then(|var| self.vars[var].now.clone());
        let (Some(var), Some(mut now)) = (var, now) else {
            self.fail(&catalogue::ASSIGNMENT, left.site());
            return;
        };
        let mut name = self.vars[var].name.clone();
        let mut element = &mut now;
        for index in indices.into_iter().rev() {
            name = format!("{name}_{index}");
            match element {
                Tree::Tuple(elements) if index < elements.len() => element = &mut elements[index],
                _ => {
                    self.fail(&catalogue::ASSIGNMENT, left.site());
                    return;
                }
            }
        }
        let tree = self.tied(tree, element, None, left.site());
        *element = self.named(&name, left.site(), None, tree);
        self.vars[var].now = Some(now);
    }

    /// A new value for a variable, made to have the variable's type: `n = 0.1` does not say whether that is an `f32`.
    fn of_same_type(&mut self, var: super::VarId, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        let ty = self.vars[var].ty.clone();
        match (&self.vars[var].now.clone(), ty) {
            (Some(before), ty) => self.tied(tree, before, ty.as_ref(), site),
            (None, Some(ty)) => self.tied(tree, &Tree::unit(), Some(&ty), site),
            (None, None) => tree,
        }
    }

    /// A new value for a variable of ours.
    pub(super) fn tied_to(&mut self, tree: Tree<Operand>, before: &Tree<Operand>, site: Site) -> Tree<Operand> {
        let tree = self.settle(tree, site);
        self.tied(tree, before, None, site)
    }

    fn tied(&mut self, tree: Tree<Operand>, before: &Tree<Operand>, ty: Option<&Type>, site: Site) -> Tree<Operand> {
        match (tree, before) {
            (Tree::Tuple(elements), Tree::Tuple(olds)) if elements.len() == olds.len() => {
                let pairs = elements.into_iter().zip(olds);
                Tree::Tuple(pairs.map(|(element, old)| self.tied(element, old, None, site)).collect())
            }
            // What is computed from active values has their type.
            (Tree::Leaf(leaf), before) if self.func.activity(&leaf) != Activity::Active => {
                let float = ty.map_or(Float::Unknown, float_of_type).join(self.func.float(&leaf));
                let activity = self.func.activity(&leaf);
                let op = match (ty, before) {
                    (None, Tree::Leaf(old @ Operand::Value(_))) => {
                        Op::Helper { name: "like", args: vec![leaf, old.clone()] }
                    }
                    _ => Op::Use(leaf),
                };
                let id = self.func.fresh(Hint::Temp, site, float, activity);
                self.func.values[id.0].annotation = ty.map(ToTokens::to_token_stream);
                self.push(Pattern::one(id), op, site);
                Tree::Leaf(Operand::Value(id))
            }
            (tree, _) => tree,
        }
    }

    /// A tuple with an array or a struct in it, that gets new values as a whole, is kept in one place: these are stored there. So is what a loop hands from trip to trip.
    pub(super) fn whole_if_placed(&mut self, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        let placed = |leaf: &&Operand| matches!(leaf, Operand::View(view) if view.mode == Mode::Place);
        match tree {
            Tree::Tuple(elements) if elements.iter().flat_map(Tree::leaves).any(|leaf| placed(&leaf)) => {
                let view = self.whole_tuple(elements, site);
                self.func.values[view.root().0].mutable = true;
                Tree::Leaf(Operand::of_view(view))
            }
            tree => tree,
        }
    }

    /// A constant tuple that the user's code changes through a reference must stay one value.
    fn whole_if_changed(&mut self, name: &str, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        let tree = if self.reassigned.contains(name) { self.whole_if_placed(tree, site) } else { tree };
        let apart = matches!(&tree, Tree::Tuple(elements) if !elements.is_empty());
        if !apart || !self.changed_whole.contains(name) || self.tree_activity(&tree) != Activity::Constant {
            return tree;
        }
        let key = Key::of(&proc_macro2::Ident::new("whole", site.start));
        let tokens = quote::quote_spanned!(site.start=> whole);
        let opaque = crate::ir::Opaque { tokens, holes: vec![(key, tree)], pure: true };
        let id = self.func.fresh(Hint::User(name.to_owned()), site, Float::Not, Activity::Constant);
        self.func.values[id.0].mutable = true;
        self.push(Pattern::one(id), Op::Opaque(opaque), site);
        Tree::Leaf(Operand::Value(id))
    }
}

/// What an expression borrows to change it.
pub(super) fn mutably_borrowed(expr: &Expr) -> Option<&Expr> {
    match super::place::strip(expr) {
        Expr::Reference(reference) if reference.mutability.is_some() => Some(&reference.expr),
        Expr::MethodCall(call) if call.method.to_string().contains("_mut") => Some(&call.receiver),
        Expr::MethodCall(call) => {
            mutably_borrowed(&call.receiver).or_else(|| call.args.iter().find_map(mutably_borrowed))
        }
        _ => None,
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

/// Whether a name stands among tokens.
fn has(tokens: proc_macro2::TokenStream, name: &syn::Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == *name,
        proc_macro2::TokenTree::Group(group) => has(group.stream(), name),
        _ => false,
    })
}
