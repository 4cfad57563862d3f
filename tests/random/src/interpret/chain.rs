//! Loops over ranges and arrays, and iterator chains.
//!
//! A chain is as lazy as it is in Rust: what is filtered out or not taken any more is not computed.

use std::ops::Range;

use super::frame::{Frame, Stop, Turn};
use super::machine::{Cell, Slot, Value};
use crate::ast::{BinOp, Chain, End, Float, For, Pat, Run, Source, Step, Type, VarId, View};
use crate::dual::Dual;
use crate::ops::Method;

/// What an iterator yields.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Int(i64),
    /// A reference to a number; with the place that it can be written to, if any.
    Number(Cell, Option<(VarId, Range<usize>)>),
    /// The same for a row, a window or a chunk.
    Row(Vec<Cell>, Option<(VarId, Range<usize>)>),
    Pair(Box<Item>, Box<Item>),
    /// Something computed.
    Value(Value),
}

/// A variable of the loop body, and the place that it stands for.
pub(super) struct Lent {
    var: VarId,
    array: VarId,
    range: Range<usize>,
}

/// Takes the items of a chain.
type Sink<'s, 'm, 'a> = &'s mut dyn FnMut(&mut Frame<'m, 'a>, Item) -> Result<Turn, Stop>;

/// What a step of a running chain remembers.
enum State {
    None,
    Count(usize),
    Others(std::vec::IntoIter<Item>),
}

impl<'m, 'a> Frame<'m, 'a> {
    pub fn run_for(&mut self, each: &For) -> Result<(), Stop> {
        self.iterate(&each.chain, &mut |frame, item| {
            let lent = frame.bind_item(&each.item, item);
            let turn = frame.turn(each.label, &each.body);
            // However the iteration ended.
            frame.give_back(lent);
            turn
        })
    }

    pub fn give_back(&mut self, lent: Vec<Lent>) {
        for Lent { var, array, range } in lent {
            let cells = match &self.slots[var] {
                Some(Slot::Float(cell)) => vec![cell.clone()],
                Some(Slot::Array(cells)) => cells.clone(),
                other => unreachable!("{other:?} in place of what was lent"),
            };
            self.put_back(array, range, &cells);
        }
    }

    /// Binds the variables of a pattern, and returns those that write through to an array.
    pub fn bind_item(&mut self, pat: &Pat, item: Item) -> Vec<Lent> {
        let mut lent = Vec::new();
        self.bind_part(pat, item, &mut lent);
        lent
    }

    fn bind_part(&mut self, pat: &Pat, item: Item, lent: &mut Vec<Lent>) {
        match (pat, item) {
            (Pat::Wild, _) => {}
            (Pat::Ref(pat), item) => self.bind_part(pat, item, lent),
            (Pat::Tuple(pats), Item::Pair(a, b)) => {
                self.bind_part(&pats[0], *a, lent);
                self.bind_part(&pats[1], *b, lent);
            }
            (Pat::Var(var), Item::Int(value)) => self.slots[*var] = Some(Slot::Int(value)),
            (Pat::Var(var), Item::Number(cell, place)) => {
                lent.extend(place.map(|(array, range)| Lent { var: *var, array, range }));
                if self.function.vars[*var].refs > 0 {
                    self.slots[*var] = Some(Slot::Float(cell));
                } else {
                    let dual = self.machine.read(&cell, self.reads);
                    self.set(*var, dual);
                }
            }
            (Pat::Var(var), Item::Row(cells, place)) => {
                lent.extend(place.map(|(array, range)| Lent { var: *var, array, range }));
                self.slots[*var] = Some(Slot::Array(cells));
            }
            (Pat::Array(pats), Item::Row(cells, _)) => {
                let duals = self.read_all(&cells);
                self.bind(&Pat::Array(pats.clone()), Value::Array(duals));
            }
            (pat, Item::Value(value)) => self.bind(pat, value),
            (pat, item) => unreachable!("the pattern {pat:?} for {item:?}"),
        }
    }

