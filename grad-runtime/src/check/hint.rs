//! Guesses what is wrong with a wrong derivative.

use alloc::format;
use alloc::string::{String, ToString};

use super::report::{Entry, Report, Verdict};

/// Factors that are forgotten or doubled most easily.
const FACTORS: [(f64, &str); 6] = [
    (2.0, "twice"),
    (3.0, "three times"),
    (4.0, "four times"),
    (0.5, "half of"),
    (1.0 / 3.0, "a third of"),
    (0.25, "a quarter of"),
];

/// What the wrong derivative `entry` looks like, if it looks like something.
pub fn hint(report: &Report, entry: &Entry) -> Option<String> {
    let estimate = entry.slope.estimate();
    if !entry.claimed.is_finite() || estimate.admits(0.0) {
        return None;
    }
    if entry.claimed == 0.0 {
        return Some("it is missing".to_string());
    }
    if estimate.admits(-entry.claimed) {
        return Some("the sign is opposite".to_string());
    }
    let swapped = |other: &&Entry| {
        other.verdict == Verdict::Differs
            && estimate.admits(other.claimed)
            && other.slope.estimate().admits(entry.claimed)
    };
    if let Some(other) = report.entries.iter().find(swapped) {
        return Some(format!("it fits {}: swapped?", report.name_or_index(other)));
    }
    let (_, factor) = FACTORS.iter().find(|(factor, _)| estimate.admits(entry.claimed / factor))?;
    Some(format!("it is {factor} that"))
}
