//! Notes about loops.

use std::format;
use std::string::ToString;
use std::vec::Vec;

use super::backward::Log;
use super::scope::{Entry, Frame, Hidden};
use super::{About, From, Number, Recorder, State};
use crate::graph::model::{Edge, GroupKind, Kind, Phase, Value};

/// One run through a loop.
#[derive(Default)]
pub struct Run {
    group: usize,
    /// What is carried: its number inside of a trip.
    inside: Vec<u32>,
    /// What each of these is at the start of the next trip.
    next: Vec<Option<Entry>>,
    /// How the loop was left, if not at its end.
    exit: Option<(usize, Vec<Option<Entry>>)>,
    /// The frames of the trips that are shown.
    trips: Vec<usize>,
    /// How many trips there were.
    count: usize,
    /// Going back: how many were gone back through.
    back: usize,
    /// The arrays that trips have changed which are not shown.
    changed: Vec<u32>,
    pub log: Log,
}

impl Recorder {
    /// A loop begins, with these values carried.
    pub fn looped(&self, looped: u32, label: &str, line: u32, carried: impl IntoIterator<Item = (u32, From)>) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond += 1;
            return;
        }
        let (inside, next) =
            carried.into_iter().map(|(inside, from)| (inside, state.entry_of(from))).collect::<(Vec<_>, Vec<_>)>();
        let group = state.enter_group(GroupKind::Loop, label.to_string(), line);
        state.frame_mut().loops.insert(looped, Run { group, inside, next, ..Run::default() });
    }

    /// A trip begins.
    pub fn trip(&self, looped: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond += 1;
            return;
        }
        let full = state.is_full();
        let limit = state.limits.trips;
        let Some(run) = state.frame_mut().loops.get_mut(&looped) else { return };
        let number = run.count;
        run.count += 1;
        if number >= limit || full || run.trips.len() < number {
            state.beyond += 1;
            return;
        }
        let carried: Vec<(u32, Option<Entry>)> = run.inside.iter().copied().zip(run.next.iter().cloned()).collect();
        let frame = state.frames.len();
        let parent = *state.entered.last().expect("a frame is entered");
        state.frames.push(Frame::inside(parent));
        if let Some(run) = state.frame_mut().loops.get_mut(&looped) {
            run.trips.push(frame);
        }
        state.entered.push(frame);
        state.enter_group(GroupKind::Trip, format!("trip {}", number + 1), 0);
        for (id, entry) in carried {
            state.set(id, entry);
        }
    }

    /// A trip ends, and hands these values to the next.
    pub fn next(&self, looped: u32, next: impl IntoIterator<Item = From>) {
        let mut state = self.0.borrow_mut();
        if state.leaves_trip() {
            let next = next.into_iter().map(|from| state.entry_of(from)).collect();
            state.pop_trip();
            if let Some(run) = state.frame_mut().loops.get_mut(&looped) {
                run.next = next;
            }
        }
    }

    /// A trip ends, and may leave the loop.
    pub fn flow(&self, looped: u32, flow: u32) {
        let mut state = self.0.borrow_mut();
        if state.leaves_trip() {
            let entry = state.entry(flow).cloned();
            state.pop_trip();
            if let (Some(Entry::Bundle(way, payload)), Some(run)) = (entry, state.frame_mut().loops.get_mut(&looped)) {
                match way {
                    0 => run.next = payload,
                    way => run.exit = Some((way - 1, payload)),
                }
            }
        }
    }

    /// The loop ends: its results, with the numbers among them; `ways` says in how many ways it can be left. What lies outside
    /// and is used in it stands for the arguments of trips that are not shown.
    pub fn loop_end(
        &self,
        looped: u32,
        ways: usize,
        results: impl IntoIterator<Item = (u32, About, Option<Number>)>,
        used: impl IntoIterator<Item = From>,
        changed: impl IntoIterator<Item = (u32, About, Value)>,
    ) {
        let mut state = self.0.borrow_mut();
        let results: Vec<(u32, About, Option<Number>)> = results.into_iter().collect();
        if state.beyond > 0 {
            state.beyond -= 1;
            return;
        }
        state.groups.pop();
        let Some(run) = state.frame_mut().loops.get_mut(&looped) else { return };
        let (count, shown, group) = (run.count, run.trips.len(), run.group);
        let (next, exit) = (run.next.clone(), run.exit.clone());
        (state.graph.groups[group].trips, state.graph.groups[group].shown) = (count, shown);
        if shown < count {
            let hidden = state.hide(group, count - shown, used.into_iter().collect(), &next);
            state.summarise(hidden, ways, results);
            let mut ids = Vec::new();
            for (id, about, value) in changed {
                let node = state.hidden_node(hidden, &about, value, false);
                // What it is owed is spread over trips that are not shown.
                state.graph.nodes[node].cotangent = Some(Value::Text("…".to_string()));
                state.change(id, Some(Entry::Node(node)));
                ids.push(id);
            }
            if let Some(run) = state.frame_mut().loops.get_mut(&looped) {
                run.changed = ids;
            }
            return;
        }
        match (ways, exit) {
            (0, _) => {
                for ((id, ..), entry) in results.into_iter().zip(next) {
                    state.set(id, entry);
                }
            }
            (1, exit) => {
                let payload = exit.map_or(next, |(_, payload)| payload);
                for ((id, ..), entry) in results.into_iter().zip(payload) {
                    state.set(id, entry);
                }
            }
            (_, exit) => {
                let (way, payload) = exit.unwrap_or((0, next));
                if let Some((id, ..)) = results.first() {
                    state.set(*id, Some(Entry::Bundle(way, payload)));
                }
            }
        }
    }

    /// Going back through a loop.
    pub fn back(&self, looped: u32) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond += 1;
        } else if let Some(run) = state.frame_mut().loops.get_mut(&looped) {
            run.back = 0;
            let changed = std::mem::take(&mut run.changed);
            changed.into_iter().rev().for_each(|id| state.undo(id));
        }
    }

    /// Going back through one trip, the last first or the first first.
    pub fn back_trip(&self, looped: u32, last_first: bool) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond += 1;
            return;
        }
        let Some(run) = state.frame_mut().loops.get_mut(&looped) else {
            state.beyond += 1;
            return;
        };
        let number = if last_first { run.count.wrapping_sub(1 + run.back) } else { run.back };
        run.back += 1;
        match run.trips.get(number).copied() {
            Some(frame) => state.entered.push(frame),
            None => state.beyond += 1,
        }
    }

    /// That trip is done.
    pub fn back_trip_end(&self) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond -= 1;
        } else {
            state.entered.pop();
        }
    }

    /// The whole loop is.
    pub fn back_end(&self) {
        let mut state = self.0.borrow_mut();
        if state.beyond > 0 {
            state.beyond -= 1;
        }
    }
}

