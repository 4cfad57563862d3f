//! How a report prints.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::hint::hint;
use super::real::Precision;
use super::real::sealed::Sealed;
use super::report::{Entry, Report, Subject, Verdict};
use super::slope::{Estimate, Slope};
use super::table::Table;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "gradient check: {}", self.headline())?;
        if let Some(values) = self.values.filter(|values| !values.agree()) {
            let number = |x| number(x, values.precision);
            writeln!(
                f,
                "  the gradient function returns the value {}, the function {}: DIFFERS",
                number(values.claimed),
                number(values.of_function)
            )?;
        }
        let subject = match self.subject {
            Subject::Arguments => "argument",
            Subject::Elements => "element",
        };
        let mut table = Table::new([subject, "at", "claimed", "finite differences", ""]);
        for entry in &self.entries {
            table.row([
                self.label(entry),
                number(entry.at, entry.precision),
                number(entry.claimed, entry.precision),
                found(&entry.slope, entry.precision),
                self.remark(entry),
            ]);
        }
        write!(f, "{table}")
    }
}

impl Report {
    fn headline(&self) -> String {
        let total = self.entries.len();
        let count = |verdict| self.entries.iter().filter(|entry| entry.verdict == verdict).count();
        let mut parts = Vec::new();
        for (verdict, text) in [
            (Verdict::Differs, "wrong"),
            (Verdict::NotChecked, "not checkable here"),
            (Verdict::Kink, "on a kink"),
            (Verdict::Agrees, "right"),
        ] {
            let count = count(verdict);
            if count > 0 {
                parts.push(format!("{count} {text}"));
            }
        }
        match total {
            0 => "nothing to check".to_string(),
            1 => format!("1 derivative, {}", parts.join(", ")),
            _ => format!("{total} derivatives, {}", parts.join(", ")),
        }
    }

    fn label(&self, entry: &Entry) -> String {
        match self.name(entry) {
            Some(name) => format!("{} `{name}`", entry.index),
            None => entry.index.to_string(),
        }
    }

    pub(super) fn name_or_index(&self, entry: &Entry) -> String {
        match self.name(entry) {
            Some(name) => format!("`{name}`"),
            None => format!("{}", entry.index),
        }
    }

    fn name(&self, entry: &Entry) -> Option<String> {
        match &self.names[..] {
            [name] if self.subject == Subject::Elements && self.entries.len() > 1 => {
                Some(format!("{name}[{}]", entry.index))
            }
            names => names.get(entry.index).cloned(),
        }
    }

    fn remark(&self, entry: &Entry) -> String {
        let mut remark = match entry.verdict {
            Verdict::Agrees => "ok".to_string(),
            Verdict::Kink => "kink: the claimed derivative lies between those from both sides".to_string(),
            Verdict::NotChecked => "NOT CHECKABLE here".to_string(),
            Verdict::Differs => match entry.slope {
                Slope::Kink { .. } => {
                    "DIFFERS: a kink, but the claimed derivative is not between both sides".to_string()
                }
                Slope::TwoScales { .. } => "DIFFERS from both".to_string(),
                _ => format!("DIFFERS by {:.1e}", (entry.claimed - entry.slope.estimate().value).abs()),
            },
        };
        if let Slope::OneSided(side, _) = entry.slope {
            remark.push_str(" (not finite on the ");
            remark.push_str(&side.opposite().to_string());
            remark.push(')');
        }
        if entry.verdict == Verdict::Differs
            && let Some(hint) = hint(self, entry)
        {
            remark += ": ";
            remark += &hint;
        }
        remark
    }
}

fn found(slope: &Slope, precision: Precision) -> String {
    let estimate = |Estimate { value, error }: Estimate| format!("{} ± {error:.1e}", number(value, precision));
    match *slope {
        Slope::Smooth(smooth) => estimate(smooth),
        Slope::OneSided(side, one_sided) => format!("{} from the {side}", estimate(one_sided)),
        Slope::Kink { left, right } => {
            format!("{} from the left, {} from the right", estimate(left), estimate(right))
        }
        Slope::TwoScales { near, far } => {
            format!("{} at small steps, {} at large steps", estimate(near), estimate(far))
        }
        Slope::Unknown(reason) => reason.to_string(),
    }
}

/// A number with the digits of its own type.
fn number(x: f64, precision: Precision) -> String {
    match precision {
        Precision::Single => format!("{:?}", f32::narrow(x)),
        Precision::Double => format!("{x:?}"),
    }
}
