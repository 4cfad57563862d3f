//! The reverse transform: a function becomes its forward half and its backward half.
//!
//! A region is walked from its last statement to its first. When a value's definition is reached, all its uses
//! have added what they owe to its cotangent; the sum is the value's cotangent, and the definition's rule hands it on.
//! Each statement kind has its own file beside this driver: [`op`] for steps, [`branch`] for branches,
//! [`call`] for calls of other annotated functions; [`rule`] lowers the rule table's texts.

mod again;
mod branch;
mod call;
mod counters;
mod cut_off;
mod fuse;
mod gather;
mod in_turn;
mod looped;
mod matrix;
pub mod needs;
mod noted;
mod op;
mod place;
mod portions;
mod powi;
pub mod reread;
mod restart;
mod rule;
pub mod stored;
mod structs;
pub mod trips;
mod written;

pub use needs::modified_in;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use crate::site::Site;

use crate::analyse::activity;
use crate::analyse::lengths::Lengths;
use crate::analyse::owned::Owned;
use crate::ir::{
    Activity, End, Float, Func, Hint, Holder, LoopId, Op, Operand, Pattern, Place, Region, Shape, Stmt, StmtKind, Tree,
    ValueId, View,
};

/// A function and its derivative.
pub struct Reversed {
    /// All values, those of both halves; the body is empty.
    pub func: Func,
    /// The user's steps in their order, and what is saved.
    pub forward: Vec<Stmt>,
    /// The function's value, taken apart where it is a tuple.
    pub values: Vec<Operand>,
    /// The cotangent of each of these, an input of the backward half.
    pub seeds: Vec<ValueId>,
    /// From the seeds to the gradients.
    pub backward: Vec<Stmt>,
    /// The gradient of each parameter, in order.
    pub gradients: Vec<Gradient>,
    /// The same for a seed that is 1, if something can be done better then: loops are gone back through right after each trip.
    pub of_one: Option<Box<Reversed>>,
}

/// Where a parameter's gradient is.
#[derive(Clone, Debug)]
pub enum Gradient {
    /// It has none.
    Constant,
    /// A number.
    Value(Operand),
    /// In a place that the backward half adds to: an input of it, by mutable reference.
    Place(ValueId),
}

/// Whether there is a graph of a function. Its numbers are the same bit for bit, so what is summed is summed in the same order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Graph {
    /// There is none.
    None,
    /// There is one beside it.
    Beside,
    /// This is for the graph: every cotangent is noted.
    Noted,
}

/// Differentiates a function whose body has no early exits.
///
/// In a `const fn` no closure can be called: there, calls go back through a second `const fn` of the callee.
///
/// # Errors
/// When a derivative got lost on the way, which is a bug of ours.
pub fn reverse(func: Func, result: Float, const_fn: bool, graph: Graph) -> Result<Reversed, String> {
    let worth_it = !const_fn && graph == Graph::None && fuse::has_loops(&func.body);
    let of_one = if worth_it { halves(func.clone(), result, const_fn, graph, true)? } else { None };
    let reversed = halves(func, result, const_fn, graph, false)?;
    let mut reversed = reversed.ok_or("there are no halves")?;
    reversed.of_one = of_one.map(Box::new);
    Ok(reversed)
}

