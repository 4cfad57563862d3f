//! Lowering: the user's function body becomes IR.
//!
//! Statements are read in order, so that activity is known as soon as a value is made. What mentions no active
//! value stays as the user's own tokens (see [`opaque`]); what does is taken apart into single steps. A
//! variable is a name for its current value: assigning to it changes what the name stands for, and a branch
//! merges the variables that its arms changed.

mod arrays;
mod branch;
mod call;
mod chosen;
mod closure;
mod conditional;
mod counts;
mod elements;
mod expr;
mod guessed;
mod in_place;
mod into_array;
mod iterate;
mod known;
mod looped;
mod macros;
mod made;
mod matrix;
mod method;
mod methods;
mod missing;
mod opaque;
mod options;
pub use methods::with_fields;
pub use opaque::{each_variable, lengths, substitute, used_as_many, used_as_numbers};
pub use operator::aliases;
pub(crate) use place::strip;
mod operator;
mod pattern;
mod place;
mod private;
mod shadowed;
mod small;
mod stages;
mod steering;
mod stmt;
mod structs;
mod sugar;
mod variants;
mod vectors;
mod windows;
mod written_out;
mod zipped;

use std::collections::{HashMap, HashSet};

use crate::site::{Site, Sited};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ItemFn;

use crate::analyse::activity;
use crate::declared::Declared;
use crate::diagnostics::{Entry, Errors, catalogue};
use crate::hygiene::Key;
use crate::ir::{
    Activity, End, Float, Func, Hint, Holder, LoopId, Member, Mode, Op, Operand, Pattern, Region, Shape, Step, Stmt,
    StmtKind, Tree, ValueId, View,
};
use crate::signature::{Signature, is_mutable_reference};
use crate::types::Class;

/// A lowered function.
pub struct Lowered {
    /// Its IR; what early returns leave behind is still in it (see `exits`).
    pub func: Func,
    /// Items of the body, repeated at the top of each companion.
    pub items: TokenStream,
    /// The paths of called functions, as [`crate::ir::Companion::Free`] counts them.
    pub callees: Vec<TokenStream>,
    /// Whether the function calls itself with active values.
    pub recursive: bool,
}

/// Reads a function's body. With `writes_out`, small functions that loops call are written out, unless that is not understood.
pub fn lower(
    function: &ItemFn,
    signature: &Signature,
    declared: &Declared,
    writes_out: bool,
    errors: &mut Errors,
) -> Lowered {
    conditional::check(function, errors);
    let mut found = Errors::default();
    let mut lowered = read(function, signature, declared, writes_out, &mut found);
    if writes_out && !found.is_empty() {
        found = Errors::default();
        lowered = read(function, signature, declared, false, &mut found);
    }
    errors.append(found);
    lowered
}

/// Whether a variable is active is not always known where it is declared: a sum starts as a constant, an array may be filled later. Such
/// a variable is noted when that is seen, and the function is read again.
fn read(
    function: &ItemFn,
    signature: &Signature,
    declared: &Declared,
    writes_out: bool,
    errors: &mut Errors,
) -> Lowered {
    let function = &sugar::seen_through(function);
    let mut assumed = HashMap::new();
    let mut assumed_places = HashSet::new();
    let mut integers = HashSet::new();
    let mut closures = closure::Known::new(writes_out);
    for round in 0.. {
        let mut found = Errors::default();
        let before = (
            assumed.len(),
            assumed.values().filter(|activity| **activity == Activity::Active).count(),
            assumed_places.len(),
            integers.len(),
            closures.found(),
        );
        let (lowered, again) = lower_once(
            function,
            signature,
            declared,
            &mut assumed,
            &mut assumed_places,
            &mut integers,
            &mut closures,
            &mut found,
        );
        let after = (
            assumed.len(),
            assumed.values().filter(|activity| **activity == Activity::Active).count(),
            assumed_places.len(),
            integers.len(),
            closures.found(),
        );
        // Each round finds at least one variable more.
        if again && before != after && round < 1000 {
            continue;
        }
        errors.append(found);
        return lowered;
    }
    unreachable!("the last round returns")
}

