//! The intermediate representation: one structured form for primal and derivative.
//!
//! A function is a tree of [`Region`]s. Locals are single-assignment [`Value`]s (an id into
//! [`Func::values`]); a reassigned variable becomes several values. Control flow stays structured:
//! a [`Branch`] holds its arms as regions and names the values that leave them. Whatever cannot carry a
//! derivative (conditions, integer arithmetic, macros) is kept as the user's own tokens, an [`Opaque`].

pub mod note;
#[cfg(test)]
pub mod print;
pub mod visit;

use std::collections::{HashMap, HashSet};

use crate::site::Site;
use proc_macro2::TokenStream;

use crate::hygiene::Key;

/// Index of a [`Value`] in [`Func::values`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ValueId(pub usize);

/// How a value depends on the active arguments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Activity {
    /// Not at all.
    Constant,
    /// Only through a step that has no derivative (a cast to an integer, a comparison). It may steer a
    /// branch, an index or a count; reaching the result as a number is an error.
    Cut,
    /// Through differentiable steps.
    Active,
}

/// What is known of a value's float type. The macro sees no types beyond signatures, literals and casts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Float {
    /// Nothing is known; rustc infers it.
    Unknown,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// One of the function's own type parameters that stand for floats, by its number.
    Param(u8),
    /// Known not to be a float.
    Not,
}

impl Float {
    /// Whether it is a float for sure.
    pub fn is_known(self) -> bool {
        matches!(self, Float::F32 | Float::F64 | Float::Param(_))
    }

    /// The type of a value that joins two others.
    pub fn join(self, other: Float) -> Float {
        if self == Float::Unknown { other } else { self }
    }
}

/// Where a value's name in the generated code comes from.
#[derive(Clone, Debug)]
pub enum Hint {
    /// The user's own variable.
    User(String),
    /// A step without a name: `t1`, `t2`, …
    Temp,
    /// The cotangent of another value: `d_<name>`.
    Cotangent(ValueId),
    /// The pullback of a call whose value is this one: `back_<name>`.
    Pullback(ValueId),
    /// What a branch saves for the way back: `saved`.
    Saved,
    /// Another scope's copy of this value, under the same name.
    Same(ValueId),
}

/// A single-assignment local.
#[derive(Clone, Debug)]
pub struct Value {
    /// Where its name comes from.
    pub hint: Hint,
    /// The user's code that it stands for.
    pub site: Site,
    /// The user's type annotation.
    pub annotation: Option<TokenStream>,
    /// Its float type where known.
    pub float: Float,
    /// Its dependence on the active arguments.
    pub activity: Activity,
    /// Changed in place: must be bound `mut`.
    pub mutable: bool,
    /// Where it is no float but a place that holds floats.
    pub place: Option<Place>,
}

/// An array, a vector, a slice or a tuple of floats: something with a place in memory.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it holds.
    pub shape: Shape,
    /// How the local holds it.
    pub holder: Holder,
}

/// How a local holds a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// By value.
    Owned,
    /// As a `&` reference.
    Shared,
    /// As a `&mut` reference.
    Exclusive,
    /// As a `&mut` reference to a slice, which is empty if nobody wants what is added to it.
    Optional,
}

/// What is known of a type that carries floats.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Nothing.
    Unknown,
    /// A float.
    Scalar(Float),
    /// An array or slice of these.
    Array(Box<Shape>),
    /// A vector of these.
    Vector(Box<Shape>),
    /// A tuple.
    Tuple(Vec<Shape>),
    /// A vector or matrix of a library, or what an operation on such gave, which may be a number.
    Matrix(Matrix),
    /// An `Option` of this, or of a reference to this.
    Option { payload: Box<Shape>, reference: bool },
}

/// What is known of a vector or a matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Matrix {
    /// Its elements.
    pub float: Float,
    /// How many axes it has.
    pub rank: Option<usize>,
    /// Where its type is from.
    pub library: Library,
}

/// Libraries of vectors and matrices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Library {
    /// `ndarray`
    Ndarray,
    /// `nalgebra`
    Nalgebra,
    /// Any of them.
    Unknown,
}