/// Both halves. With `of_one`, the seed is known to be 1 from the start, so that loops can be gone back through at once; `None` if there are none.
fn halves(
    mut func: Func,
    result: Float,
    const_fn: bool,
    graph: Graph,
    of_one: bool,
) -> Result<Option<Reversed>, String> {
    let body = std::mem::replace(&mut func.body, Region { stmts: Vec::new(), end: End::Diverge });
    let site = body.stmts.last().map_or_else(Site::call_site, |stmt| stmt.site);
    let values = match &body.end {
        End::Yield(operands) => operands.clone(),
        _ => Vec::new(),
    };
    let direct = structs::direct_loads(&func, &body);
    let surely_numbers = structs::numbers(&func, &body);
    let maybe_structs = structs::maybe_structs(&func, &body, &surely_numbers);
    let mut given_by_calls = HashSet::new();
    structs::note_calls(&body, &mut given_by_calls);
    let maybe_integers = structs::maybe_integers(&func, &body, &direct);
    let owned = Owned::of(&func, &body);
    let integers = counters::integers(&func, &body);
    let lengths = Rc::new(Lengths::of(&func, &body));
    let mut reverse = Reverse {
        func,
        owned,
        lengths,
        direct,
        maybe_integers,
        surely_numbers,
        maybe_structs,
        given_by_calls,
        const_fn,
        notes: graph == Graph::Noted,
        gathers: graph == Graph::None,
        rules: HashMap::new(),
        payloads: HashMap::new(),
        flows: HashSet::new(),
        owed: HashMap::new(),
        cut_off: HashSet::new(),
        shadows: HashMap::new(),
        modified: HashSet::new(),
        given_away: HashSet::new(),
        stable: HashSet::new(),
        stacks: Vec::new(),
        trips: Vec::new(),
        loops: Vec::new(),
        in_turn: in_turn::filled_in_turn(&body),
        shelves: Vec::new(),
        depth: 0,
        tried: None,
        carried: HashSet::new(),
        integers,
        counted: HashMap::new(),
        level: 0,
        levels: HashMap::new(),
        parts: HashSet::new(),
        certain: HashSet::new(),
        given: Vec::new(),
        lost: std::cell::Cell::new(None),
    };
    let mut cotangents = Cotangents::default();
    let mut seeds = Vec::new();
    for value in &values {
        let hint = value.value().map_or(Hint::User("seed".to_owned()), Hint::Cotangent);
        let seed = reverse.func.fresh(hint, site, result, Activity::Active);
        seeds.push(seed);
        let Operand::Value(id) = value else { continue };
        if reverse.func.is_active_place(*id) {
            let shape = reverse.func.value(*id).place.as_ref().map_or(Shape::Unknown, |place| place.shape.clone());
            reverse.func.values[seed.0].place = Some(Place { shape, holder: Holder::Owned });
            reverse.func.values[seed.0].mutable = true;
            reverse.shadows.insert(*id, seed);
            reverse.certain.insert(seed);
            // It leaves the function.
            reverse.modified.insert(*id);
        } else if reverse.func.value(*id).activity == Activity::Active {
            cotangents.add(*id, Operand::Value(seed));
        }
    }
    if values.is_empty() {
        // A function that never comes back has no value: its forward half ends in the panic.
        seeds.push(reverse.func.fresh(Hint::User("seed".to_owned()), site, result, Activity::Active));
    }
    for param in reverse.func.params.clone() {
        if reverse.func.is_active_place(param) {
            reverse.shadow_of_param(param);
        }
    }
    if of_one {
        reverse.tried = Some(fuse::Tried::with_seeds(&seeds, &reverse.func, &reverse.shadows));
    }
    let Halves { mut forward, mut backward, mut cotangents } = reverse.region(&body.stmts, cotangents);
    if reverse.tried.as_ref().is_some_and(|tried| !tried.relied_on) {
        return Ok(None);
    }
    reverse.present_seeds(&values, &seeds, site, &mut forward, &mut backward);
    let stack = |(id, trips): &(ValueId, Option<usize>)| {
        generated(Pattern::one(*id), Op::Stack { stored: false, trips: *trips }, site)
    };
    let stacks = reverse.stacks.iter().map(stack);
    let shelf = |id: &ValueId| generated(Pattern::one(*id), Op::Helper { name: "shelf", args: Vec::new() }, site);
    let shelves = reverse.shelves.iter().map(shelf);
    forward.splice(0..0, stacks.chain(shelves));
    let gradients: Vec<Gradient> = reverse
        .func
        .params
        .clone()
        .into_iter()
        .map(|param| {
            if let Some(shadow) = reverse.shadows.get(&param) {
                reverse.note_shadow(param, site, &mut backward);
                return Gradient::Place(*shadow);
            }
            if reverse.func.value(param).activity != Activity::Active {
                return Gradient::Constant;
            }
            let total = reverse.total(param, &mut cotangents, &mut backward);
            Gradient::Value(total.unwrap_or(Operand::Number(0.0)))
        })
        .collect();
    if let Some(id) = cotangents.owed.into_keys().next().or(reverse.lost.get()) {
        return Err(format!("the cotangent of value {} is lost", id.0));
    }
    let mut way_back = Region { stmts: backward, end: End::Yield(numbers(&gradients)) };
    reverse.refer_again(&forward, &mut way_back);
    let gradients = renamed(gradients, &way_back.end);
    Ok(Some(Reversed { func: reverse.func, forward, values, seeds, backward: way_back.stmts, gradients, of_one: None }))
}

