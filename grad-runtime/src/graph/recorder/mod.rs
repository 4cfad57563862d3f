//! What the code of `f_graph` tells while it runs, and how it becomes a graph.
//!
//! The code is that of `f_grad` with notes in between. A note names values by the number that they have in the macro's IR; what such a number
//! stands for at the moment is a matter of [`scope`]: a loop gives it another node in every trip. Files: [`forward`] for steps
//! and branches, [`loops`], [`calls`], [`backward`] for cotangents, [`shown`] for values.

mod backward;
mod calls;
mod forward;
mod loops;
mod order;
mod scope;
mod shown;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::format;
use std::rc::Rc;
use std::string::{String, ToString};
use std::vec::Vec;

use super::limits::Limits;
use super::model::{Edge, Finding, Formula, Graph, Group, GroupKind, Kind, Node, Output, Phase, Value};
use calls::Pending;
use scope::{Frame, Hidden, Lazy};
pub use shown::{Number, Shown, ViaDebug, ViaFloats, ViaNothing, ViaPlain, ViaScalar, number};

/// Everything that is known of a step before it runs.
pub struct About {
    /// `*`, `sin`, …
    pub operation: &'static str,
    /// The user's name, or nothing.
    pub name: &'static str,
    /// The source line, or zero.
    pub line: u32,
    /// That line's text.
    pub source: &'static str,
    /// How it is computed: the value, the names of its arguments, what each gets of the cotangent.
    pub formula: Option<(&'static str, &'static [&'static str], &'static [&'static str])>,
}

/// What a step is made of.
pub enum From {
    /// A value of the IR.
    Local(u32),
    /// A constant, as written.
    Constant(&'static str, Value),
}

/// An argument of a step, and the local derivative.
pub type Argument = (From, Option<Number>);

/// Takes the notes of one call. Its copies share one graph.
#[derive(Clone)]
pub struct Recorder(Rc<RefCell<State>>);

/// The graph so far.
pub(super) struct State {
    limits: Limits,
    graph: Graph,
    frames: Vec<Frame>,
    /// The frames that are entered, the innermost last.
    entered: Vec<usize>,
    /// The groups that are entered.
    groups: Vec<usize>,
    /// How many loops and calls deep we are beyond a limit: nothing is recorded there.
    beyond: usize,
    lazies: Vec<Lazy>,
    hidden: Vec<Hidden>,
    /// The edges of calls, whose slopes are found at the end.
    of_calls: Vec<usize>,
    pending: Vec<Pending>,
    /// What was recorded in loops that go back right away, to be scaled later.
    logs: Vec<backward::Log>,
    /// How many cotangents were noted so far, and when that of each node was.
    noted: usize,
    when: HashMap<usize, usize>,
    depth: usize,
}

impl Recorder {
    /// For one call of a function.
    pub fn new(limits: Limits, function: &str, file: &str, line: u32) -> Recorder {
        let graph = Graph {
            function: function.to_string(),
            file: tidy_path(file),
            line,
            nodes: Vec::new(),
            edges: Vec::new(),
            groups: Vec::new(),
            guards: Vec::new(),
            outputs: Vec::new(),
            non_finite: None,
        };
        Recorder(Rc::new(RefCell::new(State {
            limits,
            graph,
            frames: std::vec![Frame::default()],
            entered: std::vec![0],
            groups: Vec::new(),
            beyond: 0,
            lazies: Vec::new(),
            hidden: Vec::new(),
            of_calls: Vec::new(),
            pending: Vec::new(),
            logs: Vec::new(),
            noted: 0,
            when: HashMap::new(),
            depth: 0,
        })))
    }

    /// What the function gives, and the cotangents that these are given.
    pub fn results<const N: usize>(&self, results: [(From, Value); N]) {
        let mut state = self.0.borrow_mut();
        for (from, seed) in results {
            let node = state.node_of(from);
            state.graph.outputs.push(Output { node, seed });
        }
    }

    /// The graph, once all is said. With `settled`, the gradients are sums that began with zero: none is a minus zero.
    pub fn finish(&self, settled: bool) -> Graph {
        let mut state = self.0.borrow_mut();
        if settled {
            state.settle();
        }
        state.slopes_of_calls();
        state.nothing_owed();
        state.hand_on();
        state.put_in_order();
        state.name_the_nameless();
        state.graph.clone()
    }
}

/// A path without detours: `examples/graph/../lecture` is `examples/lecture`.
fn tidy_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        if part == ".." && parts.last().is_some_and(|last| !last.is_empty() && *last != "..") {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

impl State {
    fn add(&mut self, kind: Kind, about: &About, value: Value, single: bool, active: bool) -> usize {
        let group = self.groups.last().copied();
        let formula = about.formula.map(|(value, arguments, partials)| Formula {
            value: value.to_string(),
            arguments: arguments.iter().map(ToString::to_string).collect(),
            partials: partials.iter().map(ToString::to_string).collect(),
        });
        self.graph.nodes.push(Node {
            kind,
            operation: about.operation.to_string(),
            name: about.name.to_string(),
            named: !about.name.is_empty(),
            line: about.line,
            source: about.source.to_string(),
            cotangent: active.then_some(Value::Text(String::new())),
            value,
            group,
            formula,
            single,
        });
        self.graph.nodes.len() - 1
    }

    fn connect(&mut self, to: usize, arguments: impl IntoIterator<Item = Argument>) {
        for (argument, (from, local)) in arguments.into_iter().enumerate() {
            let id = if let From::Local(id) = from { Some(id) } else { None };
            let Some(from) = self.known_node(from) else { continue };
            let active = self.graph.nodes[from].cotangent.is_some();
            let local = local.filter(|number| active && number.float).map(|number| number.value);
            let edge = self.graph.edges.len();
            self.frame_mut().operands.push((id, edge));
            self.graph.edges.push(Edge { from, to, argument, local, product: None });
        }
    }

    fn enter_group(&mut self, kind: GroupKind, label: String, line: u32) -> usize {
        let parent = self.groups.last().copied();
        self.graph.groups.push(Group { kind, label, line, parent, trips: 0, shown: 0 });
        self.groups.push(self.graph.groups.len() - 1);
        self.graph.groups.len() - 1
    }

    /// Notes the first number that is not finite.
    fn look_at(&mut self, node: Option<usize>, about: &About, number: f64, phase: Phase) {
        if !number.is_finite() && self.graph.non_finite.is_none() {
            let (name, operation) = (about.name.to_string(), about.operation.to_string());
            self.graph.non_finite = Some(Finding { node, name, operation, line: about.line, phase, number });
        }
    }

    fn is_full(&self) -> bool {
        self.graph.nodes.len() >= self.limits.nodes
    }

    fn settle(&mut self) {
        for node in self.graph.nodes.iter_mut().filter(|node| node.is_input()) {
            if let Some(Value::Number(cotangent)) = &mut node.cotangent {
                *cotangent += 0.0;
            }
        }
    }

    /// Where no use owed anything, the cotangent is zero.
    fn nothing_owed(&mut self) {
        for node in &mut self.graph.nodes {
            if let Some(cotangent @ Value::Text(_)) = &mut node.cotangent
                && matches!(&*cotangent, Value::Text(text) if text.is_empty())
            {
                *cotangent = match &node.value {
                    Value::Array(summary) => Value::Array(super::Summary {
                        first: summary.first.iter().map(|_| 0.0).collect(),
                        smallest: 0.0,
                        largest: 0.0,
                        zeros: summary.len,
                        non_finite: 0,
                        len: summary.len,
                    }),
                    _ => Value::Number(0.0),
                };
            }
        }
    }

    /// Steps that only hand on what they are owed.
    fn hand_on(&mut self) {
        for edge in &mut self.graph.edges {
            let owed = self.graph.nodes[edge.to].cotangent.as_ref().and_then(Value::number);
            if edge.product.is_none()
                && let (Some(local), Some(owed)) = (edge.local, owed)
                && (owed == 0.0 || local == 1.0)
            {
                edge.product = Some(owed);
            }
        }
    }

    /// `t1`, `t2`, … for steps without a name.
    fn name_the_nameless(&mut self) {
        let taken: HashSet<String> = self.graph.nodes.iter().map(|node| node.name.clone()).collect();
        let mut free = (1..).map(|number| format!("t{number}")).filter(|name| !taken.contains(name));
        for node in &mut self.graph.nodes {
            if node.name.is_empty() && matches!(node.kind, Kind::Step | Kind::Summary) {
                node.name = free.next().unwrap_or_default();
            }
        }
        if let Some(found) = &mut self.graph.non_finite
            && let Some(node) = found.node
        {
            found.name.clone_from(&self.graph.nodes[node].name);
        }
    }
}