#[allow(clippy::too_many_arguments)]
fn lower_once(
    function: &ItemFn,
    signature: &Signature,
    declared: &Declared,
    assumed: &mut HashMap<usize, Activity>,
    assumed_places: &mut HashSet<usize>,
    integers: &mut HashSet<usize>,
    closures: &mut closure::Known,
    errors: &mut Errors,
) -> (Lowered, bool) {
    let mut foreign = HashSet::new();
    collect_idents(function.to_token_stream(), &mut foreign);
    let func = Func {
        values: Vec::new(),
        params: Vec::new(),
        body: Region { stmts: Vec::new(), end: End::Diverge },
        foreign,
        generic: signature.generic,
        method: signature.params.first().is_some_and(|param| param.receiver.is_some()),
        borrowed: HashSet::new(),
        views: HashSet::new(),
        strangers: HashSet::new(),
        changing: HashSet::new(),
        integers: Vec::new(),
        functions: Vec::new(),
        told: std::collections::HashMap::new(),
        lengths: std::collections::HashMap::new(),
        aliases: Vec::new(),
        made: std::collections::HashMap::new(),
    };
    let (counts, integers_by_declaration) = counts::of(function, signature, declared);
    let in_place::InPlace { names: in_place, whole: changed_whole } =
        in_place::changed_in_place(&function.block).without(&in_place::behind_references(function));
    let mut lowerer = Lowerer {
        func,
        lent: None,
        stmts: Vec::new(),
        end: None,
        vars: Vec::new(),
        scopes: vec![HashMap::new()],
        in_place,
        changed_whole,
        reassigned: opaque::reassigned(&function.block),
        many: opaque::used_as_many(&function.block),
        numbers: opaque::used_as_numbers(&function.block),
        handed_on: structs::handed_on(&function.block),
        structs: methods::with_fields(&function.block),
        counts,
        variants: HashSet::new(),
        steers: false,
        const_fn: function.sig.constness.is_some(),
        matrices: function.sig.constness.is_none() && may_hold_matrices(function, signature, declared),
        declared,
        types: HashMap::new(),
        aliases: operator::aliases(function),
        own: HashSet::new(),
        lanes: HashMap::new(),
        errors,
        own_name: function.sig.ident.to_string(),
        type_parameters: &signature.type_parameters,
        floats: signature.generics.type_params().map(|param| param.ident.to_string()).collect(),
        items: TokenStream::new(),
        callees: Vec::new(),
        recursive: false,
        depth: 0,
        assumed,
        assumed_places,
        integers,
        again: false,
        frames: Vec::new(),
        in_block: false,
        in_closure: false,
        in_part: None,
        private: private::of(function, declared),
        private_next: Vec::new(),
        closures,
        loops: 0,
        result_shape: Tree::unit(),
        renamed: HashSet::new(),
        movable: HashSet::new(),
    };
    lowerer.params(signature);
    for (of, member) in integers_by_declaration {
        lowerer.ask_integer(&of, member);
    }
    lowerer.body(function, signature);
    let Lowerer { mut func, stmts, end, items, callees, recursive, again, renamed, types, floats, .. } = lowerer;
    func.foreign.extend(renamed);
    func.body = Region { stmts, end: end.unwrap_or(End::Diverge) };
    func.changing = crate::analyse::changing::of(&func, &types, declared, &floats);
    crate::analyse::places::spread(&mut func);
    (Lowered { func, items, callees, recursive }, again)
}

/// Whether a function may hold vectors or matrices at all.
fn may_hold_matrices(function: &ItemFn, signature: &Signature, declared: &Declared) -> bool {
    crate::matrices::may_occur(function.to_token_stream())
        || cfg!(any(feature = "ndarray", feature = "nalgebra"))
            && signature.params.iter().any(|param| declared.holds_matrices(&param.ty))
}

/// Every identifier in the tokens.
pub fn collect_idents(tokens: TokenStream, into: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect_idents(group.stream(), into),
            _ => {}
        }
    }
}

/// Index into [`Lowerer::vars`].
type VarId = usize;

/// What an expression comes to; `None` if control never gets past it.
type Flow<T> = Option<T>;

/// A variable of the user.
#[derive(Clone)]
struct Var {
    name: String,
    /// Its type, where it is written.
    ty: Option<syn::Type>,
    /// Its type as far as it is guessed.
    guessed: Option<syn::Type>,
    /// What the name stands for now.
    now: Option<Tree<Operand>>,
    /// Where it is declared; zero if that is of no use.
    decl: usize,
    /// The variable that it is a mutable reference into.
    borrows: Option<VarId>,
    /// A mutable reference to a variable of ours.
    pointer: bool,
    /// How a carried tuple is taken apart.
    shape: Option<Tree<()>>,
    /// For a reference that the function changes: what it may refer to.
    window: Option<windows::Window>,
    /// A vector, as far as the form of its first value tells.
    vector: bool,
    /// A reference to a vector, an array or a part of one, as far as it is seen.
    slice: bool,
    /// A closure, and what its names mean.
    closure: Option<closure::Named>,
    /// A closure that holds constants only: where it is written.
    constant_closure: Option<usize>,
    /// For a constant: what is known of it as a vector or matrix.
    matrix: Option<crate::ir::Matrix>,
    /// In the loops that carry it: its activity at the start of a trip.
    inside: HashMap<LoopId, Activity>,
}