impl Shape {
    /// The shape of an element.
    pub fn element(&self) -> Shape {
        match self {
            Shape::Array(element) | Shape::Vector(element) => (**element).clone(),
            Shape::Matrix(matrix) => Shape::Scalar(matrix.float),
            _ => Shape::Unknown,
        }
    }

    /// Whether it is known to be no single float.
    pub fn is_aggregate(&self) -> bool {
        matches!(self, Shape::Array(_) | Shape::Vector(_) | Shape::Tuple(_) | Shape::Option { .. } | Shape::Matrix(_))
    }

    /// Whether all values of this shape, as a function returns them, have the same lengths.
    pub fn is_fixed(&self) -> bool {
        match self {
            Shape::Scalar(_) => true,
            Shape::Array(element) => element.is_fixed(),
            Shape::Tuple(elements) => elements.iter().all(Shape::is_fixed),
            _ => false,
        }
    }
}

/// A place, or a part of one.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The local: always an [`Operand::Value`].
    pub base: Operand,
    /// From there to the part.
    pub steps: Vec<Step>,
    /// How it is written.
    pub mode: Mode,
    /// How many references more than that the user's name for it stands for.
    pub extra: usize,
}

/// One step into a place.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// `[i]`
    Index(Operand),
    /// `[from..to]`
    Range { from: Option<Operand>, to: Option<Operand>, inclusive: bool },
    /// `.0`, `.x`
    Field(Member),
    /// The member that has this index in a tuple struct: in its tangent, constant members before it are missing.
    Part(usize),
    /// The element of this number in the order of a vector's or matrix's iterator, which may be repeated to a shape.
    Element { number: Operand, repeated: Option<Operand> },
    /// `.row(i)`, `.t()`: a part that is a view.
    Call { method: String, library: Library, args: Vec<Operand> },
    /// What a variant holds: the place is known to be of that variant.
    Payload(Payload),
}

impl Step {
    /// Whether it leads to a member of a struct or of a variant, of which the macro may not know whether it carries derivatives.
    pub fn is_member(&self) -> bool {
        matches!(self, Step::Field(_) | Step::Payload(_))
    }
}

/// A member of a variant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Payload {
    /// The variant's name.
    pub variant: String,
    /// What it is called there.
    pub member: Member,
    /// Whether it is a reference, which is followed. (In a tangent it is none.)
    pub reference: bool,
}

/// What a field is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Member {
    /// By its name.
    Named(String),
    /// By its index.
    Unnamed(usize),
}

impl std::fmt::Display for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Member::Named(name) => f.write_str(name),
            Member::Unnamed(index) => write!(f, "{index}"),
        }
    }
}

impl Member {
    /// As the user wrote it.
    pub fn of(member: &syn::Member) -> Member {
        match member {
            syn::Member::Named(ident) => Member::Named(ident.to_string()),
            syn::Member::Unnamed(index) => Member::Unnamed(index.index as usize),
        }
    }
}

/// A struct that is put together.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its name; a tuple has none.
    pub path: TokenStream,
    /// The variant's name, if it is one of an enum.
    pub variant: Option<String>,
    /// In parentheses instead of braces.
    pub tuple: bool,
    /// Its fields, in the order in which they are written.
    pub fields: Vec<(Member, Tree<Operand>)>,
    /// The user's text of each.
    pub sites: Vec<Site>,
    /// `..base`
    pub base: Option<Operand>,
}

/// How a [`View`] is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The place itself.
    Place,
    /// `&place`
    Shared,
    /// `&mut place`
    Exclusive,
    /// A variable that is a `&mut` reference, where a called function may want a `&` one.
    Either,
}

impl View {
    /// The view without the ranges at its end: what it is a part of.
    pub fn before_ranges(&self) -> View {
        let mut whole = self.clone();
        while let Some(Step::Range { .. }) = whole.steps.last() {
            whole.steps.pop();
        }
        whole
    }

    /// The whole of a place.
    pub fn whole(id: ValueId) -> View {
        View { base: Operand::Value(id), steps: Vec::new(), mode: Mode::Place, extra: 0 }
    }

