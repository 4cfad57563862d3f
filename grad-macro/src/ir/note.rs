//! Notes: what the code of `f_graph` tells the recorder between the steps of `f_grad`.
//!
//! A note changes no number. It names values by their number in the IR, which a recorder follows through branches and loops; what it needs
//! to look at while it runs are its operands.

use super::{Operand, ValueId};

/// One note.
#[derive(Clone, Debug)]
pub struct Note {
    /// What it says.
    pub kind: NoteKind,
    /// The values that it looks at.
    pub operands: Vec<Operand>,
}

/// What is known of a step before it runs.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// `*`, `sin`, …
    pub operation: String,
    /// The user's name, or nothing.
    pub name: String,
    /// The source line, or zero.
    pub line: u32,
    /// That line's text.
    pub source: String,
    /// How it is computed.
    pub formula: Option<Formula>,
}

/// How a step is computed, as text over the names of its arguments.
#[derive(Clone, Debug)]
pub struct Formula {
    /// The value.
    pub value: String,
    /// The names.
    pub arguments: Vec<String>,
    /// What each argument gets of `d`, in the notation of the rule table; empty where it gets nothing.
    pub partials: Vec<String>,
}

/// What a step is made of.
#[derive(Clone, Debug)]
pub enum Part {
    /// A value.
    Local(ValueId),
    /// A constant.
    Constant(Operand),
}

/// A condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As written.
    pub text: String,
    /// The variables in it.
    pub arguments: Vec<(String, ValueId)>,
}

/// What a [`Note`] says. The operands that it looks at are named in brackets.
#[derive(Clone, Debug)]
pub enum NoteKind {
    /// An argument `[it]`.
    Input { id: ValueId, about: About, active: bool },
    /// A number `[it, arguments…]`.
    Step { id: ValueId, about: About, parts: Vec<Part>, slopes: Slopes },
    /// A constant `[it]`.
    Constant { id: ValueId, about: About, parts: Vec<Part> },
    /// An array `[it]`.
    Array { id: ValueId, about: About, parts: Vec<Part> },
    /// An array that was changed `[it, indices…]`.
    Version { id: ValueId, about: About, parts: Vec<Part> },
    /// A part of an array `[it, indices…]`.
    Element { id: ValueId, about: About, of: ValueId },
    /// Another name.
    Same { id: ValueId, part: Part },
    /// A copy that is made for one use.
    Copy { id: ValueId, of: ValueId },
    /// One of several ways to go on.
    Bundle { id: ValueId, way: usize, payload: Vec<Part> },
    /// What was taken along `[them…]`.
    Unbundle { bundle: ValueId, ids: Vec<(ValueId, About)> },
    /// A way through a branch begins.
    Arm { label: String, line: u32 },
    /// The condition that it was taken for.
    Guard { condition: Condition, held: bool, line: u32 },
    /// It ends.
    LeaveArm { results: Vec<(ValueId, Part)> },
    /// A number that comes out of it `[it]`.
    Chosen { id: ValueId, about: About },
    /// A loop begins.
    Loop { id: usize, label: String, line: u32, carried: Vec<(ValueId, Part)> },
    /// A trip begins.
    Trip { id: usize },
    /// It ends.
    Next { id: usize, next: Vec<Part> },
    /// It ends, and says how to go on.
    Flow { id: usize, flow: ValueId },
    /// The loop ends `[the numbers among the results…, the arrays that it has changed…]`.
    LoopEnd {
        id: usize,
        ways: usize,
        results: Vec<(ValueId, About, bool)>,
        used: Vec<ValueId>,
        changed: Vec<(ValueId, About)>,
    },
    /// A call begins.
    Call { parts: Vec<Part> },
    /// It is over `[the results…, the arrays that it may have changed…]`.
    Called { about: About, results: Vec<ValueId>, changed: Vec<(usize, ValueId)> },
    /// The cotangent of a number `[it]`.
    Cotangent { id: ValueId },
    /// The cotangent of an array `[it]`.
    CotangentArray { id: ValueId },
    /// Before this step the array was another.
    Undo { id: ValueId },
    /// What a step hands back to an argument `[it]`.
    Product { output: ValueId, argument: ValueId },
    /// A loop begins that goes back through each trip at once.
    Fused,
    /// It ends.
    FusedEnd { id: usize },
    /// What its sum is owed is known `[it]`.
    Scaled { id: usize },
    /// A call was gone back through right after it.
    Pulled { id: ValueId },
    /// What it is owed is known `[it]`.
    PulledScaled { id: ValueId },
    /// A loop back begins.
    Back { id: usize },
    /// Going back through a trip.
    BackTrip { id: usize, last_first: bool },
    /// That is done.
    BackTripEnd,
    /// The loop back ends.
    BackEnd,
    /// A called function begins; gives its frame.
    Open { name: String, line: u32, params: Vec<ValueId> },
    /// Its forward half ends `[the frame]`.
    Close { results: Vec<Part>, params: Vec<ValueId> },
    /// Its backward half begins `[the frame]`.
    Reopen,
    /// It ends `[the frame]`.
    Reclose,
    /// What the function gives `[the seeds…]`.
    Results { parts: Vec<Part> },
    /// All is said; gives the graph. `settled` if gradients were added to zeros, so that none is a minus zero.
    Finish { settled: bool },
}

/// Where the local derivatives of a step come from.
#[derive(Clone, Debug)]
pub enum Slopes {
    /// From the texts of the formula.
    Texts,
    /// All are one.
    One,
    /// From the rule of an integer power.
    Powi,
    /// They are operands, after the arguments: of each argument that has one.
    Given(Vec<bool>),
}

impl Note {
    /// A note that looks at these values.
    pub fn new(kind: NoteKind, operands: Vec<Operand>) -> Note {
        Note { kind, operands }
    }

    /// Whether it is about going back.
    pub fn is_backward(&self) -> bool {
        use NoteKind::{
            Back, BackEnd, BackTrip, BackTripEnd, Cotangent, CotangentArray, Product, PulledScaled, Reclose, Reopen,
            Scaled, Undo,
        };
        matches!(
            self.kind,
            Cotangent { .. }
                | CotangentArray { .. }
                | Product { .. }
                | Undo { .. }
                | Scaled { .. }
                | PulledScaled { .. }
                | Back { .. }
                | BackTrip { .. }
                | BackTripEnd
                | BackEnd
                | Reopen
                | Reclose
        )
    }
}
