//! Methods of arrays, slices, vectors and iterators.

use syn::{Expr, ExprMethodCall, Type};

use super::place::strip;
use super::vectors::MOVES;
use super::{Flow, Lowerer};
use crate::diagnostics::catalogue;
use crate::ir::{Activity, Float, Mode, Op, Operand, Pattern, Shape, Step, Tree, View};
use crate::site::Sited;

/// Methods that end a chain of iterators in values that carry derivatives.
pub(super) const SINKS: &[&str] = &["sum", "product", "fold", "collect", "for_each"];
/// Methods that end a chain with an answer that steers, and the same of slices.
const ANSWERS: &[&str] = &["any", "all", "count", "position", "rposition", "partition_point", "binary_search_by"];
/// The same where they choose among the numbers of a range.
const CHOICES: &[&str] = &["max_by", "min_by", "max_by_key", "min_by_key"];
/// What is asked of an answer.
const OF_ANSWERS: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "is_some",
    "is_none",
    "is_ok",
    "is_err",
    "ok",
    "err",
    "map_or",
    "min",
    "max",
    "clamp",
    "saturating_sub",
];
/// Methods that change a place.
pub(super) const CHANGES: &[&str] = &[
    "push",
    "pop",
    "extend_from_slice",
    "extend",
    "fill",
    "swap",
    "copy_from_slice",
    "clone_from_slice",
    "reverse",
    "rotate_left",
    "rotate_right",
    "sort_by",
    "sort_unstable_by",
    "truncate",
    "clear",
];
/// Methods that look at a place.
const LOOKS: &[&str] = &["len", "is_empty", "capacity", "contains", "is_sorted", "starts_with", "ends_with"];