    /// Whether who is handed it may change it.
    pub fn changes(&self) -> bool {
        matches!(self.mode, Mode::Exclusive | Mode::Either)
    }

    /// The same as a view of an array, which is handed on by value: `x.view()`, `x.row(i)`.
    pub fn as_view(&self) -> View {
        match self.steps.last() {
            Some(Step::Call { .. }) => self.clone(),
            _ => self.then(Step::Call { method: "view".to_owned(), library: Library::Ndarray, args: Vec::new() }),
        }
    }

    /// The local that it is a part of.
    pub fn root(&self) -> ValueId {
        self.base.value().expect("a view is of a local")
    }

    /// The same, written in another way.
    pub fn with_mode(&self, mode: Mode) -> View {
        View { mode, extra: 0, ..self.clone() }
    }

    /// A part of it.
    pub fn then(&self, step: Step) -> View {
        let mut view = self.clone();
        view.steps.push(step);
        view
    }

    /// The same part of another local.
    pub fn of(&self, id: ValueId) -> View {
        View { base: Operand::Value(id), ..self.clone() }
    }
}

/// A value, or a constant that is cheap and safe to write again.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// A local.
    Value(ValueId),
    /// A constant expression of the user: a literal, a path, arithmetic of these.
    Const(Const),
    /// A number written by us.
    Number(f64),
    /// A place that holds floats, or a part of one.
    View(Box<View>),
}

/// A constant expression of the user.
#[derive(Clone, Debug)]
pub struct Const {
    /// As written.
    pub tokens: TokenStream,
    /// Its value where it is a plain float or integer literal.
    pub number: Option<f64>,
    /// Binds tighter than any operator: needs no parentheses.
    pub atomic: bool,
}

impl PartialEq for Const {
    fn eq(&self, other: &Const) -> bool {
        self.tokens.to_string() == other.tokens.to_string()
    }
}

impl Const {
    /// Its type, where it is written at its end: `0.1_f32`, `3 as f64`.
    pub fn float(&self) -> Float {
        let text = self.tokens.to_string();
        let typed = |name: &str| {
            text.strip_suffix(name).is_some_and(|before| before.ends_with(" as ") || self.number.is_some())
        };
        match () {
            () if typed("f32") => Float::F32,
            () if typed("f64") => Float::F64,
            () => Float::Unknown,
        }
    }
}

impl Operand {
    /// `None`, which is taken by value, and says nothing of its type.
    pub fn is_none(&self) -> bool {
        matches!(self, Operand::Const(constant) if constant.tokens.clone().into_iter().last().is_some_and(|last| last.to_string() == "None"))
    }

    /// The local, if it is one.
    pub fn value(&self) -> Option<ValueId> {
        match self {
            Operand::Value(id) => Some(*id),
            _ => None,
        }
    }

    /// The number, if it is a literal.
    pub fn number(&self) -> Option<f64> {
        match self {
            Operand::Number(number) => Some(*number),
            Operand::Const(constant) => constant.number,
            Operand::Value(_) | Operand::View(_) => None,
        }
    }

    /// The place, if it is one.
    pub fn view(&self) -> Option<&View> {
        match self {
            Operand::View(view) => Some(view),
            _ => None,
        }
    }

    /// A place.
    pub fn of_view(view: View) -> Operand {
        Operand::View(Box::new(view))
    }
}

/// A tuple-shaped value, taken apart to its leaves.
#[derive(Clone, PartialEq, Debug)]
pub enum Tree<T> {
    /// One value.
    Leaf(T),
    /// A tuple; the empty one is `()`.
    Tuple(Vec<Tree<T>>),
}

impl<T> Tree<T> {
    /// `()`
    pub fn unit() -> Tree<T> {
        Tree::Tuple(Vec::new())
    }

    /// The leaves from left to right.
    pub fn leaves(&self) -> Vec<&T> {
        match self {
            Tree::Leaf(leaf) => vec![leaf],
            Tree::Tuple(elements) => elements.iter().flat_map(Tree::leaves).collect(),
        }
    }