fn numbers(gradients: &[Gradient]) -> Vec<Operand> {
    let number = |gradient: &Gradient| match gradient {
        Gradient::Value(value) => Some(value.clone()),
        Gradient::Constant | Gradient::Place(_) => None,
    };
    gradients.iter().filter_map(number).collect()
}

fn renamed(gradients: Vec<Gradient>, end: &End) -> Vec<Gradient> {
    let End::Yield(numbers) = end else { return gradients };
    let mut numbers = numbers.iter();
    let rename = |gradient| match gradient {
        Gradient::Value(value) => Gradient::Value(numbers.next().cloned().unwrap_or(value)),
        other => other,
    };
    gradients.into_iter().map(rename).collect()
}

/// What the uses of each value owe to its cotangent so far.
#[derive(Default, Clone)]
struct Cotangents {
    owed: BTreeMap<ValueId, Vec<Operand>>,
}

impl Cotangents {
    fn add(&mut self, id: ValueId, amount: Operand) {
        self.owed.entry(id).or_default().push(amount);
    }
}

/// The two halves of a region.
struct Halves {
    forward: Vec<Stmt>,
    backward: Vec<Stmt>,
    /// What the region owes to values from outside of it.
    cotangents: Cotangents,
}

#[derive(Clone)]
struct Reverse {
    func: Func,
    /// How long arrays are.
    lengths: Rc<Lengths>,
    /// Values that were read from fields of places which nobody changes.
    direct: HashMap<ValueId, View>,
    /// Values that are made of these and may be integers.
    maybe_integers: HashSet<ValueId>,
    /// Values that can only be numbers.
    surely_numbers: HashSet<ValueId>,
    /// Values that may be structs, which nothing looks into.
    maybe_structs: HashSet<ValueId>,
    /// Values that called functions gave.
    given_by_calls: HashSet<ValueId>,
    const_fn: bool,
    /// Whether cotangents are noted.
    notes: bool,
    /// Whether sums may be taken in another order than that of the graph.
    gathers: bool,
    /// Parsed texts of the rule table.
    rules: HashMap<&'static str, Option<Rc<syn::Expr>>>,
    /// For a variant: the values that each of its ways binds where it is taken apart.
    payloads: HashMap<ValueId, Vec<Vec<ValueId>>>,
    /// Those that say how a trip ends.
    flows: HashSet<ValueId>,
    /// The cotangents of those values.
    owed: HashMap<ValueId, Operand>,
    /// Cotangents that are zero where a branch or a `max` did not use the value.
    cut_off: HashSet<ValueId>,
    /// Where the cotangent of each place is.
    shadows: HashMap<ValueId, ValueId>,
    /// Places that the rest of the function changes.
    modified: HashSet<ValueId>,
    /// Places that the rest of the function hands on as they are.
    given_away: HashSet<ValueId>,
    /// Loads that give the same going back.
    stable: HashSet<ValueId>,
    /// What loops save, all of it declared at the top; with the number of trips if they are few.
    stacks: Vec<(ValueId, Option<usize>)>,
    /// How many trips each of the loops around takes, where that is written down.
    trips: Vec<Option<usize>>,
    /// The loops around, with the index of those over indices.
    loops: Vec<(LoopId, Option<ValueId>)>,
    /// Vectors that a loop fills from the start, one element a trip.
    in_turn: HashSet<(LoopId, ValueId)>,
    /// What the calls of loops keep copies on.
    shelves: Vec<ValueId>,
    /// How many loops are around.
    depth: usize,
    /// The loop around, if it is tried whether it and the loops in it can be gone back through at once.
    tried: Option<fuse::Tried>,
    /// What loops carry.
    carried: HashSet<ValueId>,
    /// Integers for sure.
    integers: HashSet<ValueId>,
    /// For a counter after a loop, what its loop back says it was before.
    counted: HashMap<ValueId, ValueId>,
    /// How many regions are around.
    level: usize,
    /// The region in which each shadow is declared.
    levels: HashMap<ValueId, usize>,
    /// Parts of places for loops.
    parts: HashSet<ValueId>,
    /// Shadows that are certainly owed something.
    certain: HashSet<ValueId>,
    /// Constants that are the function's own.
    owned: Owned,
    /// What methods gave in the regions around, from the outermost inwards, so that a slope can use it.
    given: Vec<Given>,
    /// A place that is owed something as if it were a number.
    lost: std::cell::Cell<Option<ValueId>>,
}

