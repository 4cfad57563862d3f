//! What the example prints.

use grad::check::slope;

use crate::by_name::{Function, function};
use crate::cases::Case;
use crate::walk_through::Computed;

/// How far a number may be from the lecture's, relative to its size.
const TOLERANCE: f64 = 1e-12;

/// Prints the value and the gradient of a case, and tells whether all of it is right.
pub fn gradient(case: &Case) -> bool {
    let function = function(case.name);
    let arguments = function.arguments;
    println!("{}({}) = {}", case.name, arguments.join(", "), case.formula);
    let assignments = arguments.iter().zip(case.point);
    let assignments: Vec<_> = assignments.map(|(name, at)| format!("{name} = {at}")).collect();
    println!("  at {}", assignments.join(", "));

    let (value, gradient) = (function.gradient)(case.point);
    println!("  value {value}");
    println!("  {:<10}{:>24}{:>26}{:>12}", "", "gradient", "finite difference", "+-");
    let mut agreed = close(value, case.value);
    for (index, (&found, &expected)) in gradient.iter().zip(case.gradient).enumerate() {
        let estimate = slope(along(function, case.point, index), case.point[index]).estimate();
        let right = estimate.admits(found) && close(found, expected);
        agreed &= right;
        println!(
            "  d_{:<8}{found:>24}{:>26}{:>12.0e}{}",
            arguments[index],
            estimate.value,
            estimate.error,
            if right { "" } else { "  WRONG" }
        );
    }
    agreed
}

/// The function with all arguments but one held at the point.
fn along(function: &Function, point: &[f64], index: usize) -> impl FnMut(f64) -> f64 {
    let value = function.value;
    let mut point = point.to_vec();
    move |argument| {
        point[index] = argument;
        value(&point)
    }
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= TOLERANCE * expected.abs()
}

/// Prints the forward values and the cotangents of a case, one box a line, and tells whether they
/// are the lecture's.
pub fn steps(case: &Case, boxes: &[Computed]) -> bool {
    let equations: Vec<_> = boxes.iter().map(Computed::equation).collect();
    let width = equations.iter().map(String::len).max().unwrap_or(0);
    println!("  {:<width$}{:>22}{:>24}", "step", "forward", "cotangent");
    let mut agreed = true;
    for (equation, computed) in equations.iter().zip(boxes) {
        let right = case.steps.iter().all(|step| {
            step.name != computed.name
                || close(computed.forward, step.forward) && step.cotangent.is_none_or(|d| close(computed.cotangent, d))
        });
        agreed &= right;
        println!(
            "  {equation:<width$}{:>22}{:>24}{}",
            computed.forward,
            computed.cotangent,
            if right { "" } else { "  WRONG" }
        );
    }
    agreed
}
