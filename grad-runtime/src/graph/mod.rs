//! The computation graph of one call: every step with its value, its cotangent and the slopes between them.
//!
//! `#[differentiable(graph)]` on `f` adds `f_graph`, which takes `f`'s arguments, runs it once forward and once back, and returns a
//! [`Graph`]. That can be printed, drawn, and asked.
//!
//! ```
//! # mod example {
//! use grad::differentiable;
//!
//! #[differentiable(graph)]
//! fn f(x: f64, y: f64) -> f64 {
//!     let product = x * y;
//!     product.sin() + x
//! }
//!
//! # pub fn main() {
//! let graph = f_graph(2.0, 0.5);
//! assert_eq!(graph.value(), f(2.0, 0.5));
//! let x = graph.input("x").unwrap();
//! let (_, (d_x, _)) = f_grad(2.0, 0.5);
//! assert_eq!(x.cotangent().unwrap(), d_x);
//!
//! println!("{graph}");
//! std::fs::write(std::env::temp_dir().join("f.html"), graph.to_html()).unwrap();
//! # }
//! # }
//! # example::main();
//! ```
//!
//! A function that gives something other than one float takes the seeds of its pullback after its arguments: `f_graph(x, y, seed)`. Cotangents are
//! those of its results weighted with these seeds, and [`Graph::outputs`] has them.
//!
//! | method | gives |
//! |---|---|
//! | `to_string()` | a table in text: the forward column and the backward column |
//! | [`to_dot`](Graph::to_dot) | a Graphviz file |
//! | [`to_mermaid`](Graph::to_mermaid) | a Mermaid flowchart, for Markdown |
//! | [`to_svg`](Graph::to_svg) | a picture |
//! | [`to_html`](Graph::to_html) | a page to explore, to compute with, and to practise on |
//! | [`first_non_finite`](Graph::first_non_finite) | the step that made the first NaN or infinity |
//! | [`without_influence`](Graph::without_influence) | the inputs that the result does not depend on |
//! | [`largest_slope`](Graph::largest_slope), [`smallest_slope`](Graph::smallest_slope) | where the derivative explodes or vanishes |

mod dot;
mod html;
mod json;
mod layout;
mod limits;
mod mermaid;
mod model;
mod number;
mod questions;
pub(crate) mod recorder;
#[cfg(feature = "serde")]
mod serialise;
mod svg;
mod text;
mod wording;

pub use limits::Limits;
pub use model::{Edge, Finding, Formula, Graph, Group, GroupKind, Guard, Kind, Node, Output, Phase, Summary, Value};
