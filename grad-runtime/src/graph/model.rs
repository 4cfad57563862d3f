//! What a graph is made of.

use std::string::String;
use std::vec::Vec;

/// One call of a function: forward values and cotangents of every step.
///
/// Nodes are in the order in which they were computed, and an edge leads from an earlier node to a later one.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Graph {
    /// The function's name.
    pub function: String,
    /// Its source file, as rustc was given it.
    pub file: String,
    /// The line of its name.
    pub line: u32,
    /// Inputs, constants and steps.
    pub nodes: Vec<Node>,
    /// What each step was made of.
    pub edges: Vec<Edge>,
    /// Branches, loops and calls around the steps.
    pub groups: Vec<Group>,
    /// The conditions that steered the call.
    pub guards: Vec<Guard>,
    /// What the function gives: one for a float, one for each entry of a tuple and, after these, one for each argument that it changes.
    pub outputs: Vec<Output>,
    /// The first step whose value or cotangent was not finite, among those that are summarised too.
    pub(crate) non_finite: Option<Finding>,
}

/// Something that the function gives.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Output {
    /// The node.
    pub node: usize,
    /// The cotangent that it was given to start with: one, where the function returns a float.
    pub seed: Value,
}

/// A number, an array or a constant on the way.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// `*`, `sin`, `if x > 0.0`, …; for a constant, its source text.
    pub operation: String,
    /// The user's name for it, or `t1`, `t2`, … where there is none. Several steps can have one name.
    pub name: String,
    /// Whether the name is the user's.
    pub named: bool,
    /// The source line, or zero where it is not known.
    pub line: u32,
    /// That line's text.
    pub source: String,
    /// What going forward made it.
    pub value: Value,
    /// The derivative of the result with respect to it (of the results, weighted with their seeds); constants have none.
    pub cotangent: Option<Value>,
    /// The innermost group that it stands in.
    pub group: Option<usize>,
    /// How it is computed, where that can be said in a line.
    pub formula: Option<Formula>,
    /// Whether it is an `f32`.
    pub single: bool,
}

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Kind {
    /// An argument that is differentiated.
    Input,
    /// An argument that is held constant.
    ConstantInput,
    /// A constant, or something made of constants.
    Constant,
    /// A step that depends on the inputs.
    Step,
    /// The trips of a loop, or the steps of a call, that are not shown one by one.
    Summary,
}

/// What a node holds.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Value {
    /// A number.
    Number(#[cfg_attr(feature = "serde", serde(with = "super::serialise"))] f64),
    /// An array, a slice, a vector or a tuple.
    Array(Summary),
    /// A constant that is no number, as `Debug` prints it.
    Text(String),
}

/// An array at a glance.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Summary {
    /// How many numbers it holds, at all depths.
    pub len: usize,
    /// The first few of them.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise::list"))]
    pub first: Vec<f64>,
    /// The smallest finite one.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise"))]
    pub smallest: f64,
    /// The largest finite one.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise"))]
    pub largest: f64,
    /// How many are zero.
    pub zeros: usize,
    /// How many are NaN or infinite.
    pub non_finite: usize,
}

/// How a step is computed, and what it hands back: Rust over the names of its arguments, `output` for its value and `d` for its
/// cotangent.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Formula {
    /// The value.
    pub value: String,
    /// What the texts call the arguments, in the order of [`Edge::argument`].
    pub arguments: Vec<String>,
    /// What each argument gets of the cotangent; empty where it gets nothing.
    pub partials: Vec<String>,
}

/// One use of a node by a later one.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Edge {
    /// The node that is used.
    pub from: usize,
    /// The node that uses it.
    pub to: usize,
    /// As which of its arguments.
    pub argument: usize,
    /// The local derivative, where there is one number that says it.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise::option"))]
    pub local: Option<f64>,
    /// What it adds to the cotangent of `from`: the cotangent of `to` times the local derivative.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise::option"))]
    pub product: Option<f64>,
}

/// What stands around some of the nodes.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Group {
    /// What it is.
    pub kind: GroupKind,
    /// `if x > 0.0`, `for i in 0..n`, `sigmoid`, …
    pub label: String,
    /// The source line, or zero where it is not known.
    pub line: u32,
    /// The group around it.
    pub parent: Option<usize>,
    /// For a loop: how many trips it made.
    pub trips: usize,
    /// For a loop: how many of these are shown.
    pub shown: usize,
}

/// What a group is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum GroupKind {
    /// The way that was taken through an `if` or a `match`.
    Branch,
    /// A loop.
    Loop,
    /// One trip of a loop.
    Trip,
    /// A call of another function.
    Call,
}

/// A condition that was asked on the way.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Guard {
    /// Its source text.
    pub text: String,
    /// The variables in it.
    pub arguments: Vec<(String, usize)>,
    /// Whether it held.
    pub held: bool,
    /// The source line, or zero where it is not known.
    pub line: u32,
}

/// A step that went wrong.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Finding {
    /// The node, if it is shown.
    pub node: Option<usize>,
    /// Its name.
    pub name: String,
    /// Its operation.
    pub operation: String,
    /// The source line, or zero where it is not known.
    pub line: u32,
    /// Which of the two numbers it is.
    pub phase: Phase,
    /// The number.
    #[cfg_attr(feature = "serde", serde(with = "super::serialise"))]
    pub number: f64,
}

/// Going forward or going back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Phase {
    /// A value.
    Forward,
    /// A cotangent.
    Backward,
}

impl Value {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Array(_) | Value::Text(_) => None,
        }
    }

    /// Whether it is a zero, or an array of zeros.
    pub fn is_zero(&self) -> bool {
        match self {
            Value::Number(number) => *number == 0.0,
            Value::Array(summary) => summary.zeros == summary.len,
            Value::Text(_) => false,
        }
    }
}

impl Node {
    /// The cotangent, if it is a number.
    pub fn cotangent(&self) -> Option<f64> {
        self.cotangent.as_ref().and_then(Value::number)
    }

    /// Whether the result may depend on it.
    pub fn is_active(&self) -> bool {
        self.cotangent.is_some()
    }

    /// Whether it is an argument of the function.
    pub fn is_input(&self) -> bool {
        matches!(self.kind, Kind::Input | Kind::ConstantInput)
    }
}

impl Graph {
    /// The function's value.
    ///
    /// # Panics
    /// If the function gives something other than one float.
    pub fn value(&self) -> f64 {
        match self.outputs.as_slice() {
            [output] => self.nodes[output.node].value.number(),
            _ => None,
        }
        .expect("the function gives something other than one float: see `outputs`")
    }

    /// Whether a node is a result.
    pub(crate) fn is_output(&self, node: usize) -> bool {
        self.outputs.iter().any(|output| output.node == node)
    }

    /// The arguments, in order.
    pub fn inputs(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_input())
    }

    /// The argument of this name.
    pub fn input(&self, name: &str) -> Option<&Node> {
        self.inputs().find(|node| node.name == name)
    }

    /// The last node of this name, which is what the variable held in the end.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().rev().find(|node| node.name == name)
    }

    /// What a node was made of, argument by argument.
    pub fn arguments(&self, node: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.to == node)
    }

    /// What a node was used for.
    pub fn uses(&self, node: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.from == node)
    }
}