    /// The leaves from left to right, to change.
    pub fn leaves_mut(&mut self) -> Vec<&mut T> {
        match self {
            Tree::Leaf(leaf) => vec![leaf],
            Tree::Tuple(elements) => elements.iter_mut().flat_map(Tree::leaves_mut).collect(),
        }
    }

    /// Puts a tree where a leaf is.
    pub fn replace(&mut self, leaf: &T, by: &Tree<T>)
    where
        T: Clone + PartialEq,
    {
        match self {
            Tree::Leaf(here) if here == leaf => *self = by.clone(),
            Tree::Leaf(_) => {}
            Tree::Tuple(elements) => elements.iter_mut().for_each(|tree| tree.replace(leaf, by)),
        }
    }

    /// The same shape over other leaves.
    pub fn map<U>(&self, change: &mut impl FnMut(&T) -> U) -> Tree<U> {
        match self {
            Tree::Leaf(leaf) => Tree::Leaf(change(leaf)),
            Tree::Tuple(elements) => Tree::Tuple(elements.iter().map(|tree| tree.map(change)).collect()),
        }
    }

    /// Whether both have the same shape.
    pub fn same_shape<U>(&self, other: &Tree<U>) -> bool {
        match (self, other) {
            (Tree::Leaf(_), Tree::Leaf(_)) => true,
            (Tree::Tuple(a), Tree::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_shape(b)),
            _ => false,
        }
    }
}

/// The user's own tokens, with the variables in them bound to values.
#[derive(Clone, Debug)]
pub struct Opaque {
    /// As written.
    pub tokens: TokenStream,
    /// What each of the user's variables stands for here.
    pub holes: Vec<(Key, Tree<Operand>)>,
    /// May be left out when nobody needs its value: no call, no panic, no effect.
    pub pure: bool,
}

