//! Computation graphs: their numbers are those of `f_grad` bit for bit, and every rendering shows them.

#![allow(dead_code, reason = "the lecture's tables hold more than is looked at here")]
#![allow(
    clippy::assign_op_pattern,
    clippy::let_and_return,
    clippy::needless_range_loop,
    reason = "what is drawn is written as people write it"
)]

#[macro_use]
#[path = "../examples/lecture/list.rs"]
mod list;

#[path = "../examples/lecture/by_name.rs"]
mod by_name;
#[path = "../examples/lecture/cases.rs"]
mod cases;
#[path = "../examples/lecture/functions.rs"]
mod functions;

#[path = "graph/arrays.rs"]
mod arrays;
#[path = "graph/calls.rs"]
mod calls;
#[path = "graph/dot.rs"]
mod dot;
#[path = "graph/expect.rs"]
mod expect;
#[path = "graph/lecture.rs"]
mod lecture;
#[path = "graph/limits.rs"]
mod limits;
#[path = "graph/loops.rs"]
mod loops;
#[path = "graph/matrices.rs"]
mod matrices;
#[path = "graph/methods.rs"]
mod methods;
#[path = "graph/names.rs"]
mod names;
#[path = "graph/pictures.rs"]
mod pictures;
#[path = "graph/questions.rs"]
mod questions;
#[path = "graph/results.rs"]
mod results;
#[path = "graph/serialise.rs"]
mod serialise;
#[path = "graph/structs.rs"]
mod structs;
#[path = "graph/text.rs"]
mod text;
#[path = "graph/ways.rs"]
mod ways;