impl Lowerer<'_> {
    /// Whether a method call is one of those below, and no method of floats.
    pub(super) fn is_special(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if !matches!(name.as_str(), "clone" | "to_owned") && self.is_struct(&call.receiver) {
            return false;
        }
        if self.is_declared(call) {
            return false;
        }
        if SINKS.contains(&name.as_str()) {
            // An array is no iterator: a method of this name is somebody's own.
            return !self.is_list(&call.receiver)
                && (self.is_active(call) || call.args.iter().any(|arg| self.assigns_variable(arg)));
        }
        if self.is_answer(call) {
            return self.is_active(call);
        }
        if self.is_into_array(call) || self.is_option_method(call) || self.is_array_map(call) {
            return true;
        }
        if super::missing::TAKERS.contains(&name.as_str()) {
            let optional = |of: &Expr| matches!(strip(of), Expr::MethodCall(of) if self.is_optional_matrix(of));
            let taken = matches!(name.as_str(), "unwrap" | "expect") && optional(&call.receiver);
            return !taken && self.may_be_missing(&call.receiver);
        }
        let known = CHANGES.contains(&name.as_str())
            || MOVES.contains(&name.as_str())
            || LOOKS.contains(&name.as_str())
            || matches!(name.as_str(), "to_vec" | "concat" | "split_at" | "split_at_mut" | "as_slice" | "as_mut_slice");
        let copies = matches!(name.as_str(), "clone" | "to_owned");
        (known || copies) && self.is_active(&call.receiver) && (known || self.holds_many(&call.receiver))
    }

    /// A vector of nothing known turns out to hold numbers or matrices.
    fn note_pushed(&mut self, to: &View, item: &Operand) {
        let pushed = match item {
            Operand::Value(id) => {
                let value = self.func.value(*id);
                value.place.as_ref().map_or(Shape::Scalar(value.float), |place| place.shape.clone())
            }
            Operand::View(view) => self.func.shape(view),
            _ => return,
        };
        let tells = match &pushed {
            Shape::Matrix(_) => true,
            Shape::Scalar(float) => float.is_known(),
            _ => false,
        };
        let root = &mut self.func.values[to.root().0];
        if let (true, true, Some(place)) = (tells, to.steps.is_empty(), &mut root.place)
            && let Shape::Vector(element) = &mut place.shape
            && **element == Shape::Unknown
        {
            **element = pushed;
        }
    }

    /// Whether an expression is such a chain.
    pub(super) fn answers(&self, expr: &Expr) -> bool {
        matches!(strip(expr), Expr::MethodCall(call) if self.is_answer(call))
    }

    /// Whether a chain of methods ends in a count, an index, or a yes or no.
    fn is_answer(&self, call: &ExprMethodCall) -> bool {
        let name = call.method.to_string();
        if OF_ANSWERS.contains(&name.as_str()) {
            return matches!(strip(&call.receiver), Expr::MethodCall(inner) if self.is_answer(inner));
        }
        let of_chain = matches!(strip(&call.receiver), Expr::MethodCall(_) | Expr::Range(_));
        let asks = if call.args.is_empty() { of_chain } else { call.args.iter().all(|arg| self.is_function(arg)) };
        asks && (ANSWERS.contains(&name.as_str()) || CHOICES.contains(&name.as_str()) && counts(&call.receiver))
    }

    /// A closure or a function, and no number: `body.position(t)` is a method of the user's.
    pub(super) fn is_function(&self, arg: &Expr) -> bool {
        match strip(arg) {
            Expr::Closure(_) => true,
            Expr::Path(path) => match path.path.get_ident().and_then(|ident| self.find_ident(ident)) {
                Some(var) => self.vars[var].closure.is_some(),
                None => true,
            },
            _ => false,
        }
    }

    /// Whether an expression is a place of more than one float.
    pub(super) fn holds_many(&self, expr: &Expr) -> bool {
        match strip(expr) {
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                match var.and_then(|var| self.vars[var].now.as_ref()) {
                    Some(Tree::Leaf(Operand::View(view))) => !matches!(self.func.shape(view), Shape::Scalar(_)),
                    _ => false,
                }
            }
            Expr::Index(index) => {
                self.names_place(expr)
                    && (matches!(strip(&index.index), Expr::Range(_))
                        || !matches!(self.shape_at(expr), Shape::Scalar(_)))
            }
            Expr::Array(_) | Expr::Repeat(_) | Expr::Macro(_) => true,
            _ => self.names_place(expr) && !matches!(self.shape_at(expr), Shape::Scalar(_)),
        }
    }

    /// The shape of a place, without reading it.
    pub(super) fn shape_at(&self, expr: &Expr) -> Shape {
        match strip(expr) {
            Expr::Index(index) => match strip(&index.index) {
                Expr::Range(_) => self.shape_at(&index.expr),
                _ => self.shape_at(&index.expr).element(),
            },
            Expr::Unary(unary) => self.shape_at(&unary.expr),
            Expr::Path(path) => {
                let var = path.path.get_ident().and_then(|ident| self.find_ident(ident));
                match var.and_then(|var| self.vars[var].now.as_ref()) {
                    Some(Tree::Leaf(Operand::View(view))) => self.func.shape(view),
                    _ => Shape::Unknown,
                }
            }
            _ => Shape::Unknown,
        }
    }

    /// One of those.
    pub(super) fn special(&mut self, call: &ExprMethodCall, whole: &Expr) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let name = call.method.to_string();
        if self.is_into_array(call) {
            return self.copied_array(call, None);
        }
        if self.is_option_method(call) && !self.is_answer(call) {
            return self.option_method(call);
        }
        if self.is_array_map(call) {
            return self.array_map(call);
        }
        match name.as_str() {
            "sum" | "product" => return self.total(call, &name),
            "fold" => return self.fold(call),
            "collect" => {
                if !self.collects_vector(call) {
                    return Some(self.fail_about(&catalogue::ITERATOR, site, "collect"));
                }
                let pipeline = self.pipeline(&call.receiver)?;
                let collected = self.collect(pipeline, site)?;
                if let (Tree::Leaf(Operand::View(view)), Some(written)) = (&collected, &call.turbofish)
                    && let Some(syn::GenericArgument::Type(ty)) = written.args.first()
                {
                    self.typed_as(view, Some(ty));
                }
                return Some(collected);
            }
            "for_each" => {
                let Some(step) = call.args.first() else { return Some(Tree::unit()) };
                let pipeline = self.pipeline(&call.receiver)?;
                let names = super::opaque::assigned_in(step);
                let lent = self.mutable_root(&call.receiver);
                self.each(pipeline, &names, &[], None, site, &mut |this, item| {
                    this.lent = lent;
                    let flow = this.apply(step, vec![item]);
                    this.lent = None;
                    flow.map(|_| ())
                })?;
                return Some(Tree::unit());
            }
            name if LOOKS.contains(&name) || self.is_answer(call) => {
                if let Some(arg) = call.args.iter().find(|arg| self.has_effects(arg)) {
                    return Some(self.fail(&catalogue::CONTROL_FLOW_INSIDE, arg.site()));
                }
                let activity = self.activity_of(whole).min(Activity::Cut);
                return Some(Tree::Leaf(self.opaque_of_activity(whole, activity)));
            }
            name if super::missing::TAKERS.contains(&name) => return self.unwrapped(call, whole),
            _ => {}
        }
        let view = self.place(&call.receiver)?;
        match name.as_str() {
            "to_vec" | "clone" | "to_owned" => {
                let shape = match (name.as_str(), self.func.shape(&view)) {
                    ("to_vec", shape) => Shape::Vector(Box::new(shape.element())),
                    (_, shape) => shape,
                };
                if matches!(shape, Shape::Scalar(_)) {
                    return Some(Tree::Leaf(self.read(&view, site)));
                }
                let op = Op::Copy { from: view, method: Some(name) };
                Some(Tree::Leaf(Operand::of_view(self.new_place(op, shape, site))))
            }
            "concat" if call.args.is_empty() => self.concat(view, site),
            "sort_by" | "sort_unstable_by" => self.sort(call, &view),
            "as_slice" | "as_mut_slice" => {
                let mode = if name == "as_mut_slice" { Mode::Exclusive } else { Mode::Shared };
                Some(Tree::Leaf(Operand::of_view(view.with_mode(mode))))
            }
            "split_at" | "split_at_mut" => {
                // Looking is enough to panic where the user's own call would.
                let method = syn::Ident::new("split_at", call.method.span());
                self.probe(&Expr::MethodCall(ExprMethodCall { method, ..call.clone() }));
                let at = self.steering(call.args.first()?)?;
                let mode = if name == "split_at" { Mode::Shared } else { Mode::Exclusive };
                let base = view.with_mode(mode);
                let low = base.then(Step::Range { from: None, to: Some(at.clone()), inclusive: false });
                let high = base.then(Step::Range { from: Some(at), to: None, inclusive: false });
                Some(Tree::Tuple(vec![Tree::Leaf(Operand::of_view(low)), Tree::Leaf(Operand::of_view(high))]))
            }
            name if MOVES.contains(&name) => self.moves(call, &view, name),
            _ => self.change(call, view, &name),
        }
    }

    /// A method that changes a place.
    fn change(&mut self, call: &ExprMethodCall, view: View, name: &str) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let mut args = Vec::new();
        match name {
            "swap" => {
                for arg in &call.args {
                    args.push(self.steering(arg)?);
                }
            }
            "extend" => {
                let pipeline = self.pipeline(call.args.first()?)?;
                let mode = view.with_mode(Mode::Place);
                self.each(pipeline, &[], &[], None, site, &mut |this, item| {
                    let item = match item {
                        Tree::Tuple(elements) if !elements.is_empty() => this.whole_tuple(elements, site).base,
                        item => this.leaf(item, site),
                    };
                    let item = this.moved(item, site);
                    let op = Op::Mutate { place: mode.clone(), method: "push".to_owned(), args: vec![item] };
                    this.push(Pattern::none(), op, site);
                    Some(())
                })?;
                return Some(Tree::unit());
            }
            "push" | "fill" => {
                let tree = self.expr(call.args.first()?)?;
                let tree = self.settle(tree, site);
                let leaf = match tree {
                    Tree::Leaf(leaf) => leaf,
                    Tree::Tuple(elements) => self.whole_tuple(elements, call.args.site()).base,
                };
                self.note_pushed(&view, &leaf);
                args.push(self.moved(leaf, site));
            }
            "extend_from_slice" | "copy_from_slice" | "clone_from_slice" => {
                let arg = call.args.first()?;
                if self.activity_of(arg) == Activity::Constant {
                    args.push(self.opaque(arg));
                } else {
                    let tree = self.expr(arg)?;
                    let mut source = self.placed(tree, arg.site());
                    if source.root() == view.root() && !view.steps.is_empty() {
                        // Another part of the same place, which cannot be lent while this one is changed.
                        let shape = Shape::Vector(Box::new(self.func.shape(&source).element()));
                        let copy = Op::Copy { from: source.with_mode(Mode::Place), method: Some("to_vec".to_owned()) };
                        source = self.new_place(copy, shape, site);
                    }
                    args.push(Operand::of_view(source.with_mode(Mode::Shared)));
                }
            }
            "reverse" => {}
            "rotate_left" | "rotate_right" => args.push(self.steering(call.args.first()?)?),
            "truncate" | "clear" => {
                let len = self.len(&view, site);
                let to = match call.args.first() {
                    Some(to) => self.steering(to)?,
                    None => self.usize_literal(0),
                };
                let to = self.min(to, len, site);
                self.cut_off(&view, to, site);
                return Some(Tree::unit());
            }
            _ => return Some(self.fail_about(&catalogue::PLACE_METHOD, site, name)),
        }
        let op = Op::Mutate { place: view.with_mode(Mode::Place), method: name.to_owned(), args };
        self.push(Pattern::none(), op, site);
        Some(Tree::unit())
    }

    /// `v.pop();`
    pub(super) fn drop_last(&mut self, call: &ExprMethodCall) -> Flow<()> {
        let site = call.method.site();
        let view = self.place(&call.receiver)?;
        let len = self.len(&view, site);
        let last = self.less(len, super::iterate::integer(1), site);
        self.cut_off(&view, last, site);
        Some(())
    }

    /// Leaves so many elements of a vector, no more than there are.
    pub(super) fn cut_off(&mut self, view: &View, to: Operand, site: crate::site::Site) {
        let op = Op::Mutate { place: view.with_mode(Mode::Place), method: "truncate".to_owned(), args: vec![to] };
        self.push(Pattern::none(), op, site);
    }

    /// `sum`, `product`: the standard library starts with minus zero, and with one.
    fn total(&mut self, call: &ExprMethodCall, name: &str) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let (start, symbol) = if name == "sum" { (-0.0, "+") } else { (1.0, "*") };
        let ty = call.turbofish.as_ref().and_then(|arguments| match arguments.args.first() {
            Some(syn::GenericArgument::Type(ty)) => Some(ty.clone()),
            _ => None,
        });
        let pipeline = self.pipeline(&call.receiver)?;
        let start = self.start(start);
        let total = self.hidden(name, Tree::Leaf(start), site, std::ptr::from_ref(call) as usize);
        self.vars[total].ty = ty.filter(|ty| !matches!(ty, Type::Infer(_)));
        self.each(pipeline, &[], &[total], None, site, &mut |this, item| {
            let item = this.leaf(item, site);
            let Some(Tree::Leaf(before)) = this.vars[total].now.clone() else { return None };
            let after = this.arithmetic(symbol, before, item, site);
            this.vars[total].now = Some(Tree::Leaf(after));
            Some(())
        })?;
        self.vars[total].now.clone()
    }

    fn fold(&mut self, call: &ExprMethodCall) -> Flow<Tree<Operand>> {
        let site = call.method.site();
        let (Some(init), Some(step)) = (call.args.first(), call.args.get(1)) else { return Some(Tree::unit()) };
        let pipeline = self.pipeline(&call.receiver)?;
        let guessed = self.guessed_type(init);
        let (site_of_init, shape) = (init.site(), super::place::shape_of(init));
        let aggregate = shape.is_aggregate() || matches!(strip(init), Expr::Struct(_));
        let mut init = self.expr(init)?;
        // `fold(x.sin_cos(), |(a, b), y| …)`
        if let (Tree::Leaf(Operand::Value(_)), Expr::Closure(closure)) = (&init, strip(step))
            && let Some(syn::Pat::Tuple(state)) = closure.inputs.first()
        {
            init = Tree::Tuple(self.take_apart(init, state.elems.len(), site_of_init));
        }
        let decl = std::ptr::from_ref(call) as usize;
        // `fold(&x[0], |best, a| …)`: the state is a reference to a number.
        let referred = matches!(&init, Tree::Leaf(Operand::View(view))
            if view.mode == Mode::Shared && view.extra == 0 && matches!(self.func.shape(view), Shape::Scalar(_)));
        let init = if referred { self.valued(init, site) } else { self.settle(init, init_site(call)) };
        let init = self.whole_if_placed(init, init_site(call));
        let own = guessed.as_ref().is_some_and(|ty| self.declared.is_struct(ty));
        let init = if aggregate { self.filled_by(step, init, shape, own, call) } else { init };
        if let Tree::Leaf(Operand::View(view)) = &init {
            self.note_type(&init, guessed);
            return self.fold_place(pipeline, view.clone(), step, call);
        }
        let state = self.hidden("folded", init, site, decl);
        let names = super::opaque::assigned_in(step);
        self.each(pipeline, &names, &[state], None, site, &mut |this, item| {
            let before = this.vars[state].now.clone()?;
            let given = if referred { this.by_reference(before.clone()) } else { before.clone() };
            let after = this.apply(step, vec![given, item])?;
            let after = if referred { this.valued(after, site) } else { after };
            let whole = match &after {
                Tree::Leaf(Operand::View(_)) => true,
                Tree::Leaf(Operand::Value(id)) => this.is_call(*id),
                _ => false,
            };
            if aggregate && whole && this.assumed.insert(decl, Activity::Active).is_none() {
                this.again = true;
                return Some(());
            }
            let after = this.tied_to(after, &before, site);
            this.vars[state].now = Some(after);
            Some(())
        })?;
        let last = self.vars[state].now.clone()?;
        Some(if referred { self.by_reference(last) } else { last })
    }

    /// A fold whose state is an array.
    fn fold_place(
        &mut self,
        pipeline: super::stages::Pipeline,
        state: Box<View>,
        step: &Expr,
        call: &ExprMethodCall,
    ) -> Flow<Tree<Operand>> {
        let (site, decl) = (call.method.site(), std::ptr::from_ref(call) as usize);
        self.func.values[state.root().0].mutable = true;
        if self.assumed.contains_key(&decl) {
            self.func.values[state.root().0].activity = Activity::Active;
        }
        let names = super::opaque::assigned_in(step);
        self.each(pipeline, &names, &[], None, site, &mut |this, item| {
            let before = Tree::Leaf(Operand::of_view((*state).clone()));
            let after = this.apply(step, vec![before, item])?;
            let value = match this.settle(after, site) {
                Tree::Leaf(after) => this.moved(after, site),
                Tree::Tuple(elements) => this.whole_tuple(elements, site).base,
            };
            // It may have been taken for a constant: the function is read again.
            let begins_constant = this.func.value(state.root()).activity != Activity::Active;
            if begins_constant && this.func.activity(&value) == Activity::Active {
                this.assumed.insert(decl, Activity::Active);
                this.again = true;
            }
            this.push(Pattern::none(), Op::Store { to: (*state).clone(), value }, site);
            Some(())
        })?;
        Some(Tree::Leaf(Operand::View(state)))
    }

    /// A constant array, vector or struct that the steps of a fold write active values to, or make another of, is a place from the start.
    fn filled_by(
        &mut self,
        step: &Expr,
        init: Tree<Operand>,
        shape: Shape,
        own: bool,
        call: &ExprMethodCall,
    ) -> Tree<Operand> {
        let state = match strip(step) {
            Expr::Closure(closure) => closure.inputs.first(),
            _ => None,
        };
        let written = matches!(state, Some(syn::Pat::Ident(state)) if self.is_assumed(&state.ident));
        let assumed = own || written || self.assumed.contains_key(&(std::ptr::from_ref(call) as usize));
        match init {
            Tree::Leaf(Operand::View(_)) | Tree::Tuple(_) => init,
            Tree::Leaf(constant) if assumed => {
                let view = self.new_place(Op::Use(constant), shape, init_site(call));
                self.func.values[view.root().0].activity = Activity::Active;
                Tree::Leaf(Operand::of_view(view))
            }
            leaf => leaf,
        }
    }

    fn collects_vector(&self, call: &ExprMethodCall) -> bool {
        let Some(arguments) = &call.turbofish else { return true };
        match arguments.args.first() {
            Some(syn::GenericArgument::Type(Type::Path(path))) => {
                path.path.segments.last().is_some_and(|last| last.ident == "Vec")
            }
            _ => true,
        }
    }

    pub(super) fn usize_literal(&self, number: usize) -> Operand {
        let tokens = quote::ToTokens::to_token_stream(&proc_macro2::Literal::usize_suffixed(number));
        Operand::Const(crate::ir::Const { tokens, number: None, atomic: true })
    }

    /// An array, vector or `[a; n]` of active values.
    pub(super) fn array(&mut self, expr: &Expr, vector: bool) -> Flow<Tree<Operand>> {
        let site = expr.site();
        let shaped =
            |element: Shape| if vector { Shape::Vector(Box::new(element)) } else { Shape::Array(Box::new(element)) };
        match expr {
            Expr::Repeat(repeat) => {
                let (value, element) = self.array_element(&repeat.expr)?;
                let len = self.steering(&repeat.len)?;
                // In an array the length must stay a constant.
                let len = if vector { len } else { Operand::Const(constant_tokens(&repeat.len)) };
                let op = Op::Repeat { value, len, vector };
                Some(self.made_array(op, shaped(element), site))
            }
            Expr::Array(array) => {
                let mut elements = Vec::new();
                let mut shape = Shape::Unknown;
                for element in &array.elems {
                    let (value, own) = self.array_element(element)?;
                    if shape == Shape::Unknown || shape == Shape::Scalar(Float::Unknown) {
                        shape = own;
                    }
                    elements.push(value);
                }
                let op = Op::Array { elements, vector };
                let made = self.made_array(op, shaped(shape), site);
                self.note_type(&made, self.guessed_type(expr));
                Some(made)
            }
            _ => Some(self.fail(&catalogue::UNKNOWN_SYNTAX, site)),
        }
    }

    fn made_array(&mut self, op: Op, shape: Shape, site: crate::site::Site) -> Tree<Operand> {
        if crate::analyse::activity::of_op(&self.func, &op) == Activity::Constant {
            return Tree::Leaf(self.step(op, site, Float::Unknown));
        }
        Tree::Leaf(Operand::of_view(self.new_place(op, shape, site)))
    }

    fn array_element(&mut self, expr: &Expr) -> Flow<(Operand, Shape)> {
        let tree = self.expr(expr)?;
        let tree = self.settle(tree, expr.site());
        Some(match tree {
            Tree::Leaf(Operand::View(view)) if view.mode == Mode::Place => {
                let shape = self.func.shape(&view);
                (view.base.clone(), shape)
            }
            Tree::Leaf(leaf @ Operand::View(_)) => {
                self.fail(&catalogue::REFERENCE, expr.site());
                (leaf, Shape::Unknown)
            }
            Tree::Leaf(leaf) => {
                let shape = if self.func.activity(&leaf) == Activity::Constant {
                    match super::place::shape_of(expr) {
                        Shape::Unknown => Shape::Scalar(self.func.float(&leaf)),
                        shape => shape,
                    }
                } else {
                    Shape::Scalar(self.func.float(&leaf))
                };
                (leaf, shape)
            }
            Tree::Tuple(elements) => {
                let whole = self.whole_tuple(elements, expr.site());
                let shape = self.func.shape(&whole);
                (whole.base, shape)
            }
        })
    }
}

fn init_site(call: &ExprMethodCall) -> crate::site::Site {
    call.args.first().map_or_else(|| call.method.site(), Sited::site)
}

fn constant_tokens(expr: &Expr) -> crate::ir::Const {
    crate::ir::Const { tokens: quote::ToTokens::to_token_stream(expr), number: None, atomic: false }
}

/// Whether a chain goes through the numbers of a range.
fn counts(expr: &Expr) -> bool {
    match strip(expr) {
        Expr::Range(_) => true,
        Expr::MethodCall(call) => {
            ["rev", "step_by", "skip", "take", "filter"].iter().any(|name| call.method == name)
                && counts(&call.receiver)
        }
        _ => false,
    }
}