/// What a [`StmtKind::Let`] computes.
#[derive(Clone, Debug)]
pub enum Op {
    /// A copy.
    Use(Operand),
    /// `-a`
    Neg(Operand),
    /// `a ∘ b`: `+ - * / %` or a comparison.
    Binary(&'static str, Operand, Operand),
    /// `a.name(b, …)`; `path` holds the spelling where the user wrote `f64::name(a, b)`.
    Method { name: String, path: Option<TokenStream>, args: Vec<Operand> },
    /// `a as T`
    Cast { from: Operand, to: TokenStream },
    /// The user's own tokens.
    Opaque(Opaque),
    /// `grad::detach(a)`, by the path that the user wrote.
    Detach { path: TokenStream, arg: Operand },
    /// A call of another annotated function.
    Call(Call),
    /// The same call, returning its value and its pullback.
    Vjp(Call),
    /// `pullback(seed, …)`: the gradient of each argument of the call.
    Pull { pullback: Operand, seed: Option<Operand>, lends: Vec<Lend>, store: StoreArg },
    /// The gradient of each argument of a call, from the arguments: for `const fn`, where no closure can run.
    PullConst { call: Call, seed: Operand },
    /// `::grad::__private::name(a, …)`
    Helper { name: &'static str, args: Vec<Operand> },
    /// `if test { then } else { other }` on plain operands.
    Select { test: Operand, then: Operand, other: Operand },
    /// What one arm of `of` passes to the place where the arms part again.
    Variant { arm: usize, of: usize, payload: Vec<Operand> },
    /// `move |seed, (…)| { … }`
    Closure { seed: Pattern, lends: Vec<Lent>, types: Option<[TokenStream; 2]>, body: Box<Region> },
    /// What is kept of a constant argument of a call: see `kinds` in [`crate::emit`].
    Kept { call: Call, index: usize, value: Operand, keep: Keep },
    /// `(a, b,)`
    Tuple(Vec<Operand>),
    /// A rule of the runtime: an operation on vectors or matrices, or its way back.
    Rule(Box<Rule>),
    /// What a place holds.
    Load(View),
    /// A copy of a place; with the method's name where the user wrote one (`clone`, `to_vec`).
    Copy { from: View, method: Option<String> },
    /// `Point { x, y }`, `Shape::Circle { r }`
    Struct(Box<Struct>),
    /// `[a, b]` or `vec![a, b]`.
    Array { elements: Vec<Operand>, vector: bool },
    /// `[a; n]` or `vec![a; n]`.
    Repeat { value: Operand, len: Operand, vector: bool },
    /// `place = value;`
    Store { to: View, value: Operand },
    /// `place += value;` or with another operator.
    Update { to: View, symbol: &'static str, value: Operand },
    /// `place.method(args);`: one of those that [`crate::lower`] knows.
    Mutate { place: View, method: String, args: Vec<Operand> },
    /// `portion(&place, range)`: a slice for a loop.
    Portion(View),
    /// `first(&place, count)`: the elements that a loop looks at one after another.
    First { of: View, count: Operand },
    /// `helper(&mut place, args)`
    Into { name: &'static str, place: View, args: Vec<Operand> },
    /// `helper(&place)`
    Of { name: &'static str, place: View },
    /// `shape.zeros()`
    Zeros(Operand),
    /// `shape.blank()`: zeros that only we see.
    Blank(Operand),
    /// `Vec::new()`: what a loop saves; or, in the store that all calls share, `Stretch::new()`; or, for a few `trips`, `Rack::new()`.
    Stack { stored: bool, trips: Option<usize> },
    /// `stack.reserve(iterator.size_hint().0);`; `exact` where the loop is taken once.
    Reserve { stack: Operand, iterator: Opaque, exact: bool, stored: bool },
    /// `stack.push((a, b));`; `reserved` where there is room for sure; `foresees` where the first trips tell how much the store will hold.
    Push { stack: Operand, payload: Vec<Operand>, reserved: bool, stored: bool, foresees: bool },
    /// `pop(&mut stack)`; from the store, where `cursor` is.
    Pop { stack: Operand, cursor: Option<Operand> },
    /// `shelf.keep(&place)`: a copy for the way back; its length.
    Shelve { shelf: Operand, place: View },
    /// `shelf.take(kept)`: the copy again.
    Unshelve { shelf: Operand, kept: Operand },
    /// `store.mark()`
    Mark,
    /// `store.release(mark);`
    Release { mark: Operand },
    /// `stack.len()`
    Height { stack: Operand },
    /// What the recorder of a graph is told.
    Note(Box<note::Note>),
}

/// A call of a rule of the runtime.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The operation.
    pub operation: &'static crate::matrices::Operation,
    /// The function: that of the operation, or of its way back.
    pub name: String,
    /// What it is called with.
    pub args: Vec<Passed>,
    /// The function of each element, for operations that have one.
    pub elements: Option<Elements>,
}

/// An argument of a rule.
#[derive(Clone, Debug)]
pub struct Passed {
    /// What is passed.
    pub operand: Operand,
    /// In which way.
    pub how: How,
}

/// How an argument of a rule is passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// `&a`
    Shared,
    /// `a`: nobody looks at it afterwards.
    Taken,
    /// `Last(d)`: a result's cotangent that nobody looks at afterwards.
    Last,
    /// `&mut d_a`
    Exclusive,
}

/// A function of each element, written out.
#[derive(Clone, Debug)]
pub struct Elements {
    /// The element.
    pub param: ValueId,
    /// Gives the value; once it is differentiated, the value and the slope.
    pub body: Region,
}

/// What is kept of a constant argument that may be a reference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// The reference.
    Reference,
    /// The reference, which was just made again, to something of the function's own.
    Again,
    /// A copy of what it refers to.
    Copy,
}

/// What is handed to a pullback for one argument.
#[derive(Clone, Debug)]
pub enum Lend {
    /// The callee has kept it.
    Held,
    /// A constant that may be a reference.
    Constant(Operand),
    /// A place and its cotangent.
    Shared { place: View, cotangent: View },
    /// The cotangent of a place that the callee changed.
    Exclusive { cotangent: View },
    /// Either of these: what was kept of the place, and its cotangent.
    Either { place: Operand, cotangent: View },
    /// What stands before a method's dot, and its cotangent.
    Receiver { place: Operand, cotangent: View },
}

/// What a pullback is handed for one argument.
#[derive(Clone, Copy, Debug)]
pub enum Lent {
    /// Nothing.
    Held,
    /// A constant behind a reference, or a view of an array.
    Constant { id: ValueId, view: bool },
    /// A place behind a reference, and its cotangent. If the place is a slice, that may be an empty one.
    Shared { place: ValueId, cotangent: ValueId, slice: bool },
    /// A view of an array, and what its cotangent is added to.
    View { place: ValueId, wanted: ValueId },
    /// The cotangent of a place behind a mutable reference.
    Exclusive { cotangent: ValueId },
}

/// A call of another annotated function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function's path, without its turbofish.
    pub path: TokenStream,
    /// How its companion is reached.
    pub companion: Companion,
    /// `::<T>`, if written.
    pub turbofish: TokenStream,
    /// The arguments.
    pub args: Vec<Operand>,
    /// The user's text of each argument.
    pub arg_spans: Vec<Site>,
    /// Whether it is lent the store.
    pub stores: bool,
    /// Whether the function is known to return nothing.
    pub returns_nothing: bool,
}

impl Call {
    /// What stands for the store among its arguments.
    pub fn store(&self) -> StoreArg {
        match (&self.companion, self.stores) {
            (Companion::Associated { .. } | Companion::Method { .. }, _) => StoreArg::Absent,
            (Companion::Free(_), false) => StoreArg::None,
            (Companion::Free(_), true) => StoreArg::Lent,
        }
    }
}

/// What a called function's companion, and its pullback, get of the store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoreArg {
    /// An associated function has no such argument: its pullback would be taken to hold a borrow of the store, and the
    /// parameters of its `impl` block are not known that would tell rustc otherwise.
    Absent,
    /// `None`: it is called with nothing but numbers.
    None,
    /// `Some(&mut store)`
    Lent,
}

