//! What the numbers of the IR stand for.
//!
//! Each trip of a loop has a frame of its own, inside of the frame around the loop; each called function has one that is inside of
//! none. Going back, the frames are entered again.

use std::collections::{HashMap, HashSet};
use std::string::String;
use std::vec::Vec;

use super::{About, From, State};
use crate::graph::model::{Kind, Value};

/// The values of one function call or one trip.
#[derive(Default)]
pub struct Frame {
    parent: Option<usize>,
    entries: HashMap<u32, Entry>,
    /// The loops in it, by their numbers.
    pub loops: HashMap<u32, super::loops::Run>,
    /// What was recorded in calls that were gone back through right after them.
    pub calls: HashMap<u32, super::backward::Log>,
    /// Edges of its steps, with the number of the value that each comes from.
    pub operands: Vec<(Option<u32>, usize)>,
    /// Copies that are made for one use.
    pub copies: HashSet<u32>,
    /// What arrays were before they were changed.
    history: HashMap<u32, Vec<Option<Entry>>>,
    /// The arguments of a called function, which are the caller's values.
    pub handed: Vec<u32>,
}

/// What a value is.
#[derive(Clone)]
pub enum Entry {
    Node(usize),
    /// A constant that becomes a node when it is used.
    Lazy(usize),
    /// One of several ways to go on, with what is taken along.
    Bundle(usize, Vec<Option<Entry>>),
    /// What comes out of trips that are not shown.
    Hidden(usize),
}

/// Trips that are not shown.
pub struct Hidden {
    pub group: usize,
    pub operation: String,
    pub made_of: Vec<usize>,
}

/// A constant.
pub struct Lazy {
    pub about: About,
    pub value: Value,
    pub group: Option<usize>,
    pub made_of: Vec<(From, Option<super::Number>)>,
    pub node: Option<usize>,
    /// How many nodes there were before it.
    pub at: usize,
}

impl Frame {
    /// One inside of another.
    pub fn inside(parent: usize) -> Frame {
        Frame { parent: Some(parent), ..Frame::default() }
    }

    /// That of a called function, whose parameters are the caller's values.
    pub fn of_call(params: &[u32], arguments: impl IntoIterator<Item = Option<Entry>>) -> Frame {
        let known = params.iter().copied().zip(arguments).filter_map(|(id, entry)| Some((id, entry?)));
        Frame { entries: known.collect(), handed: params.to_vec(), ..Frame::default() }
    }
}

impl State {
    pub fn frame_mut(&mut self) -> &mut Frame {
        let at = *self.entered.last().expect("a frame is entered");
        &mut self.frames[at]
    }

    pub fn frame(&self) -> &Frame {
        let at = *self.entered.last().expect("a frame is entered");
        &self.frames[at]
    }

    pub fn set(&mut self, id: u32, entry: Option<Entry>) {
        let entries = &mut self.frame_mut().entries;
        match entry {
            Some(entry) => drop(entries.insert(id, entry)),
            None => drop(entries.remove(&id)),
        }
    }

    /// An array has a new version, in the frame that it belongs to.
    pub fn change(&mut self, id: u32, entry: Option<Entry>) {
        let frame = self.owner(id);
        let before = match entry {
            Some(entry) => frame.entries.insert(id, entry),
            None => frame.entries.remove(&id),
        };
        frame.history.entry(id).or_default().push(before);
    }

    /// The version before.
    pub fn undo(&mut self, id: u32) {
        let frame = self.owner(id);
        if let Some(before) = frame.history.get_mut(&id).and_then(Vec::pop) {
            match before {
                Some(entry) => drop(frame.entries.insert(id, entry)),
                None => drop(frame.entries.remove(&id)),
            }
        }
    }

    fn owner(&mut self, id: u32) -> &mut Frame {
        let innermost = *self.entered.last().expect("a frame is entered");
        let mut at = Some(innermost);
        while let Some(frame) = at {
            if self.frames[frame].entries.contains_key(&id) {
                return &mut self.frames[frame];
            }
            at = self.frames[frame].parent;
        }
        &mut self.frames[innermost]
    }

    /// What a value stands for here.
    pub fn entry(&self, id: u32) -> Option<&Entry> {
        let mut at = *self.entered.last()?;
        loop {
            let frame = &self.frames[at];
            if let Some(entry) = frame.entries.get(&id) {
                return Some(entry);
            }
            at = frame.parent?;
        }
    }

    /// Whether a value is a parameter of a called function.
    pub fn is_handed(&self, id: u32) -> bool {
        let mut at = self.entered.last().copied();
        while let Some(frame) = at {
            if self.frames[frame].handed.contains(&id) {
                return true;
            }
            at = self.frames[frame].parent;
        }
        false
    }

    /// The same for what a step is made of.
    pub fn entry_of(&mut self, from: From) -> Option<Entry> {
        match from {
            From::Local(id) => self.entry(id).cloned(),
            constant @ From::Constant(..) => self.known_node(constant).map(Entry::Node),
        }
    }

    /// The node that a value stands for.
    pub fn known_node(&mut self, from: From) -> Option<usize> {
        match from {
            From::Local(id) => match self.entry(id)?.clone() {
                Entry::Node(node) => Some(node),
                Entry::Lazy(lazy) => Some(self.made(lazy)),
                Entry::Bundle(..) | Entry::Hidden(_) => None,
            },
            From::Constant(text, value) => {
                let node = self.add(Kind::Constant, &About::nothing(), value, false, false);
                self.graph.nodes[node].operation = std::string::ToString::to_string(text);
                Some(node)
            }
        }
    }

    /// The same where there must be one.
    pub fn node_of(&mut self, from: From) -> usize {
        match self.known_node(from) {
            Some(node) => node,
            // Only if a note is missing: a number that is said to be unknown is better than none.
            None => self.add(Kind::Summary, &About::nothing(), Value::Number(f64::NAN), false, false),
        }
    }

    /// The node of a constant.
    pub fn made(&mut self, lazy: usize) -> usize {
        if let Some(node) = self.lazies[lazy].node {
            return node;
        }
        let made_of = std::mem::take(&mut self.lazies[lazy].made_of);
        let Lazy { about, value, group, .. } = &self.lazies[lazy];
        let (about, value, group) = (about.copy(), value.clone(), *group);
        let node = self.add(Kind::Constant, &about, value, false, false);
        self.graph.nodes[node].group = group;
        self.connect(node, made_of);
        self.lazies[lazy].node = Some(node);
        node
    }
}

impl About {
    /// Nothing is known.
    pub const fn nothing() -> About {
        About { operation: "", name: "", line: 0, source: "", formula: None }
    }

    /// The same.
    pub const fn copy(&self) -> About {
        About {
            operation: self.operation,
            name: self.name,
            line: self.line,
            source: self.source,
            formula: self.formula,
        }
    }
}