/// What methods gave in a region: by name and argument, with the statement that it comes from.
#[derive(Clone, Default)]
struct Given {
    results: HashMap<(String, ValueId), (usize, ValueId)>,
    /// The statement that is being gone back through.
    at: usize,
}

impl Given {
    fn of(stmts: &[Stmt]) -> Given {
        let mut given = Given::default();
        for (at, stmt) in stmts.iter().enumerate() {
            if let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } = &stmt.kind
                && let Op::Method { name, args, .. } = op
                && let [Operand::Value(arg)] = args.as_slice()
            {
                given.results.entry((name.clone(), *arg)).or_insert((at, *id));
            }
        }
        given
    }
}

impl Reverse {
    /// Walks a region backwards.
    fn region(&mut self, stmts: &[Stmt], mut cotangents: Cotangents) -> Halves {
        let mut forward = Vec::new();
        let mut backward = Vec::new();
        let here = self.places_of(stmts);
        self.level += 1;
        self.given.push(Given::of(stmts));
        for (at, stmt) in stmts.iter().enumerate().rev() {
            if let Some(given) = self.given.last_mut() {
                given.at = at;
            }
            self.note_stable(stmt);
            let shapes = self.ensure_shadows(stmt, &here, &mut forward, &mut backward);
            match &stmt.kind {
                StmtKind::Let { pattern, op } => {
                    self.numbers_to_shadows(&pattern.values(), &mut cotangents, &mut backward);
                    self.step(stmt, pattern, op, &stmts[..at], &mut cotangents, &mut forward, &mut backward);
                }
                StmtKind::Branch(branch) => {
                    self.numbers_to_shadows(&branch.results, &mut cotangents, &mut backward);
                    self.branch(stmt, branch, &mut cotangents, &mut forward, &mut backward);
                }
                StmtKind::Loop(looped) => {
                    self.note_shadows(&self.changed_by(stmt), stmt.site, &mut backward);
                    self.numbers_to_shadows(&looped.results, &mut cotangents, &mut backward);
                    self.looped(stmt, looped, &mut cotangents, &mut forward, &mut backward);
                }
                StmtKind::Comment(_) => forward.push(stmt.clone()),
            }
            forward.extend(shapes);
            if !matches!(&stmt.kind, StmtKind::Let { op: Op::Rule(_), .. }) {
                self.given_away.extend(needs::handed_on(stmt));
            }
            needs::modified_by(stmt, &mut |id| {
                self.modified.insert(id);
            });
            needs::taken_from(stmt, &mut |id| {
                self.modified.insert(id);
            });
        }
        forward.reverse();
        self.given.pop();
        self.level -= 1;
        Halves { forward, backward, cotangents }
    }

    /// What is made of places that nobody changes afterwards is the same going back.
    fn note_stable(&mut self, stmt: &Stmt) {
        if let StmtKind::Let { pattern: Pattern::Tree(Tree::Leaf(Some(id))), op } = &stmt.kind
            && again::places(&self.func, op).iter().all(|place| !self.modified.contains(place))
        {
            self.stable.insert(*id);
        }
    }

