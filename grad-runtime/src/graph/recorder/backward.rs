//! Notes about cotangents.

use std::collections::BTreeSet;
use std::string::ToString;

use super::scope::Entry;
use super::{About, Number, Recorder, State};
use crate::graph::model::{Phase, Value};

/// What was recorded in a loop that goes back right away, before it is known what its sum is owed.
#[derive(Default, Clone)]
pub struct Log {
    nodes: BTreeSet<usize>,
    edges: BTreeSet<usize>,
    /// How many cotangents had been noted when the loop ended: what is noted later is as it is.
    end: usize,
}

impl Recorder {
    /// The cotangent of a number.
    pub fn cotangent(&self, id: u32, cotangent: Number) {
        // Of a struct that a function gave, no more is said.
        let value = if cotangent.float { Value::Number(cotangent.value) } else { Value::Text("…".to_string()) };
        self.0.borrow_mut().cotangent(id, value);
    }

    /// The cotangent of an array.
    pub fn cotangent_array(&self, id: u32, cotangent: impl FnOnce() -> Value) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            state.cotangent(id, cotangent());
        }
    }

    /// Before this step the array was another.
    pub fn undo(&self, id: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            state.undo(id);
        }
    }

    /// What a step hands back to one of its arguments.
    pub fn product(&self, output: u32, argument: u32, amount: Number) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 || !amount.float {
            return;
        }
        let Some(Entry::Node(node)) = state.entry(output) else { return };
        let node = *node;
        let edges = &state.graph.edges;
        let open = |(id, edge): &&(Option<u32>, usize)| {
            *id == Some(argument) && edges[*edge].to == node && edges[*edge].product.is_none()
        };
        if let Some((_, edge)) = state.frame().operands.iter().find(open) {
            let edge = *edge;
            state.graph.edges[edge].product = Some(amount.value);
            state.logs.iter_mut().for_each(|log| {
                log.edges.insert(edge);
            });
        }
    }

    /// The same where it is not known to be a number.
    pub fn handed(&self, output: u32, argument: u32, amount: Value) {
        if let Value::Number(value) = amount {
            self.product(output, argument, Number::of(value));
        }
    }

    /// A loop begins whose trips are gone back through one by one, for a cotangent of one.
    pub fn fused(&self) {
        self.0.borrow_mut().logs.push(Log::default());
    }

    /// It ends.
    pub fn fused_end(&self, looped: u32) {
        let mut state = self.0.borrow_mut();
        let Some(mut log) = state.logs.pop() else { return };
        log.end = state.noted;
        if state.beyond > 0 {
            return;
        }
        if let Some(run) = state.frame_mut().loops.get_mut(&looped) {
            run.log = log;
        }
    }

    /// By now it is known what its sum is owed.
    pub fn scaled(&self, looped: u32, owed: Number) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            return;
        }
        let log = state.frame_mut().loops.get_mut(&looped).map(|run| std::mem::take(&mut run.log));
        state.scale(log, owed.value);
    }

    /// A call was gone back through right after it, for a cotangent of one.
    pub fn pulled(&self, id: u32) {
        let mut state = self.0.borrow_mut();
        let Some(mut log) = state.logs.pop() else { return };
        log.end = state.noted;
        if state.beyond == 0 {
            state.frame_mut().calls.insert(id, log);
        }
    }

    /// By now it is known what the call is owed.
    pub fn pulled_scaled(&self, id: u32, owed: Number) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let log = state.frame_mut().calls.remove(&id);
            state.scale(log, owed.value);
        }
    }
}

/// As the code has it: what is owed nothing hands nothing on.
fn times(owed: f64, number: f64) -> f64 {
    if owed == 0.0 { 0.0 } else { owed * number }
}

fn scale(cotangent: &mut Value, owed: f64) {
    match cotangent {
        Value::Number(number) => *number = times(owed, *number),
        Value::Array(summary) => {
            summary.first.iter_mut().for_each(|number| *number = times(owed, *number));
            let (a, b) = (times(owed, summary.smallest), times(owed, summary.largest));
            (summary.smallest, summary.largest) = (a.min(b), a.max(b));
        }
        Value::Text(_) => {}
    }
}

impl State {
    fn scale(&mut self, log: Option<Log>, owed: f64) {
        let Some(log) = log else { return };
        for node in log.nodes {
            if self.when.get(&node).is_none_or(|when| *when > log.end) {
                continue;
            }
            if let Some(cotangent) = &mut self.graph.nodes[node].cotangent {
                scale(cotangent, owed);
            }
        }
        for edge in log.edges {
            if let Some(product) = &mut self.graph.edges[edge].product {
                *product = times(owed, *product);
            }
        }
    }

    /// An argument of a call may be a copy that is made for it: what that is owed is what the call hands back.
    fn owed_to_copy(&mut self, id: u32, cotangent: &Value) {
        let Value::Number(number) = cotangent else { return };
        if !self.frame().copies.contains(&id) {
            return;
        }
        let edges = &self.graph.edges;
        let open = |(operand, edge): &&(Option<u32>, usize)| *operand == Some(id) && edges[*edge].product.is_none();
        if let Some((_, edge)) = self.frame().operands.iter().find(open)
            && self.of_calls.contains(edge)
        {
            let edge = *edge;
            self.graph.edges[edge].product = Some(*number);
            self.logs.iter_mut().for_each(|log| {
                log.edges.insert(edge);
            });
        }
    }

    fn cotangent(&mut self, id: u32, cotangent: Value) {
        let bad = match &cotangent {
            Value::Number(number) => Some(*number).filter(|number| !number.is_finite()),
            Value::Array(summary) => (summary.non_finite > 0).then_some(f64::NAN),
            Value::Text(_) => None,
        };
        if self.beyond > 0 {
            if let Some(number) = bad {
                self.look_at(None, &About::nothing(), number, Phase::Backward);
            }
            return;
        }
        if self.is_handed(id) {
            // The caller's own value: the callee sees a part of its cotangent.
            return;
        }
        self.owed_to_copy(id, &cotangent);
        let Some(Entry::Node(node)) = self.entry(id) else { return };
        let node = *node;
        if let Some(number) = bad
            && self.graph.non_finite.is_none()
        {
            self.look_at(Some(node), &About::nothing(), number, Phase::Backward);
            let found = &self.graph.nodes[node];
            let (operation, line) = (found.operation.clone(), found.line);
            if let Some(finding) = &mut self.graph.non_finite {
                finding.operation = operation;
                finding.line = line;
            }
        }
        if self.graph.nodes[node].cotangent.is_some() {
            self.graph.nodes[node].cotangent = Some(cotangent);
            self.noted += 1;
            self.when.insert(node, self.noted);
            self.logs.iter_mut().for_each(|log| {
                log.nodes.insert(node);
            });
        }
    }
}