    /// Hands the items of a chain to `sink`, one after the other.
    pub fn iterate(&mut self, chain: &Chain, sink: Sink<'_, 'm, 'a>) -> Result<(), Stop> {
        let mut items = self.items(&chain.source)?;
        // What rearranges the items of a source needs no closure and can be done at once.
        let early = |step: &&Step| !matches!(step, Step::Map(..) | Step::Filter(..) | Step::Scan { .. });
        let first = chain.steps.iter().take_while(early).count();
        for step in &chain.steps[..first] {
            self.rearrange(&mut items, step)?;
        }
        let steps = &chain.steps[first..];
        let mut states = Vec::new();
        for step in steps {
            states.push(match step {
                Step::Zip(source) => State::Others(self.items(source)?.into_iter()),
                Step::Scan { init, state, .. } => {
                    let init = self.expr(init)?.float();
                    self.set(*state, init);
                    State::None
                }
                _ => State::Count(0),
            });
        }
        for item in items {
            if exhausted(steps, &states) {
                break;
            }
            self.machine.iterate();
            if let Turn::Leave(_) = self.pass(steps, &mut states, item, sink)? {
                break;
            }
        }
        Ok(())
    }

    /// One item through the remaining steps.
    fn pass(&mut self, steps: &[Step], states: &mut [State], item: Item, sink: Sink<'_, 'm, 'a>) -> Result<Turn, Stop> {
        let Some((step, rest)) = steps.split_first() else { return sink(self, item) };
        let (state, states) = states.split_first_mut().expect("a state for each step");
        let item = match (step, state) {
            (Step::Map(pat, body), _) => {
                self.bind_item(pat, item);
                Item::Value(self.expr(body)?)
            }
            (Step::Filter(pat, cond), _) => {
                self.bind_item(pat, item.clone());
                if !self.cond(cond)? {
                    return Ok(Turn::Next);
                }
                item
            }
            (Step::Scan { state, item: pat, next, .. }, _) => {
                self.bind_item(pat, item);
                let next = self.expr(next)?.float();
                self.set(*state, next);
                Item::Value(Value::Float(self.get(*state)))
            }
            (Step::Enumerate, State::Count(count)) => {
                *count += 1;
                Item::Pair(Box::new(Item::Int(*count as i64 - 1)), Box::new(item))
            }
            (Step::Skip(skipped), State::Count(count)) => {
                *count += 1;
                if *count <= *skipped {
                    return Ok(Turn::Next);
                }
                item
            }
            (Step::Take(_), State::Count(count)) => {
                *count += 1;
                item
            }
            (Step::Copied | Step::Cloned, _) => self.copied(item),
            (Step::Zip(_), State::Others(others)) => match others.next() {
                Some(other) => Item::Pair(Box::new(item), Box::new(other)),
                None => return Ok(Turn::Leave(None)),
            },
            (step, _) => unreachable!("{step:?} after a closure"),
        };
        self.pass(rest, states, item, sink)
    }

    fn rearrange(&mut self, items: &mut Vec<Item>, step: &Step) -> Result<(), Stop> {
        let all = std::mem::take(items).into_iter();
        *items = match step {
            Step::Zip(source) => {
                let others = self.items(source)?;
                all.zip(others).map(|(a, b)| Item::Pair(Box::new(a), Box::new(b))).collect()
            }
            Step::Then(source) => all.chain(self.items(source)?).collect(),
            Step::Enumerate => {
                all.enumerate().map(|(i, item)| Item::Pair(Box::new(Item::Int(i as i64)), Box::new(item))).collect()
            }
            Step::Rev => all.rev().collect(),
            Step::Skip(count) => all.skip(*count).collect(),
            Step::Take(count) => all.take(*count).collect(),
            Step::StepBy(count) => all.step_by(*count).collect(),
            Step::Copied | Step::Cloned => all.map(|item| self.copied(item)).collect(),
            Step::Map(..) | Step::Filter(..) | Step::Scan { .. } => unreachable!("a closure"),
        };
        Ok(())
    }

    fn copied(&mut self, item: Item) -> Item {
        match item {
            Item::Number(cell, _) => Item::Value(Value::Float(self.machine.read(&cell, self.reads))),
            Item::Row(cells, _) => Item::Value(Value::Array(self.read_all(&cells))),
            other => unreachable!("a copy of {other:?}"),
        }
    }

