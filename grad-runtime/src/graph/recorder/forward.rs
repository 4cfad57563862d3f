//! Notes about steps, constants and branches.

use std::string::{String, ToString};
use std::vec::Vec;

use super::scope::{Entry, Lazy};
use super::{About, Argument, From, Number, Recorder, State};
use crate::graph::model::{GroupKind, Guard, Kind, Phase, Value};
use crate::graph::number::{exact, value};

/// A step that hands its argument on.
const PASSES: Option<(&str, &[&str], &[&str])> = Some(("a", &["a"], &["d"]));

impl Recorder {
    /// An argument of the function.
    pub fn input(&self, id: u32, about: &About, active: bool, value: Value, single: bool) {
        self.0.borrow_mut().input(id, about, active, value, single);
    }

    /// A step with a number.
    pub fn step(&self, id: u32, about: &About, value: Number, arguments: impl IntoIterator<Item = Argument>) {
        let mut state = self.0.borrow_mut();
        if !value.float {
            if state.beyond == 0 {
                let made_of = arguments.into_iter().map(|(from, _)| (from, None)).collect();
                let entry = state.lazy(about.copy(), value.shown(), made_of);
                state.set(id, Some(entry));
            }
            return;
        }
        if state.beyond > 0 {
            state.look_at(None, about, value.value, Phase::Forward);
            return;
        }
        let node = state.add(Kind::Step, about, Value::Number(value.value), value.single, true);
        state.look_at(Some(node), about, value.value, Phase::Forward);
        state.connect(node, arguments);
        state.set(id, Some(Entry::Node(node)));
    }

    /// A step with an array.
    pub fn array(
        &self,
        id: u32,
        about: &About,
        value: impl FnOnce() -> Value,
        arguments: impl IntoIterator<Item = From>,
    ) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let node = state.add_array(about, value(), arguments);
            state.set(id, Some(Entry::Node(node)));
        }
    }

    /// An array was changed.
    pub fn version(
        &self,
        id: u32,
        about: &About,
        indices: &[Value],
        value: impl FnOnce() -> Value,
        arguments: impl IntoIterator<Item = From>,
    ) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let node = state.add_array(about, value(), arguments);
            state.graph.nodes[node].operation = filled(about.operation, indices);
            state.change(id, Some(Entry::Node(node)));
        }
    }

    /// A number is read from an array.
    pub fn element(&self, id: u32, about: &About, of: u32, indices: &[Value], value: Number) {
        let mut state = self.0.borrow_mut();
        if !value.float {
            if state.beyond == 0 {
                let entry = state.lazy(about.copy(), value.shown(), std::vec![(From::Local(of), None)]);
                state.set(id, Some(entry));
            }
            return;
        }
        if state.beyond > 0 {
            state.look_at(None, about, value.value, Phase::Forward);
            return;
        }
        let node = state.add(Kind::Step, about, Value::Number(value.value), value.single, true);
        state.graph.nodes[node].operation = filled(about.operation, indices);
        state.look_at(Some(node), about, value.value, Phase::Forward);
        state.connect(node, [(From::Local(of), Some(Number::of(1.0)))]);
        state.set(id, Some(Entry::Node(node)));
    }

    /// A constant, which becomes a node if it is used.
    pub fn constant(&self, id: u32, about: About, value: Value, made_of: impl IntoIterator<Item = From>) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            return;
        }
        let made_of = made_of.into_iter().map(|from| (from, None)).collect();
        let entry = state.lazy(about, value, made_of);
        state.set(id, Some(entry));
    }

    /// Another name for something.
    pub fn same(&self, id: u32, from: From) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let entry = state.entry_of(from);
            state.set(id, entry);
        }
    }

    /// A copy that is made for one use.
    pub fn copy(&self, id: u32, of: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let entry = state.entry(of).cloned();
            state.set(id, entry);
            state.frame_mut().copies.insert(id);
        }
    }

    /// One of several ways to go on, with what is taken along.
    pub fn bundle(&self, id: u32, way: usize, payload: impl IntoIterator<Item = From>) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let payload = payload.into_iter().map(|from| state.entry_of(from)).collect();
            state.set(id, Some(Entry::Bundle(way, payload)));
        }
    }

    /// Takes that apart again. If it comes out of trips that are not shown, the values are all that is known.
    pub fn unbundle(&self, bundle: u32, ids: impl IntoIterator<Item = (u32, About, bool, Value, bool)>) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            return;
        }
        match state.entry(bundle).cloned() {
            Some(Entry::Bundle(_, payload)) => {
                for ((id, ..), entry) in ids.into_iter().zip(payload) {
                    state.set(id, entry);
                }
            }
            Some(Entry::Hidden(hidden)) => {
                for (id, about, active, value, single) in ids {
                    let entry = if active {
                        Entry::Node(state.hidden_node(hidden, &about, value, single))
                    } else {
                        state.lazy(about, value, Vec::new())
                    };
                    state.set(id, Some(entry));
                }
            }
            _ => {}
        }
    }

    /// A branch takes one of its ways.
    pub fn arm(&self, label: &str, line: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            state.enter_group(GroupKind::Branch, label.to_string(), line);
        }
    }

    /// The condition that it was taken for.
    pub fn guard(&self, text: &str, arguments: impl IntoIterator<Item = (&'static str, From)>, held: bool, line: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            let arguments = arguments
                .into_iter()
                .filter_map(|(name, from)| Some((name.to_string(), state.known_node(from)?)))
                .collect();
            state.graph.guards.push(Guard { text: text.to_string(), arguments, held, line });
        }
    }

    /// The way comes to its end, with these results.
    pub fn leave_arm(&self, results: impl IntoIterator<Item = (u32, From)>) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 {
            for (id, from) in results {
                let entry = state.entry_of(from);
                state.set(id, entry);
            }
            state.groups.pop();
        }
    }

    /// A number that comes out of a branch.
    pub fn chosen(&self, id: u32, about: &About, value: Number) {
        let mut state = self.0.borrow_mut();
        if state.beyond == 0 && value.float {
            let about = About { formula: PASSES, ..about.copy() };
            let node = state.add(Kind::Step, &about, Value::Number(value.value), value.single, true);
            state.connect(node, [(From::Local(id), Some(Number::of(1.0)))]);
            state.set(id, Some(Entry::Node(node)));
        }
    }
}

