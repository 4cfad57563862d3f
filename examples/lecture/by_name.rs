//! Every function of the lecture as a value, so that one loop can go over all of them.
//!
//! The functions differ in how many arguments they take; here they all take a slice.

use crate::functions;

/// A function of the lecture and its gradient.
pub struct Function {
    pub name: &'static str,
    pub arguments: &'static [&'static str],
    /// The function itself.
    pub value: fn(&[f64]) -> f64,
    /// `f_grad`: the value, and a gradient per argument.
    pub gradient: fn(&[f64]) -> (f64, Vec<f64>),
    /// `f_graph`: the computation graph.
    #[allow(dead_code, reason = "not everybody who goes through the table draws")]
    pub graph: fn(&[f64]) -> grad::graph::Graph,
}

macro_rules! table {
    ($($f:ident, $grad:ident, $vjp:ident, $graph:ident: $($x:ident),+;)*) => {
        /// All functions of the lecture, in its order.
        // A function of one argument has a bare gradient, the others have tuples: the pattern
        // `($($x),+)` matches both, with parentheses too many for the former.
        #[allow(unused_parens, clippy::similar_names)]
        pub const FUNCTIONS: &[Function] = &[$(Function {
            name: stringify!($f),
            arguments: &[$(stringify!($x)),+],
            value: |point| {
                let &[$($x),+] = point else { wrong_length(stringify!($f)) };
                functions::$f($($x),+)
            },
            gradient: |point| {
                let &[$($x),+] = point else { wrong_length(stringify!($f)) };
                let (value, ($($x),+)) = functions::$grad($($x),+);
                (value, vec![$($x),+])
            },
            graph: |point| {
                let &[$($x),+] = point else { wrong_length(stringify!($f)) };
                functions::$graph($($x),+)
            },
        }),*];
    };
}

for_every_function!(table);

fn wrong_length(function: &str) -> ! {
    panic!("the point has not as many numbers as {function} has arguments")
}

/// The function of this name.
///
/// # Panics
/// If there is none.
pub fn function(name: &str) -> &'static Function {
    FUNCTIONS
        .iter()
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("the lecture has no function {name}"))
}
