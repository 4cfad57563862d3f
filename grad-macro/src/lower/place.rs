//! Arrays, slices, vectors and references to them: which part of which local an expression names, and reading it.

use proc_macro2::Ident;
use quote::{ToTokens, quote_spanned};
use syn::{Expr, ExprIndex, ExprReference, UnOp};

use super::{Flow, Lowerer, VarId};
use crate::diagnostics::catalogue;
use crate::hygiene::Key;
use crate::ir::{
    Activity, Const, Float, Hint, Holder, Member, Mode, Op, Opaque, Operand, Pattern, Place, Shape, Step, Tree,
    ValueId, View,
};
use crate::site::{Site, Sited};

impl Lowerer<'_> {
    /// Whether an expression names a place that carries derivatives, or a part of one, or a reference to one.
    pub(super) fn names_place(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                var.is_some_and(|var| matches!(self.vars[var].now, Some(Tree::Leaf(Operand::View(_)))))
            }
            Expr::Index(index) => self.names_place(&index.expr),
            Expr::Field(field) => self.names_place(&field.base),
            Expr::Paren(paren) => self.names_place(&paren.expr),
            Expr::Group(group) => self.names_place(&group.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.names_place(&unary.expr),
            // `*v.last_mut().unwrap() = x`
            Expr::MethodCall(call) if call.method == "unwrap" || call.method == "expect" => {
                let mutably = |inner: &syn::ExprMethodCall| inner.method.to_string().ends_with("_mut");
                matches!(strip(&call.receiver), Expr::MethodCall(inner) if mutably(inner) && !inner.method.to_string().starts_with("split"))
                    && self.may_be_missing(&call.receiver)
            }
            _ => false,
        }
    }

    /// The place that an expression names.
    pub(super) fn place(&mut self, expr: &Expr) -> Flow<View> {
        match expr {
            Expr::Paren(paren) => self.place(&paren.expr),
            Expr::Group(group) => self.place(&group.expr),
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                let view = self.place(&unary.expr)?;
                if view.extra > 0 {
                    return Some(View { extra: view.extra - 1, ..view });
                }
                Some(view.with_mode(Mode::Place))
            }
            Expr::Index(index) => self.index(index),
            Expr::Field(field) if self.names_place(&field.base) => {
                let base = self.place(&field.base)?.with_mode(Mode::Place);
                self.must_have_parts(&base);
                Some(base.then(Step::Field(Member::of(&field.member))))
            }
            Expr::Path(path) if self.names_place(expr) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident)).expect("names a place");
                match &self.vars[var].now {
                    Some(Tree::Leaf(Operand::View(view))) => Some((**view).clone()),
                    _ => None,
                }
            }
            // A value without a name gets a place of its own.
            _ => {
                let tree = self.expr(expr)?;
                let tree = match self.guessed_type(expr) {
                    Some(guessed) => self.placed_by_guess(tree, &guessed, expr.site()),
                    None => tree,
                };
                Some(self.placed(tree, expr.site()))
            }
        }
    }

    /// `base[index]`, `base[from..to]`
    fn index(&mut self, index: &ExprIndex) -> Flow<View> {
        let base = self.place(&index.expr)?.with_mode(Mode::Place);
        if self.func.shape(&base) == Shape::Unknown && self.is_struct_of_the_file(&index.expr) {
            self.fail(&catalogue::OWN_INDEX, index.site());
        }
        self.must_have_parts(&base);
        let step = match strip(&index.index) {
            Expr::Range(range) => {
                let from = match &range.start {
                    Some(from) => Some(self.steering(from)?),
                    None => None,
                };
                let to = match &range.end {
                    Some(to) => Some(self.steering(to)?),
                    None => None,
                };
                Step::Range { from, to, inclusive: matches!(range.limits, syn::RangeLimits::Closed(_)) }
            }
            other => Step::Index(self.steering(other)?),
        };
        Some(base.then(step))
    }

    /// A value as a place: one that is none yet gets a local.
    pub(super) fn placed(&mut self, tree: Tree<Operand>, site: Site) -> View {
        match tree {
            Tree::Leaf(Operand::View(view)) => *view,
            Tree::Leaf(Operand::Value(id)) if self.func.value(id).place.is_none() && self.is_fresh_temp(id) => {
                let float = self.func.value(id).float;
                let shape = if float.is_known() { Shape::Scalar(float) } else { Shape::Unknown };
                self.func.values[id.0].place = Some(Place { shape, holder: Holder::Owned });
                View::whole(id)
            }
            Tree::Leaf(leaf) => {
                let shape = Shape::Scalar(self.func.float(&leaf));
                self.new_place(Op::Use(leaf), shape, site)
            }
            Tree::Tuple(elements) if elements.is_empty() => {
                self.new_place(Op::Use(Operand::Number(0.0)), Shape::Tuple(Vec::new()), site)
            }
            Tree::Tuple(elements) => self.whole_tuple(elements, site),
        }
    }

    /// A local that holds what the operation makes.
    pub(super) fn new_place(&mut self, op: Op, shape: Shape, site: Site) -> View {
        let activity = crate::analyse::activity::of_op(&self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, Float::Unknown, activity);
        self.func.values[id.0].place = Some(Place { shape, holder: Holder::Owned });
        self.push(Pattern::one(id), op, site);
        View::whole(id)
    }

    /// `&place`, `&mut place`, `&value`
    pub(super) fn reference(&mut self, reference: &ExprReference) -> Flow<Tree<Operand>> {
        let mode = if reference.mutability.is_some() { Mode::Exclusive } else { Mode::Shared };
        let site = reference.expr.site();
        if self.names_place(&reference.expr) {
            let view = self.place(&reference.expr)?;
            return Some(Tree::Leaf(Operand::of_view(view.with_mode(mode))));
        }
        if let (Expr::Path(path), Mode::Exclusive) = (strip(&reference.expr), mode) {
            // A float that is changed through a reference must be a place.
            if let Some(var) = path.path.get_ident().and_then(|ident| self.find_ident(ident)) {
                self.must_be_place(var, site);
                return Some(Tree::Leaf(Operand::Number(0.0)));
            }
        }
        let tree = self.expr(&reference.expr)?;
        Some(match tree {
            Tree::Leaf(Operand::View(view)) => Tree::Leaf(Operand::of_view(view.with_mode(mode))),
            // What a called function gave may be an array, which is lent more than once.
            Tree::Leaf(Operand::Value(id))
                if self.func.value(id).activity != Activity::Constant && self.is_call(id) && !self.const_fn =>
            {
                let view = self.placed(Tree::Leaf(Operand::Value(id)), site);
                Tree::Leaf(Operand::of_view(view.with_mode(mode)))
            }
            Tree::Leaf(Operand::Value(id)) if self.func.value(id).activity != Activity::Constant => {
                let view = View { base: Operand::Value(id), steps: Vec::new(), mode, extra: 0 };
                Tree::Leaf(Operand::of_view(view))
            }
            Tree::Leaf(made) if mode == Mode::Shared && self.func.activity(&made) == Activity::Constant => {
                let opaque = self.tokens_with("made", made, site, quote_spanned!(site.start=> &made));
                Tree::Leaf(self.step(Op::Opaque(opaque), site, Float::Unknown))
            }
            _ => self.fail(&catalogue::REFERENCE, site),
        })
    }

    /// What a place holds now, as a value of its own.
    pub(super) fn read(&mut self, view: &View, site: Site) -> Operand {
        if view.steps.is_empty() && self.func.value(view.root()).place.is_none() {
            return view.base.clone();
        }
        let view = view.with_mode(Mode::Place);
        match self.func.shape(&view) {
            shape
            @ (Shape::Array(_) | Shape::Vector(_) | Shape::Tuple(_) | Shape::Option { .. } | Shape::Matrix(_)) => {
                if matches!(view.steps.last(), Some(Step::Range { .. })) {
                    self.fail(&catalogue::INDEX, site);
                    return Operand::Number(0.0);
                }
                Operand::of_view(self.new_place(Op::Copy { from: view, method: None }, shape, site))
            }
            // An integer beside floats.
            Shape::Scalar(Float::Not) => self.integer_from(view, site),
            Shape::Scalar(float) => self.step(Op::Load(view), site, float),
            Shape::Unknown if self.steers => self.integer_from(view, site),
            Shape::Unknown
                if !self.const_fn && self.type_of_view(&view).is_some_and(|ty| self.declared.is_struct(&ty)) =>
            {
                let ty = self.type_of_view(&view);
                let copy = self.new_place(Op::Copy { from: view, method: None }, Shape::Unknown, site);
                let copy = Operand::of_view(copy);
                self.note_type(&Tree::Leaf(copy.clone()), ty);
                copy
            }
            Shape::Unknown => self.step(Op::Load(view), site, Float::Unknown),
        }
    }

    /// A value that later changes of its place do not reach.
    pub(super) fn settle(&mut self, tree: Tree<Operand>, site: Site) -> Tree<Operand> {
        match tree {
            Tree::Tuple(elements) => {
                Tree::Tuple(elements.into_iter().map(|element| self.settle(element, site)).collect())
            }
            Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place => {
                if view.steps.is_empty() && self.is_fresh_temp(view.root()) {
                    return Tree::Leaf(Operand::View(view));
                }
                if self.func.shape(&view) == Shape::Unknown
                    && !self.const_fn
                    && !self.steers
                    && self.func.value(view.root()).place.is_some()
                {
                    // It may be an array.
                    let (own, ty) = (self.is_own_view(&view), self.type_of_view(&view));
                    let op = Op::Copy { from: *view, method: None };
                    let copy = self.new_place(op, Shape::Unknown, site);
                    if own {
                        self.own.insert(copy.root());
                    }
                    let copy = Tree::Leaf(Operand::of_view(copy));
                    self.note_type(&copy, ty);
                    return copy;
                }
                Tree::Leaf(self.read(&view, site))
            }
            leaf @ Tree::Leaf(_) => leaf,
        }
    }

    /// What a reference refers to, or an element of an iterator over references.
    pub(super) fn referred(&mut self, view: View, mode: Mode, site: Site) -> Operand {
        let view = view.with_mode(mode);
        if mode == Mode::Shared
            && let Shape::Scalar(_) = self.func.shape(&view)
            && self.func.value(view.root()).activity != Activity::Constant
        {
            let base = self.read(&view, site);
            return match base {
                Operand::Value(_) => Operand::of_view(View { base, steps: Vec::new(), mode: Mode::Shared, extra: 0 }),
                other => other,
            };
        }
        Operand::of_view(view)
    }

    /// An element of a tuple or an array.
    pub(super) fn part(&mut self, view: &View, step: Step, site: Site) -> Tree<Operand> {
        let part = view.with_mode(Mode::Place).then(step);
        match view.mode {
            Mode::Place => Tree::Leaf(self.read(&part, site)),
            mode => Tree::Leaf(self.referred(part, mode, site)),
        }
    }

    /// The variable that a constant place belongs to, references followed.
    pub(super) fn root_variable(&self, expr: &Expr) -> Option<VarId> {
        let mut var = self.find_ident(super::opaque::root(expr)?)?;
        // A reference is declared after what it borrows.
        while let Some(from) = self.vars[var].borrows.filter(|from| *from < var) {
            var = from;
        }
        Some(var)
    }

    /// An active value goes into a variable that was taken for a constant: the function is read again.
    pub(super) fn must_be_active(&mut self, expr: &Expr, site: Site) {
        match self.root_variable(expr) {
            Some(var) => self.activate(var, Activity::Active, site),
            None => {
                self.fail(&catalogue::ASSIGNMENT, site);
            }
        }
    }

    /// Notes that a variable is active from its declaration on.
    pub(super) fn activate(&mut self, var: VarId, activity: Activity, site: Site) {
        let decl = self.vars[var].decl;
        if decl == 0 {
            self.fail(&catalogue::ASSIGNMENT, site);
        } else if self.assumed.get(&decl).is_none_or(|known| *known < activity) {
            self.assumed.insert(decl, activity);
            self.again = true;
        } else if !self.again {
            self.fail(&catalogue::ASSIGNMENT, site);
        }
    }

    /// What is written to a place was taken for a constant when its variable was noted, and is active after another reading.
    pub(super) fn activate_place(&mut self, place: ValueId, site: Site) {
        let names = |var: &super::Var| match &var.now {
            Some(Tree::Leaf(Operand::View(view))) => view.root() == place && var.decl != 0,
            _ => false,
        };
        if let Some(var) = self.vars.iter().position(names) {
            self.activate(var, Activity::Active, site);
        }
    }

    /// Notes that a float is changed through a reference.
    fn must_be_place(&mut self, var: VarId, site: Site) {
        let decl = self.vars[var].decl;
        if decl == 0 || !self.assumed_places.insert(decl) {
            if !self.again {
                self.fail(&catalogue::REFERENCE, site);
            }
            return;
        }
        self.again = true;
    }

    /// The user's own expression, run for its effect: to panic where it does.
    pub(super) fn probe(&mut self, expr: &Expr) {
        let mut opaque = self.capture_expr(expr);
        opaque.pure = false;
        opaque.tokens = {
            let tokens = &opaque.tokens;
            quote_spanned!(expr.site().start=> let _ = #tokens)
        };
        self.push(Pattern::none(), Op::Opaque(opaque), expr.site());
    }

    /// `name(a, b)` over constants, in tokens of our own.
    pub(super) fn constant_step(&mut self, op: Op, site: Site) -> Operand {
        let operand = self.step(op, site, Float::Not);
        if let Operand::Value(id) = operand {
            let activity = self.func.value(id).activity;
            self.func.values[id.0].activity = activity.min(Activity::Cut);
        }
        operand
    }

    /// How many elements a place has.
    pub(super) fn len(&mut self, view: &View, site: Site) -> Operand {
        if let Some(length) = self.written_length(view) {
            let tokens = proc_macro2::Literal::usize_suffixed(length).into_token_stream();
            return Operand::Const(Const { tokens, number: Some(length as f64), atomic: true });
        }
        let op = Op::Method { name: "len".to_owned(), path: None, args: vec![Operand::of_view(view.clone())] };
        let id = self.func.fresh(Hint::Temp, site, Float::Not, Activity::Constant);
        self.push(Pattern::one(id), op, site);
        Operand::Value(id)
    }

    /// The length of an array, where its type is written with a number.
    pub(super) fn written_length(&self, view: &View) -> Option<usize> {
        let whole = view.steps.is_empty();
        let same = |var: &&super::Var| match &var.now {
            Some(Tree::Leaf(Operand::Value(id))) => *id == view.root(),
            Some(Tree::Leaf(Operand::View(now))) => now.steps.is_empty() && now.root() == view.root(),
            _ => false,
        };
        let mut ty = self.vars.iter().find(|var| whole && same(var) && var.ty.is_some())?.ty.as_ref()?;
        while let syn::Type::Reference(reference) = ty {
            ty = &reference.elem;
        }
        match ty {
            syn::Type::Array(syn::TypeArray { len: syn::Expr::Lit(literal), .. }) => match &literal.lit {
                syn::Lit::Int(number) => number.base10_parse().ok(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The user's tokens with one hole.
    pub(super) fn tokens_with(&self, name: &str, operand: Operand, site: Site, tokens: impl ToTokens) -> Opaque {
        let key = Key::of(&Ident::new(name, site.start));
        Opaque { tokens: tokens.to_token_stream(), holes: vec![(key, Tree::Leaf(operand))], pure: true }
    }

    /// Something that has fields or elements is a place, whatever it was taken for.
    fn must_have_parts(&mut self, view: &View) {
        let id = view.root();
        if self.func.value(id).activity == Activity::Active && self.func.value(id).place.is_none() {
            self.make_place(id, Shape::Unknown);
        }
    }

    /// Marks a local as one that a place.
    pub(super) fn make_place(&mut self, id: ValueId, shape: Shape) {
        let value = &mut self.func.values[id.0];
        value.activity = Activity::Active;
        if value.place.is_none() {
            value.place = Some(Place { shape, holder: Holder::Owned });
        }
    }
}

pub(crate) fn strip(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(paren) => strip(&paren.expr),
        Expr::Group(group) => strip(&group.expr),
        _ => expr,
    }
}

/// What an expression of constants holds, as far as its form tells.
pub(super) fn shape_of(expr: &Expr) -> Shape {
    match strip(expr) {
        Expr::Array(array) => Shape::Array(Box::new(array.elems.first().map_or(Shape::Unknown, element_shape))),
        Expr::Repeat(repeat) => Shape::Array(Box::new(element_shape(&repeat.expr))),
        Expr::Macro(mac) if mac.mac.path.is_ident("vec") => {
            let inside = mac.mac.tokens.clone();
            let element =
                syn::parse2::<Expr>(quote::quote!([#inside])).map_or(Shape::Unknown, |list| shape_of(&list).element());
            Shape::Vector(Box::new(element))
        }
        Expr::Macro(mac) if super::matrix::made_by_macro(&mac.mac).is_some() => {
            super::matrix::made_by_macro(&mac.mac).map_or(Shape::Unknown, Shape::Matrix)
        }
        Expr::MethodCall(call) if call.method == "to_vec" || call.method == "collect" => {
            Shape::Vector(Box::new(Shape::Unknown))
        }
        Expr::Call(call) if super::matrix::of_constructor(call).is_some() => {
            super::matrix::of_constructor(call).map_or(Shape::Unknown, Shape::Matrix)
        }
        Expr::Call(call) => {
            let text = call.func.to_token_stream().to_string();
            if text.starts_with("Vec ") || text.contains(":: Vec ") {
                Shape::Vector(Box::new(Shape::Unknown))
            } else {
                Shape::Unknown
            }
        }
        _ => Shape::Unknown,
    }
}

fn element_shape(expr: &Expr) -> Shape {
    match strip(expr) {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Float(float) if float.suffix() == "f32" => Shape::Scalar(Float::F32),
            syn::Lit::Float(float) if float.suffix() == "f64" => Shape::Scalar(Float::F64),
            syn::Lit::Float(_) => Shape::Scalar(Float::Unknown),
            _ => Shape::Unknown,
        },
        Expr::Unary(unary) => element_shape(&unary.expr),
        other => shape_of(other),
    }
}

/// Whether a statement reads what a place holds.
pub(super) fn reads(stmt: &crate::ir::Stmt, id: ValueId) -> bool {
    use crate::ir::StmtKind;
    let all = |region: &crate::ir::Region| region.stmts.iter().any(|stmt| reads(stmt, id));
    match &stmt.kind {
        StmtKind::Let { op, .. } => match op {
            Op::Load(view) | Op::Copy { from: view, .. } => view.root() == id,
            Op::Call(call) => call.args.iter().any(|arg| arg.view().is_some_and(|view| view.root() == id)),
            Op::Mutate { args, .. } => args.iter().any(|arg| arg.view().is_some_and(|view| view.root() == id)),
            _ => false,
        },
        StmtKind::Branch(branch) => branch.arms.iter().any(|arm| all(&arm.region)),
        StmtKind::Loop(looped) => all(&looped.body),
        StmtKind::Comment(_) => false,
    }
}