impl State {
    /// Whether the trip that ends is one that is shown.
    fn leaves_trip(&mut self) -> bool {
        if self.beyond > 0 {
            self.beyond -= 1;
            return false;
        }
        true
    }

    fn pop_trip(&mut self) {
        self.groups.pop();
        self.entered.pop();
    }

    /// Notes what trips that are not shown are made of.
    fn hide(&mut self, group: usize, hidden: usize, used: Vec<From>, next: &[Option<Entry>]) -> usize {
        let used: Vec<usize> = used.into_iter().filter_map(|from| self.known_node(from)).collect();
        let mut made_of: Vec<usize> = Vec::new();
        for entry in next.iter().flatten() {
            made_of.extend(match entry {
                Entry::Node(node) => Some(*node),
                Entry::Lazy(lazy) => Some(self.made(*lazy)),
                Entry::Bundle(..) | Entry::Hidden(_) => None,
            });
        }
        made_of.extend(used);
        made_of.sort_unstable();
        made_of.dedup();
        let operation = if hidden == 1 { "1 more trip".to_string() } else { format!("{hidden} more trips") };
        self.hidden.push(Hidden { group, operation, made_of });
        self.hidden.len() - 1
    }

    /// One node for each result of such a loop.
    fn summarise(&mut self, hidden: usize, ways: usize, results: Vec<(u32, About, Option<Number>)>) {
        for (id, about, value) in results {
            let entry = match value {
                Some(value) if value.float => {
                    let node = self.hidden_node(hidden, &about, Value::Number(value.value), value.single);
                    Some(Entry::Node(node))
                }
                Some(value) => Some(self.lazy(about, value.shown(), Vec::new())),
                None if ways > 1 => Some(Entry::Hidden(hidden)),
                None => None,
            };
            self.set(id, entry);
        }
    }

    /// Something that comes out of trips that are not shown.
    pub fn hidden_node(&mut self, hidden: usize, about: &About, value: Value, single: bool) -> usize {
        let Hidden { group, operation, made_of } = &self.hidden[hidden];
        let (group, operation, made_of) = (*group, operation.clone(), made_of.clone());
        let number = value.number();
        let node = self.add(Kind::Summary, about, value, single, true);
        self.graph.nodes[node].operation = operation;
        self.graph.nodes[node].group = Some(group);
        if let Some(number) = number {
            self.look_at(Some(node), about, number, Phase::Forward);
        }
        for (argument, from) in made_of.into_iter().enumerate() {
            self.graph.edges.push(Edge { from, to: node, argument, local: None, product: None });
        }
        node
    }
}
