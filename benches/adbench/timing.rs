//! How long the generated gradients take, beside the objectives and the gradients by hand.

use crate::cases::{Case, Ways};
use crate::medians::medians;

/// How much longer than the gradient by hand the generated one may take.
const BAR_BY_HAND: f64 = 1.1;

pub fn print_head() {
    println!(
        "{:<40}{:>12}{:>12}{:>12}{:>20}{:>20}{:>18}",
        "µs, medians",
        "primal",
        "by hand",
        "generated",
        "generated / primal",
        "generated / by hand",
        "by hand / primal"
    );
}

/// Times the case and prints a line of the table.
pub fn print(case: &mut Case) {
    let Ways { primal, by_hand, generated } = &mut case.ways;
    let [primal, by_hand, generated] = medians([primal, by_hand, generated]);
    println!(
        "{:<40}{primal:>12.1}{by_hand:>12.1}{generated:>12.1}{:>20}{:>20}{:>18.2}",
        case.name,
        with_bar(generated / primal, case.bar),
        with_bar(generated / by_hand, BAR_BY_HAND),
        by_hand / primal,
    );
}

/// The number and the bar that it should stay below.
fn with_bar(ratio: f64, bar: f64) -> String {
    let verdict = if ratio <= bar { "" } else { "! " };
    format!("{verdict}{ratio:.2} (≤ {bar:.1})")
}