/// How the companion of a called function is reached.
#[derive(Clone, Debug)]
pub enum Companion {
    /// Through the type of the same name beside a free function; the number tells callees apart.
    Free(usize),
    /// Through a hidden associated function beside an associated one.
    Associated {
        /// `Type`
        owner: TokenStream,
        /// The function's name.
        name: String,
    },
    /// The same, where the first argument stands before a dot, and its type is not named.
    Method {
        /// The function's name.
        name: String,
    },
}

/// What a `let` or a match arm binds.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// A tuple of locals; `None` is `_`.
    Tree(Tree<Option<ValueId>>),
    /// The user's own pattern over constants, with its bindings.
    User { tokens: TokenStream, bindings: Vec<(Key, ValueId)> },
}

impl Pattern {
    /// One local.
    pub fn one(id: ValueId) -> Pattern {
        Pattern::Tree(Tree::Leaf(Some(id)))
    }

    /// A flat tuple of locals, or the bare one.
    pub fn tuple(ids: &[ValueId]) -> Pattern {
        match ids {
            [id] => Pattern::one(*id),
            _ => Pattern::Tree(Tree::Tuple(ids.iter().map(|id| Tree::Leaf(Some(*id))).collect())),
        }
    }

    /// Binds nothing: the statement is there for its effect.
    pub fn none() -> Pattern {
        Pattern::Tree(Tree::unit())
    }

    /// The locals it binds.
    pub fn values(&self) -> Vec<ValueId> {
        match self {
            Pattern::Tree(tree) => tree.leaves().into_iter().flatten().copied().collect(),
            Pattern::User { bindings, .. } => bindings.iter().map(|(_, id)| *id).collect(),
        }
    }
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What it does.
    pub kind: StmtKind,
    /// The user's code that it stands for.
    pub site: Site,
    /// Written by us, not by the user: the simplifier may change it.
    pub generated: bool,
}

/// The few kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `let pattern = op;`
    Let { pattern: Pattern, op: Op },
    /// `let (results) = if … { … } else { … };`
    Branch(Branch),
    /// `for … { … }`
    Loop(Loop),
    /// A comment in the printed code.
    Comment(&'static str),
}

