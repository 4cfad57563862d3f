//! What a report says, and that it stops a test.

use std::panic::{catch_unwind, set_hook, take_hook};
use std::sync::{Arc, Mutex};
use std::thread;

use grad_runtime::check::{Report, gradient, gradient_of};

fn line<'a>(text: &'a str, start: &str) -> &'a str {
    text.lines()
        .find(|line| line.trim_start().starts_with(start))
        .unwrap_or_else(|| panic!("no line starts with {start:?}:\n{text}"))
}

fn swapped() -> Report {
    let f = |x: f64, y: f64| x * y;
    gradient(f, |x: f64, y: f64| (x * y, (x, y)), (2.0, 3.0))
}

#[test]
fn each_line_names_the_argument_both_numbers_and_the_error() {
    let report = swapped().names(&["width", "height"]);
    let text = report.to_string();
    let width = line(&text, "0 `width`");
    let words: Vec<&str> = width.split_whitespace().collect();
    assert_eq!(words[..4], ["0", "`width`", "2.0", "2.0"], "index, name, point, claim");
    let estimate: f64 = words[4].parse().expect("the estimate is a number");
    assert!((estimate - 3.0).abs() < 1e-12, "{text}");
    assert_eq!(words[5], "±");
    let error: f64 = words[6].parse().expect("the error is a number");
    assert!(error > 0.0 && error < 1e-9, "{text}");
    assert!(width.contains("DIFFERS by 1.0e0"), "{text}");
    assert!(line(&text, "1 `height`").contains("DIFFERS"), "{text}");
}

#[test]
fn the_example_in_the_documentation_is_current() {
    let text = swapped().names(&["x", "y"]).to_string();
    let documentation = include_str!("../../src/check/report.rs");
    for line in text.lines() {
        assert!(documentation.contains(&format!("/// {line}\n")), "{line}");
    }
}

#[test]
fn the_headline_counts() {
    let f = |x: f64, y: f64, z: f64, w: f64| x.abs() + y.sqrt() + z * z + w * w * w;
    let claimed = |x: f64, y: f64, z: f64, w: f64| (f(x, y, z, w), (0.0, 1.0, z, 3.0 * w * w));
    let text = gradient(f, claimed, (0.0, 0.0, 2.0, 1.0)).to_string();
    assert!(
        text.starts_with("gradient check: 4 derivatives, 1 wrong, 1 not checkable here, 1 on a kink, 1 right\n"),
        "{text}"
    );
}

#[test]
fn hints_say_what_a_wrong_derivative_looks_like() {
    fn remark(claimed: (f64, f64)) -> String {
        let f = |x: f64, y: f64| 3.0 * x + 5.0 * y;
        let report = gradient(f, |x: f64, y: f64| (f(x, y), claimed), (1.0, 1.0));
        line(&report.to_string(), "0 ").to_string()
    }
    assert!(remark((-3.0, 5.0)).contains("the sign is opposite"));
    assert!(remark((0.0, 5.0)).contains("it is missing"));
    assert!(remark((5.0, 3.0)).contains("it fits 1: swapped?"));
    assert!(remark((6.0, 5.0)).contains("it is twice that"));
    assert!(remark((1.5, 5.0)).contains("it is half of that"));
    assert!(remark((5.0, 5.0)).ends_with("DIFFERS by 2.0e0"), "5 fits y, but y is right");
    assert!(remark((3.0, 5.0)).ends_with("ok"));
}

#[test]
fn special_points_are_explained() {
    let kink = gradient(|x: f64| x.abs(), |x: f64| (x.abs(), 0.0), 0.0).to_string();
    assert!(kink.contains("from the left") && kink.contains("from the right"), "{kink}");
    assert!(kink.contains("kink: the claimed derivative lies between"), "{kink}");

    let outside = gradient(|x: f64| x.abs(), |x: f64| (x.abs(), 2.0), 0.0).to_string();
    assert!(outside.contains("is not between both sides"), "{outside}");

    let unknown = gradient(|x: f64| x.signum(), |x: f64| (x.signum(), 0.0), 0.0).to_string();
    assert!(unknown.contains("NOT CHECKABLE here") && unknown.contains("a jump"), "{unknown}");

    let edge = |x: f64| if x < 0.0 { f64::NAN } else { x };
    let edge = gradient(edge, |x: f64| (x, 1.0), 0.0).to_string();
    assert!(edge.contains("from the right") && edge.contains("not finite on the left"), "{edge}");

    let value = gradient(|x: f64| x, |x: f64| (x + 1.0, 1.0), 2.0).to_string();
    assert!(value.contains("returns the value 3.0, the function 2.0: DIFFERS"), "{value}");
}

#[test]
fn elements_of_a_slice_are_named_by_index() {
    let sum = |v: &[f64]| v.iter().sum::<f64>();
    let report = gradient_of(sum, &[1.0, 2.0, 4.0], &[1.0, 1.0, 7.0]);
    assert!(line(&report.to_string(), "2 ").contains("DIFFERS"));
    let text = report.names(&["v"]).to_string();
    assert!(line(&text, "2 `v[2]`").contains("DIFFERS"), "{text}");
    assert!(line(&text, "0 `v[0]`").contains("ok"), "{text}");

    let named = gradient_of(sum, &[1.0, 2.0], &[1.0, 1.0]).names(&["w", "b"]).to_string();
    assert!(named.contains("0 `w`") && named.contains("1 `b`"), "{named}");
}

#[test]
fn single_precision_numbers_print_as_such() {
    let text = gradient(|x: f32| x * x, |x: f32| (x * x, 0.1_f32), 0.3_f32).to_string();
    let words: Vec<&str> = line(&text, "0 ").split_whitespace().collect();
    assert_eq!(words[1..3], ["0.3", "0.1"], "{text}");
}

#[test]
fn assert_panics_with_the_report_at_the_callers_line() {
    let seen = Arc::new(Mutex::new(None));
    let hook = take_hook();
    set_hook(Box::new({
        // Other tests panic at the same time, on their own threads.
        let (seen, this) = (Arc::clone(&seen), thread::current().id());
        move |info| {
            if thread::current().id() != this {
                return;
            }
            let file = info.location().map(|location| location.file().to_string());
            *seen.lock().expect("not poisoned") = file;
        }
    }));
    let panic = catch_unwind(|| swapped().assert());
    set_hook(hook);
    let message = panic.expect_err("a wrong gradient must panic");
    let message = message.downcast_ref::<String>().expect("the message is a string");
    assert_eq!(*message, swapped().to_string());
    let file = seen.lock().expect("not poisoned").take().expect("a panic has a location");
    assert!(file.ends_with("reports.rs"), "{file}");
}
