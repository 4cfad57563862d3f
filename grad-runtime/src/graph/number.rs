//! Numbers as people read them.

use std::format;
use std::string::{String, ToString};

use super::model::{Summary, Value};

/// All digits: what is read back is the same number.
pub fn exact(number: f64) -> String {
    let size = number.abs();
    if number != 0.0 && number.is_finite() && !(1e-5..1e16).contains(&size) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

/// At most `digits` significant ones, for pictures.
pub fn rounded(number: f64, digits: usize) -> String {
    if !number.is_finite() || number == 0.0 {
        return if number.is_nan() { String::from("NaN") } else { number.to_string() };
    }
    let scientific = format!("{number:.*e}", digits - 1);
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let shown = i32::try_from(digits).unwrap_or(i32::MAX);
    if (-4..shown.max(6)).contains(&exponent) {
        let decimals = usize::try_from(shown - 1 - exponent).unwrap_or(0);
        return trimmed(&format!("{number:.decimals$}"));
    }
    format!("{}e{exponent}", trimmed(mantissa))
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text.to_string() }
}

/// A value in a line.
pub fn value(value: &Value, number: impl Fn(f64) -> String) -> String {
    match value {
        Value::Number(one) => number(*one),
        Value::Text(text) => text.clone(),
        Value::Array(summary) => array(summary, number),
    }
}

fn array(summary: &Summary, number: impl Fn(f64) -> String) -> String {
    let first: std::vec::Vec<String> = summary.first.iter().take(4).map(|one| number(*one)).collect();
    if summary.len <= 4 {
        return format!("[{}]", first.join(", "));
    }
    let mut text = format!("[{}, …; {}]", first[..2].join(", "), summary.len);
    if summary.non_finite > 0 {
        text.push_str(&format!(" {} not finite", summary.non_finite));
    }
    text
}
