//! Are the results right? Those on the suite's files are compared with what is expected there, all with each other.

use std::path::Path;

use crate::cases::Case;
use crate::reference::Expected;

/// Prints how the case's results compare; tells whether all are right.
pub fn check(case: &Case, folder: Option<&Path>) -> bool {
    let mut right = true;
    for result in (case.results)() {
        let (first, numbers) = &result.ways[0];
        let mut report = |way: &str, than: &str, expected: &Expected, numbers: &[f64]| {
            let compared = expected.share_of_allowed(numbers);
            let agree = matches!(compared, Ok(share) if share <= 1.0);
            right &= agree;
            let said = match compared {
                Ok(share) => format!("{share:.1e} of the error allowed"),
                Err(problem) => problem,
            };
            let verdict = if agree { "ok" } else { "WRONG" };
            println!("{verdict:<6}{:<40}{:<34}{way} and {than}: {said}", case.name, result.what);
        };
        if let Some(folder) = folder {
            let expected = Expected::read(folder, &case.name, result.what);
            for (way, numbers) in &result.ways {
                report(way, "expected", &expected, numbers);
            }
        }
        for (way, others) in &result.ways[1..] {
            report(way, first, &Expected::exactly(numbers), others);
        }
    }
    right
}