/// A choice between regions.
#[derive(Clone, Debug)]
pub struct Branch {
    /// What is chosen by.
    pub head: Head,
    /// The choices.
    pub arms: Vec<Arm>,
    /// What the arms yield.
    pub results: Vec<ValueId>,
}

/// Tells loops apart.
pub type LoopId = usize;

/// A loop. What changes from one trip to the next is carried: a value at the start of a trip, another at its end.
#[derive(Clone, Debug)]
pub struct Loop {
    /// Its number.
    pub id: LoopId,
    /// How it goes on.
    pub head: LoopHead,
    /// What changes from trip to trip.
    pub carried: Vec<Carried>,
    /// One trip. It yields the next value of everything carried; once `exits` is settled and there are any, a variant
    /// that says whether to go on with these (the first way) or how the loop is left.
    pub body: Region,
    /// The last value of everything carried, and after that what `break value` gives; or a variant, if the loop may be left in several ways.
    pub results: Vec<ValueId>,
    /// In how many ways a trip can leave the loop. The first is also that of a loop that runs to its end.
    pub exits: usize,
    /// Whether the first of these is to go on after the loop.
    pub leaves: bool,
    /// Places from outside of which nothing goes from trip to trip, or to what comes after the loop.
    pub private: Vec<ValueId>,
}

/// A value that changes from trip to trip.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Before the first trip.
    pub init: Operand,
    /// At the start of a trip.
    pub inside: ValueId,
}

/// How a [`Loop`] goes on.
#[derive(Clone, Debug)]
pub enum LoopHead {
    /// `for pattern in iterator`; one that can be reversed is a range, which can be gone through again.
    For { pattern: Pattern, iterator: Opaque, reversible: bool },
    /// `while test`
    While(Opaque),
    /// `loop`
    Forever,
    /// `while stack.len() > height { let pattern = pop(&mut stack); … }`
    Unwind { stack: Operand, height: Operand, pattern: Pattern },
}

/// What a [`Branch`] is chosen by.
#[derive(Clone, Debug)]
pub enum Head {
    /// `if test`: two arms.
    If(Operand),
    /// `match` over values that were taken apart.
    Match(Tree<Operand>),
    /// `match` over the user's own expression, a constant that must stay in place.
    Opaque(Opaque),
    /// Which arm an earlier branch went through: its [`Op::Variant`].
    Variant(Operand),
}

/// One choice of a [`Branch`].
#[derive(Clone, Debug)]
pub struct Arm {
    /// Under `match`.
    pub pattern: Option<Pattern>,
    /// `if guard` after the pattern.
    pub guard: Option<Opaque>,
    /// What is done.
    pub region: Region,
}

/// A sequence of statements with a scope of its own.
#[derive(Clone, Debug)]
pub struct Region {
    /// In order.
    pub stmts: Vec<Stmt>,
    /// What comes after them.
    pub end: End,
}

/// How a region ends.
#[derive(Clone, Debug)]
pub enum End {
    /// Goes on after the branch with these values.
    Yield(Vec<Operand>),
    /// Leaves the function with this value.
    Return(Vec<Operand>),
    /// Goes on with the next trip of a loop, with these values carried.
    Next(LoopId, Vec<Operand>),
    /// Leaves a loop with these results.
    Leave(LoopId, Vec<Operand>),
    /// Never gets there (`panic!`).
    Diverge,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// All locals.
    pub values: Vec<Value>,
    /// The arguments.
    pub params: Vec<ValueId>,
    /// What it does.
    pub body: Region,
    /// Identifiers in the user's text, which no new name may take.
    pub foreign: HashSet<String>,
    /// Those of the arguments that are references.
    pub borrowed: HashSet<ValueId>,
    /// Constants that are views of arrays, made by a method.
    pub views: HashSet<ValueId>,
    /// Constants of types of the user's own, whose methods may have effects, whatever they are called.
    pub strangers: HashSet<ValueId>,
    /// What may change while it is lent, and what may refer to such a one.
    pub changing: HashSet<ValueId>,
    /// Whether arguments may hold something of a type that is a parameter, other than floats.
    pub generic: bool,
    /// Members of arguments that rustc is asked about: whether they are integers.
    pub integers: Vec<View>,
    /// Functions as they are written, and those of the standard library that they are taken for: rustc is asked whether they are.
    pub functions: Vec<(TokenStream, TokenStream)>,
    /// The types that what called functions gave is taken for.
    pub told: std::collections::HashMap<ValueId, TokenStream>,
    /// How long arrays among the arguments are, by their types.
    pub lengths: HashMap<ValueId, Vec<usize>>,
    /// Names of types, and what they are taken for.
    pub aliases: Vec<(TokenStream, TokenStream)>,
    /// Vectors and rotations that rules make, and what else gives one by the name of the type that the user wrote: rustc is asked whether it is the same type.
    pub made: HashMap<ValueId, TokenStream>,
    /// Whether the first argument is `self`, which has another name in what is generated.
    pub method: bool,
}