    fn items(&mut self, source: &Source) -> Result<Vec<Item>, Stop> {
        Ok(match source {
            Source::Range(range) => {
                let (from, to) = (self.int(&range.from)?, self.int(&range.to)?);
                let to = if range.inclusive { to + 1 } else { to };
                (from..to).map(Item::Int).collect()
            }
            Source::Iter(view) | Source::Ref(view) => self.items_of(view, false)?,
            Source::IterMut(view) | Source::RefMut(view) => self.items_of(view, true)?,
            Source::Whole(var) => {
                let items = self.items_of(&View::whole(*var), false)?;
                items.into_iter().map(|item| self.copied(item)).collect()
            }
            Source::Windows(view, count) => rows(self.viewed(view)?.windows(*count)),
            Source::Chunks(view, count) => rows(self.viewed(view)?.chunks(*count)),
            Source::ChunksExact(view, count) => rows(self.viewed(view)?.chunks_exact(*count)),
        })
    }

    /// References to the items of an array; `lend` if they may be written through.
    fn items_of(&mut self, view: &View, lend: bool) -> Result<Vec<Item>, Stop> {
        let range = self.view(view)?;
        let array = self.array_type(view.var);
        let rows = view.row.is_none() && array.inner.is_some();
        let width = if rows { array.width() } else { 1 };
        let item = |start: usize| {
            let cells = self.cells(view.var)[start..start + width].to_vec();
            let place = lend.then(|| (view.var, start..start + width));
            if rows { Item::Row(cells, place) } else { Item::Number(cells[0].clone(), place) }
        };
        Ok(range.step_by(width).map(item).collect())
    }

    /// The value of a chain.
    pub fn run_chain(&mut self, run: &Run) -> Result<Value, Stop> {
        match &run.end {
            End::Sum => self.reduce(run, BinOp::Add, std::iter::empty::<f64>().sum()),
            End::Product => self.reduce(run, BinOp::Mul, std::iter::empty::<f64>().product()),
            End::Extremum { largest } => {
                let (name, start) = if *largest { ("max", f64::NEG_INFINITY) } else { ("min", f64::INFINITY) };
                let float = self.result_type(run);
                let mut best = Dual::constant(float, start);
                self.iterate(&run.chain, &mut |frame, item| {
                    let item = frame.number(item);
                    best = frame.method(Method::find(name), float, &[best.clone(), item])?;
                    Ok(Turn::Next)
                })?;
                Ok(Value::Float(best))
            }
            End::Fold { init, state, item: pat, next } => {
                let mut value = self.expr(init)?;
                self.iterate(&run.chain, &mut |frame, item| {
                    frame.bind(state, value.clone());
                    frame.bind_item(pat, item);
                    value = frame.expr(next)?;
                    Ok(Turn::Next)
                })?;
                Ok(value)
            }
            End::Collect => {
                let mut duals = Vec::new();
                self.iterate(&run.chain, &mut |frame, item| {
                    match item {
                        Item::Value(value) => duals.extend(value.numbers()),
                        item => duals.push(frame.number(item)),
                    }
                    Ok(Turn::Next)
                })?;
                Ok(Value::Array(duals))
            }
        }
    }

    fn result_type(&self, run: &Run) -> Float {
        match run.ty {
            Type::Float(float) => self.machine.float(float),
            ref ty => unreachable!("a number of type {}", ty.name()),
        }
    }

    fn reduce(&mut self, run: &Run, op: BinOp, start: f64) -> Result<Value, Stop> {
        let mut total = Dual::constant(self.result_type(run), start);
        self.iterate(&run.chain, &mut |frame, item| {
            let item = frame.number(item);
            total = frame.binary(op, &total, &item);
            Ok(Turn::Next)
        })?;
        Ok(Value::Float(total))
    }

    fn number(&mut self, item: Item) -> Dual {
        match item {
            Item::Number(cell, _) => self.machine.read(&cell, self.reads),
            Item::Value(value) => value.float(),
            other => unreachable!("{other:?} where a number belongs"),
        }
    }
}

fn rows<'c>(pieces: impl Iterator<Item = &'c [Cell]>) -> Vec<Item> {
    pieces.map(|cells| Item::Row(cells.to_vec(), None)).collect()
}

/// Whether a step will take no more items, so that none is asked for.
fn exhausted(steps: &[Step], states: &[State]) -> bool {
    let full = |(step, state): (&Step, &State)| match (step, state) {
        (Step::Take(limit), State::Count(count)) => count >= limit,
        _ => false,
    };
    steps.iter().zip(states).any(full)
}