    /// The cotangent of a value: the sum of what its uses owe. `None` if nothing does.
    fn total(&mut self, id: ValueId, cotangents: &mut Cotangents, out: &mut Vec<Stmt>) -> Option<Operand> {
        let mut amounts = cotangents.owed.remove(&id)?.into_iter();
        let mut total = amounts.next()?;
        let site = self.func.value(id).site;
        for amount in amounts {
            total = self.emit(Op::Binary("+", total, amount), site, out);
        }
        if let Operand::Value(sum) = total {
            let value = &mut self.func.values[sum.0];
            if matches!(value.hint, Hint::Temp) {
                value.hint = Hint::Cotangent(id);
                value.site = site;
            }
        }
        self.note_total(id, &total, site, out);
        Some(total)
    }

    /// What a method of one argument gave on the way forward: in this region anywhere, in those around before this one (a
    /// loop that goes back through each trip at once does so before what comes after the loop).
    fn given(&self, name: &str, arg: ValueId) -> Option<ValueId> {
        let (own, around) = self.given.split_last()?;
        let key = (name.to_owned(), arg);
        let own = own.results.get(&key).map(|(_, id)| *id);
        own.or_else(|| {
            let before = |given: &Given| given.results.get(&key).filter(|(at, _)| *at < given.at).map(|(_, id)| *id);
            around.iter().rev().find_map(before)
        })
    }

    /// Appends a step of our own.
    fn emit(&mut self, op: Op, site: Site, out: &mut Vec<Stmt>) -> Operand {
        let float = activity::float_of(&self.func, &op);
        let id = self.func.fresh(Hint::Temp, site, float, Activity::Active);
        self.note_cut_off(id, &op);
        out.push(generated(Pattern::one(id), op, site));
        Operand::Value(id)
    }

    /// Who changes what it is lent is gone back through even if nobody uses what it gives: then there is no seed.
    fn present_seeds(
        &mut self,
        values: &[Operand],
        seeds: &[ValueId],
        site: Site,
        forward: &mut Vec<Stmt>,
        backward: &mut Vec<Stmt>,
    ) {
        let changes = |id: &ValueId| {
            let value = self.func.value(*id);
            let exclusive = value.place.as_ref().is_some_and(|place| place.holder == Holder::Exclusive);
            exclusive && value.activity == Activity::Active
        };
        if !self.func.params.iter().any(changes) {
            return;
        }
        for (value, seed) in values.iter().zip(seeds) {
            let Operand::Value(id) = value else { continue };
            let of_one_shape = self.func.value(*id).place.as_ref().is_some_and(|place| place.shape.is_fixed());
            if !self.func.is_active_place(*id) || of_one_shape {
                continue;
            }
            let shape = self.func.fresh(Hint::User("shape".to_owned()), site, Float::Not, Activity::Constant);
            forward.push(generated(Pattern::one(shape), Op::Of { name: "shape_of", place: View::whole(*id) }, site));
            let op = Op::Into { name: "present", place: View::whole(*seed), args: vec![Operand::Value(shape)] };
            backward.insert(0, generated(Pattern::none(), op, site));
        }
    }

    /// A place in the store.
    fn mark(&mut self, site: Site) -> ValueId {
        self.func.fresh(Hint::User("mark".to_owned()), site, Float::Not, Activity::Constant)
    }

    /// A copy of a value for another scope.
    fn twin(&mut self, id: ValueId) -> ValueId {
        let mut value = self.func.value(id).clone();
        // What a loop carries has the name of the loop's result, which may be used where the copy is.
        if !self.carried.contains(&id) {
            value.hint = Hint::Same(id);
        }
        value.annotation = None;
        value.mutable = false;
        self.func.values.push(value);
        ValueId(self.func.values.len() - 1)
    }
}

fn generated(pattern: Pattern, op: Op, site: Site) -> Stmt {
    Stmt { kind: StmtKind::Let { pattern, op }, site, generated: true }
}