/// `x[{}]` with what stands in the brackets.
fn filled(text: &str, indices: &[Value]) -> String {
    let mut indices = indices.iter();
    let mut pieces = text.split("{}");
    let mut filled = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        if let Some(index) = indices.next() {
            filled.push_str(&value(index, exact));
        }
        filled.push_str(piece);
    }
    filled
}

impl State {
    pub fn lazy(&mut self, about: About, value: Value, made_of: Vec<Argument>) -> Entry {
        let (group, at) = (self.groups.last().copied(), self.graph.nodes.len());
        self.lazies.push(Lazy { about, value, group, made_of, node: None, at });
        Entry::Lazy(self.lazies.len() - 1)
    }

    fn add_array(&mut self, about: &About, value: Value, arguments: impl IntoIterator<Item = From>) -> usize {
        let bad = matches!(&value, Value::Array(summary) if summary.non_finite > 0);
        let node = self.add(Kind::Step, about, value, false, true);
        if bad {
            self.look_at(Some(node), about, f64::NAN, Phase::Forward);
        }
        self.connect(node, arguments.into_iter().map(|from| (from, None)));
        node
    }

    fn input(&mut self, id: u32, about: &About, active: bool, value: Value, single: bool) {
        let kind = if active { Kind::Input } else { Kind::ConstantInput };
        let bad = match &value {
            Value::Number(number) => !number.is_finite(),
            Value::Array(summary) => summary.non_finite > 0,
            Value::Text(_) => false,
        };
        let number = value.number().unwrap_or(f64::NAN);
        let node = self.add(kind, about, value, single, active);
        if bad {
            self.look_at(Some(node), about, number, Phase::Forward);
        }
        self.set(id, Some(Entry::Node(node)));
    }
}
