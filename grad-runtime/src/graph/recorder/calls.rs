//! Notes about calls. A called function that has a graph of its own draws it into the caller's; any other is one step.

use std::string::ToString;
use std::vec::Vec;

use super::scope::{Entry, Frame};
use super::{About, From, Recorder, State};
use crate::graph::model::{Edge, GroupKind, Kind, Phase, Value};

/// A call that has begun.
#[derive(Default)]
pub struct Pending {
    arguments: Vec<(Option<Entry>, Option<u32>)>,
    /// What the callee said its results are.
    results: Option<Vec<Option<Entry>>>,
    /// The group of the callee, if it drew one.
    group: Option<usize>,
}

/// The frame of a function whose graph is not drawn.
const BEYOND: usize = usize::MAX;

impl Recorder {
    /// A call begins, with these arguments.
    pub fn call(&self, arguments: impl IntoIterator<Item = From>) {
        let mut state = self.0.borrow_mut();
        let arguments = if state.beyond > 0 {
            Vec::new()
        } else {
            (arguments.into_iter())
                .map(|from| {
                    let id = if let From::Local(id) = &from { Some(*id) } else { None };
                    (state.entry_of(from), id)
                })
                .collect()
        };
        state.pending.push(Pending { arguments, ..Pending::default() });
    }

    /// It is over. `changed` are the arrays that the callee may have changed, by the position of the argument.
    pub fn called(
        &self,
        about: &About,
        results: impl IntoIterator<Item = (u32, Value, bool)>,
        changed: impl IntoIterator<Item = (usize, u32, Value)>,
    ) {
        let mut state = self.0.borrow_mut();
        let Some(pending) = state.pending.pop() else { return };
        if state.beyond > 0 {
            for (_, value, _) in results {
                if let Value::Number(number) = value {
                    state.look_at(None, about, number, Phase::Forward);
                }
            }
            return;
        }
        if let Some(entries) = pending.results {
            for (at, ((id, ..), entry)) in results.into_iter().zip(entries).enumerate() {
                if let (0, Some(Entry::Node(node))) = (at, &entry) {
                    state.name_after_call(*node, about);
                }
                state.set(id, entry);
            }
            for (index, id, _) in changed {
                let entry = pending.arguments.get(index).and_then(|(entry, _)| entry.clone());
                state.change(id, entry);
            }
            return;
        }
        for (id, value, single) in results {
            // A function that gives nothing is called for what it changes.
            if !matches!(value, Value::Text(_)) {
                let node = state.called_node(about, value, single, &pending.arguments);
                state.set(id, Some(Entry::Node(node)));
            }
        }
        for (_, id, value) in changed {
            let node = state.called_node(about, value, false, &pending.arguments);
            state.change(id, Some(Entry::Node(node)));
        }
    }

    /// The callee, which draws its own graph, begins. Gives the number of its frame.
    pub fn open(&self, name: &str, line: u32, params: &[u32]) -> usize {
        let mut state = self.0.borrow_mut();
        let too_deep = state.depth >= state.limits.depth || state.is_full();
        if state.beyond > 0 || too_deep || state.pending.is_empty() {
            state.beyond += 1;
            return BEYOND;
        }
        state.depth += 1;
        let arguments: Vec<_> = match state.pending.last() {
            Some(pending) => pending.arguments.iter().map(|(entry, _)| entry.clone()).collect(),
            None => Vec::new(),
        };
        state.frames.push(Frame::of_call(params, arguments));
        let frame = state.frames.len() - 1;
        state.entered.push(frame);
        let group = state.enter_group(GroupKind::Call, name.to_string(), line);
        if let Some(pending) = state.pending.last_mut() {
            pending.group = Some(group);
        }
        frame
    }

    /// The callee's forward half ends, with these results; the arrays that it may have changed are looked up once more.
    pub fn close(&self, frame: usize, results: impl IntoIterator<Item = From>, params: &[u32]) {
        let mut state = self.0.borrow_mut();
        if frame == BEYOND {
            state.beyond -= 1;
            return;
        }
        let results = results.into_iter().map(|from| state.entry_of(from)).collect();
        let arguments: Vec<_> = params.iter().map(|id| (state.entry(*id).cloned(), None)).collect();
        state.groups.pop();
        state.entered.pop();
        state.depth -= 1;
        if let Some(pending) = state.pending.last_mut() {
            pending.results = Some(results);
            pending.arguments = arguments;
        }
    }

    /// Going back through the callee.
    pub fn reopen(&self, frame: usize) {
        let mut state = self.0.borrow_mut();
        if frame == BEYOND {
            state.beyond += 1;
        } else {
            state.entered.push(frame);
        }
    }

    /// That is done.
    pub fn reclose(&self, frame: usize) {
        let mut state = self.0.borrow_mut();
        if frame == BEYOND {
            state.beyond -= 1;
        } else {
            state.entered.pop();
        }
    }
}

impl State {
    /// A call as one step.
    fn called_node(
        &mut self,
        about: &About,
        value: Value,
        single: bool,
        arguments: &[(Option<Entry>, Option<u32>)],
    ) -> usize {
        let number = value.number();
        let node = self.add(Kind::Step, about, value, single, true);
        if let Some(number) = number {
            self.look_at(Some(node), about, number, Phase::Forward);
        }
        for (argument, (entry, id)) in arguments.iter().enumerate() {
            let from = match entry {
                Some(Entry::Node(node)) => *node,
                Some(Entry::Lazy(lazy)) => self.made(*lazy),
                Some(Entry::Bundle(..) | Entry::Hidden(_)) | None => continue,
            };
            let edge = self.graph.edges.len();
            self.frame_mut().operands.push((*id, edge));
            self.of_calls.push(edge);
            self.graph.edges.push(Edge { from, to: node, argument, local: None, product: None });
        }
        node
    }

    /// What a call gives has the caller's name for it, if it has none yet.
    fn name_after_call(&mut self, node: usize, about: &About) {
        let node = &mut self.graph.nodes[node];
        if node.name.is_empty() && !about.name.is_empty() {
            node.name = about.name.to_string();
            node.named = true;
        }
    }

    /// The slope of a call that is one step: what it handed back over what it was owed.
    pub fn slopes_of_calls(&mut self) {
        for edge in &self.of_calls {
            let edge = &mut self.graph.edges[*edge];
            let owed = self.graph.nodes[edge.to].cotangent.as_ref().and_then(Value::number);
            if let (Some(product), Some(owed)) = (edge.product, owed)
                && owed != 0.0
            {
                edge.local = Some(product / owed);
            }
        }
    }
}