struct Lowerer<'a> {
    func: Func,
    /// The variable whose elements the next closure may change.
    lent: Option<VarId>,
    /// The region under construction.
    stmts: Vec<Stmt>,
    /// How it ends, once that is settled.
    end: Option<End>,
    vars: Vec<Var>,
    scopes: Vec<HashMap<Key, VarId>>,
    /// Constants that opaque code changes in place: reading one must take a copy.
    in_place: HashSet<String>,
    /// Those among them that must not be taken apart.
    changed_whole: HashSet<String>,
    /// Variables that are given new values as a whole.
    reassigned: HashSet<String>,
    errors: &'a mut Errors,
    own_name: String,
    /// Type parameters that stand for floats.
    floats: Vec<String>,
    /// Type parameters in scope.
    type_parameters: &'a [String],
    items: TokenStream,
    callees: Vec<TokenStream>,
    recursive: bool,
    /// How many blocks are open, the function's own included.
    depth: usize,
    /// Names of variables that are indexed, iterated over and the like.
    many: HashSet<String>,
    /// Names of variables that are used in arithmetic.
    numbers: HashSet<String>,
    /// Names of variables that are cast or handed to functions.
    handed_on: HashSet<String>,
    /// Names of variables that have fields.
    structs: HashSet<String>,
    /// Members that are integers.
    counts: counts::Counts,
    /// Names that stand for variants of enums without the enum's name before them.
    variants: HashSet<String>,
    /// What is read does no more than steer.
    steers: bool,
    /// Whether the function is a `const fn`.
    const_fn: bool,
    /// Whether anything may be a vector or a matrix.
    matrices: bool,
    /// The structs of the file.
    declared: &'a Declared,
    /// The types of places, where they are written.
    types: HashMap<ValueId, syn::Type>,
    /// Names of types that can only be other names of floats.
    aliases: HashSet<String>,
    /// Places of types of the user's own, which may have operators.
    own: HashSet<ValueId>,
    /// Constants that are parts of vectors and matrices.
    lanes: HashMap<crate::ir::ValueId, crate::ir::Matrix>,
    /// Variables that are more active than their declarations tell.
    assumed: &'a mut HashMap<usize, Activity>,
    /// Floats that are changed through references.
    assumed_places: &'a mut HashSet<usize>,
    /// Variables that are used as indices and the like.
    integers: &'a mut HashSet<usize>,
    /// Something new was found out about a variable: the function must be read again.
    again: bool,
    /// The loops that are open.
    frames: Vec<looped::Frame>,
    /// The next loop is a labelled block.
    in_block: bool,
    /// The next loop is a closure's body.
    in_closure: bool,
    /// The next loop goes through the parts of another one's items.
    in_part: Option<LoopId>,
    /// Buffers that are private to loops.
    private: private::Private,
    /// Those of the next loop.
    private_next: Vec<ValueId>,
    /// What is known of closures with names.
    closures: &'a mut closure::Known,
    /// How many loops there are.
    loops: LoopId,
    /// Places of ours that have no name yet.
    movable: HashSet<ValueId>,
    /// What the function returns.
    result_shape: Tree<Shape>,
    /// New names of variables inside of the user's tokens.
    renamed: HashSet<String>,
}