impl Func {
    /// A new local.
    pub fn fresh(&mut self, hint: Hint, site: Site, float: Float, activity: Activity) -> ValueId {
        self.values.push(Value { hint, site, annotation: None, float, activity, mutable: false, place: None });
        ValueId(self.values.len() - 1)
    }

    /// What is known of a local.
    pub fn value(&self, id: ValueId) -> &Value {
        &self.values[id.0]
    }

    /// The activity of an operand.
    pub fn activity(&self, operand: &Operand) -> Activity {
        match operand {
            Operand::Value(id) => self.value(*id).activity,
            Operand::View(view) => self.activity(&view.base),
            _ => Activity::Constant,
        }
    }

    /// The float type of an operand.
    pub fn float(&self, operand: &Operand) -> Float {
        match operand {
            Operand::Value(id) => self.value(*id).float,
            Operand::View(view) => match self.shape(view) {
                Shape::Scalar(float) => float,
                _ => Float::Unknown,
            },
            Operand::Const(constant) => constant.float(),
            _ => Float::Unknown,
        }
    }

    /// What a part of a place holds.
    pub fn shape(&self, view: &View) -> Shape {
        let place = view.base.value().and_then(|id| self.value(id).place.as_ref());
        let mut shape = match place {
            Some(place) => place.shape.clone(),
            None => Shape::Scalar(self.float(&view.base)),
        };
        for step in &view.steps {
            shape = match (step, shape) {
                (Step::Index(_) | Step::Element { .. }, shape) => shape.element(),
                (Step::Range { .. }, Shape::Vector(element)) => Shape::Array(element),
                (Step::Range { .. }, shape) => shape,
                (Step::Field(Member::Unnamed(index)), Shape::Tuple(shapes)) => {
                    shapes.get(*index).cloned().unwrap_or(Shape::Unknown)
                }
                (Step::Call { library: Library::Nalgebra, .. }, shape) => {
                    let float = if let Shape::Matrix(matrix) = shape { matrix.float } else { Float::Unknown };
                    Shape::Matrix(Matrix { float, rank: None, library: Library::Nalgebra })
                }
                (Step::Call { method, .. }, shape) => {
                    let (float, rank) = match shape {
                        Shape::Matrix(matrix) => (matrix.float, matrix.rank),
                        _ => (Float::Unknown, None),
                    };
                    let rank = match method.as_str() {
                        "row" | "column" | "diag" => Some(1),
                        "reversed_axes" => rank,
                        "index_axis" | "outer" => rank.and_then(|rank| rank.checked_sub(1)),
                        _ => None,
                    };
                    Shape::Matrix(Matrix { float, rank, library: Library::Ndarray })
                }
                (Step::Payload(payload), Shape::Option { payload: inside, .. }) if payload.variant == "Some" => *inside,
                (Step::Field(_) | Step::Part(_) | Step::Payload(_), _) => Shape::Unknown,
            };
        }
        shape
    }

    /// Whether a local is a place that carries derivatives.
    pub fn is_active_place(&self, id: ValueId) -> bool {
        let value = self.value(id);
        value.place.is_some() && value.activity == Activity::Active
    }
}