impl Lowerer<'_> {
    /// Has rustc asked whether an argument's member is an integer.
    fn ask_integer(&mut self, of: &str, member: String) {
        let views = self.func.params.iter().filter_map(|id| {
            self.vars.iter().find_map(|var| match &var.now {
                Some(Tree::Leaf(Operand::View(view))) if view.root() == *id && var.name == of => Some((**view).clone()),
                _ => None,
            })
        });
        let asked: Vec<View> = views.map(|view| view.then(Step::Field(Member::Named(member.clone())))).collect();
        self.func.integers.extend(asked);
    }

    /// Whether a type is none of the standard library's, nor of those for vectors and matrices.
    fn is_stranger(&self, ty: &syn::Type) -> bool {
        let ty = self.declared.seen_through(ty);
        let syn::Type::Path(path) = ty else { return false };
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        !matches!(name.as_str(), "Vec" | "Box" | "Option" | "Rc" | "Arc") && matrix::of_type(ty).is_none()
    }

    fn params(&mut self, signature: &Signature) {
        for param in &signature.params {
            let activity = if param.active { Activity::Active } else { Activity::Constant };
            let float = match param.class {
                Class::Float(float) => float,
                Class::Constant => Float::Not,
                _ => Float::Unknown,
            };
            let id = self.func.fresh(Hint::User(param.ident.to_string()), param.ident.site(), float, activity);
            // What is behind a mutable reference may change wherever that is handed on.
            self.func.values[id.0].mutable = param.mutable && self.in_place.contains(&param.key.name)
                || !param.active && is_mutable_reference(&param.ty);
            self.func.params.push(id);
            if matches!(param.ty, syn::Type::Reference(_)) {
                self.func.borrowed.insert(id);
            }
            if !param.active && float == Float::Unknown && self.is_stranger(&param.ty) {
                self.func.strangers.insert(id);
            }
            self.func.lengths.extend(crate::analyse::lengths::of_type(&param.ty).map(|lengths| (id, lengths)));
            let mut now = Operand::Value(id);
            if let Some(place) = param.place.clone().filter(|_| param.active) {
                let mode = match place.holder {
                    Holder::Owned => Mode::Place,
                    Holder::Shared => Mode::Shared,
                    Holder::Exclusive | Holder::Optional => Mode::Exclusive,
                };
                self.func.values[id.0].place = Some(place);
                self.func.values[id.0].mutable = param.mutable;
                now = Operand::of_view(View { mode, ..View::whole(id) });
            }
            let var = self.declare(param.key.clone(), Some(Tree::Leaf(now)));
            self.vars[var].decl = std::ptr::from_ref(&param.key) as usize;
            self.vars[var].ty = Some(param.ty.clone());
            self.types.insert(id, param.ty.clone());
            self.note_own(id, &param.ty);
            let decl = self.vars[var].decl;
            let shape = match &param.place {
                // A float that is changed through a reference.
                None => self.assumed_places.contains(&decl).then_some(Shape::Scalar(float)),
                // A constant array that active values are written to: from here on it is a place of our own.
                Some(place) if !param.active && place.holder == Holder::Owned => {
                    self.assumed.contains_key(&decl).then(|| place.shape.clone())
                }
                Some(_) => None,
            };
            if let Some(shape) = shape {
                let view = self.new_place(Op::Use(Operand::Value(id)), shape, param.ident.site());
                let assumed = self.assumed.get(&decl).copied().unwrap_or(Activity::Constant);
                let value = &mut self.func.values[view.root().0];
                value.mutable = true;
                value.activity = value.activity.max(assumed);
                self.func.values[view.root().0].hint = Hint::User(param.ident.to_string());
                self.vars[var].now = Some(Tree::Leaf(Operand::of_view(view)));
            }
        }
    }

    fn body(&mut self, function: &ItemFn, signature: &Signature) {
        self.result_shape = signature.result_shape.clone();
        let value = self.block(&function.block);
        let Some(tree) = value else { return };
        if !signature.result_understood {
            return;
        }
        let site = function.block.stmts.last().map_or_else(|| function.sig.ident.site(), Sited::site);
        if let Some(results) = self.results(tree, &signature.result_shape, site) {
            self.end = Some(End::Return(results));
        }
    }

    /// A returned value, taken apart to the leaves of the result.
    fn results(&mut self, tree: Tree<Operand>, shape: &Tree<Shape>, site: Site) -> Option<Vec<Operand>> {
        match (tree, shape) {
            (tree, Tree::Tuple(shapes)) if !shapes.is_empty() => {
                let tree = self.settle(tree, site);
                let elements = self.take_apart(tree, shapes.len(), site);
                let mut results = Vec::new();
                for (element, shape) in elements.into_iter().zip(shapes) {
                    results.extend(self.results(element, shape, site)?);
                }
                Some(results)
            }
            (_, Tree::Tuple(_)) => Some(Vec::new()),
            (Tree::Leaf(leaf), Tree::Leaf(shape)) => {
                let leaf = match (leaf, shape) {
                    // What an operation on vectors gave may be a number; if it is none, it is not the type that the function returns.
                    (Operand::View(view), Shape::Scalar(float))
                        if matches!(self.func.shape(&view), Shape::Matrix(_)) =>
                    {
                        self.step(Op::Load(view.with_mode(Mode::Place)), site, *float)
                    }
                    (Operand::View(view), Shape::Scalar(_)) => self.read(&view, site),
                    (Operand::View(view), _) if self.is_only_written(&view) => view.base,
                    (leaf @ Operand::View(_), _) => {
                        let Tree::Leaf(leaf) = self.settle(Tree::Leaf(leaf), site) else { return None };
                        self.moved(leaf, site)
                    }
                    (leaf, _) => leaf,
                };
                if shape.is_aggregate() || *shape == Shape::Unknown {
                    // A constant, or what a called function gave.
                    let id = match leaf {
                        Operand::Value(id) => id,
                        leaf => self.step(Op::Use(leaf), site, Float::Unknown).value()?,
                    };
                    self.make_place(id, shape.clone());
                    return Some(vec![Operand::Value(id)]);
                }
                Some(vec![leaf])
            }
            (Tree::Tuple(_), Tree::Leaf(_)) => {
                self.fail(&catalogue::NO_VALUE, site);
                None
            }
        }
    }

    /// Whether a returned place is a local of which nothing is needed going back: it can be moved out.
    fn is_only_written(&self, view: &View) -> bool {
        let id = view.root();
        let whole = view.steps.is_empty() && view.mode == Mode::Place;
        if !whole || self.func.params.contains(&id) || !self.frames.is_empty() {
            return false;
        }
        let here = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Let { pattern, .. } => pattern.values().contains(&id),
            StmtKind::Branch(branch) => branch.results.contains(&id),
            StmtKind::Loop(looped) => looped.results.contains(&id),
            StmtKind::Comment(_) => false,
        };
        self.stmts.iter().any(here) && !self.stmts.iter().any(|stmt| place::reads(stmt, id))
    }

    /// Reports an error and gives something to go on with.
    fn fail(&mut self, entry: &'static Entry, site: Site) -> Tree<Operand> {
        self.fail_about(entry, site, "")
    }

    /// Reports an error about `subject` and gives something to go on with.
    fn fail_about(&mut self, entry: &'static Entry, site: Site, subject: impl ToString) -> Tree<Operand> {
        self.errors.report_about(entry, site, subject);
        Tree::Leaf(Operand::Number(0.0))
    }

    fn declare(&mut self, key: Key, now: Option<Tree<Operand>>) -> VarId {
        let id = self.vars.len();
        self.vars.push(Var {
            name: key.name.clone(),
            ty: None,
            guessed: None,
            now,
            decl: 0,
            borrows: None,
            pointer: false,
            shape: None,
            window: None,
            vector: false,
            slice: false,
            closure: None,
            constant_closure: None,
            matrix: None,
            inside: HashMap::new(),
        });
        self.scopes.last_mut().expect("a scope is always open").insert(key, id);
        id
    }

    fn find(&self, key: &Key) -> Option<VarId> {
        self.scopes.iter().rev().find_map(|scope| scope.get(key)).copied()
    }

    fn find_ident(&self, ident: &Ident) -> Option<VarId> {
        self.find(&Key::of(ident))
    }

    /// Appends `let value = op;`.
    fn step(&mut self, op: Op, site: Site, float: Float) -> Operand {
        let activity = activity::of_op(&self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, float, activity);
        self.push(Pattern::one(id), op, site);
        Operand::Value(id)
    }

    fn push(&mut self, pattern: Pattern, op: Op, site: Site) {
        if let Some(place) = crate::analyse::places::constant_target(&self.func, &op) {
            self.activate_place(place, site);
        }
        self.stmts.push(Stmt { kind: StmtKind::Let { pattern, op }, site, generated: false });
    }

    /// Lowers something into a region of its own. The variables that it changes stay changed: callers save
    /// and compare [`Lowerer::vars`].
    fn region<T>(&mut self, inside: impl FnOnce(&mut Self) -> Flow<T>) -> (Vec<Stmt>, Result<T, End>) {
        let outer_stmts = std::mem::take(&mut self.stmts);
        let outer_end = self.end.take();
        self.scopes.push(HashMap::new());
        let value = inside(self);
        self.scopes.pop();
        let stmts = std::mem::replace(&mut self.stmts, outer_stmts);
        let end = std::mem::replace(&mut self.end, outer_end);
        (stmts, value.ok_or(end.unwrap_or(End::Diverge)))
    }

    fn tree_activity(&self, tree: &Tree<Operand>) -> Activity {
        tree.leaves().into_iter().map(|leaf| self.func.activity(leaf)).max().unwrap_or(Activity::Constant)
    }

    fn is_fresh_temp(&self, id: ValueId) -> bool {
        let last = self.stmts.last().map(|stmt| match &stmt.kind {
            StmtKind::Let { pattern, .. } => pattern.values(),
            StmtKind::Branch(branch) => branch.results.clone(),
            StmtKind::Loop(looped) => looped.results.clone(),
            StmtKind::Comment(_) => Vec::new(),
        });
        self.movable.contains(&id)
            || matches!(self.func.value(id).hint, Hint::Temp) && last.is_some_and(|values| values.contains(&id))
    }
}
