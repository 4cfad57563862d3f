//! Inputs are changed in the page, and what it computes is compared with `f_grad`.

use fastrand::Rng;
use grad::differentiable;
use serde_json::json;

use crate::browser::{Browser, browser};
use crate::by_name::FUNCTIONS;
use crate::cases::CASES;

/// JavaScript's `exp` and `sin` are not those of Rust's library: the last digits may differ.
const TOLERANCE: f64 = 1e-13;

#[track_caller]
fn assert_close(what: &str, found: f64, expected: f64, size: f64) {
    let close = (found - expected).abs() <= TOLERANCE * size.max(expected.abs());
    assert!(close || found.is_nan() && expected.is_nan(), "{what}: the page has {found}, expected {expected}");
}

/// What the table of steps shows in the row of a step, forward or backward.
fn cell(browser: &Browser, step: &str, column: &str) -> f64 {
    let text = browser.run(
        "const row = [...document.querySelectorAll('#table tbody tr')].find((row) => row.cells[0].textContent.startsWith(arguments[0]));
         return row.querySelector('.' + arguments[1]).textContent;",
        &[json!(step), json!(column)],
    );
    let text = text.as_str().expect("text");
    text.parse().unwrap_or_else(|_| panic!("{step}, {column}: {text}"))
}

fn result(browser: &Browser) -> f64 {
    let text = browser.run(
        "const at = document.querySelector('.result').dataset.node, row = document.querySelectorAll('#table tbody tr');
         return [...row].find((row) => row.querySelector('.cotangent').textContent === '1' && row.rowIndex === row.parentNode.rows.length).querySelector('.value').textContent;",
        &[],
    );
    text.as_str().and_then(|text| text.parse().ok()).expect("a number")
}

fn set(browser: &Browser, input: usize, value: f64) {
    browser.fill(&format!("input[data-input=\"{input}\"]"), &value.to_string());
}

#[test]
fn every_function_of_the_lecture() {
    let Some(browser) = browser("lecture") else { return };
    let mut random = Rng::with_seed(23);
    for function in FUNCTIONS {
        let case = CASES.iter().find(|case| case.name == function.name).expect("a case");
        browser.open(&(function.graph)(case.point).to_html());
        for changes in 0..3 {
            let point: Vec<f64> =
                case.point.iter().map(|at| at + 0.25 * f64::from(random.u8(..)) / 64.0 - 0.5).collect();
            for (input, value) in point.iter().enumerate() {
                set(&browser, input, *value);
            }
            let (value, gradient) = (function.gradient)(&point);
            assert_close(&format!("{}, change {changes}", function.name), result(&browser), value, 0.0);
            let size = gradient.iter().fold(0.0, |size: f64, d| size.max(d.abs()));
            for (name, expected) in function.arguments.iter().zip(gradient) {
                let found = cell(&browser, &format!("{name} ("), "cotangent");
                assert_close(&format!("{} at {point:?}: {name}", function.name), found, expected, size);
            }
        }
        browser.assert_no_errors();
    }
}

/// Every rule of the table, as the page reads it.
#[differentiable(graph)]
fn rules(x: f64, y: f64, n: i32) -> f64 {
    let a = x.sin() + x.cos() * x.tan() + x.asin() - x.acos() + x.atan() + x.atan2(y);
    let b = x.sinh() + x.cosh() - x.tanh() + y.asinh() + y.acosh() + x.atanh();
    let c = x.exp() + x.exp2() + x.exp_m1() + y.ln() + y.log2() + y.log10() + x.ln_1p() + y.log(3.5);
    let d = x.powf(y) + y.powi(n) + x.sqrt() + y.cbrt() + y.recip() + x.hypot(y) + x.powi(-3) + 2.0_f64.powf(x);
    let e = x.abs() + x.copysign(-y) + x.max(y) - x.min(y) * y.clamp(0.5, 2.5) + y.fract() + y.rem_euclid(x) + y % x;
    let f = x.mul_add(y, 2.0) + x.to_degrees() / y.to_radians() + x.midpoint(y) + x.floor() + y.signum() - y.round();
    a * b + c / d - e * f
}

#[test]
fn every_rule() {
    let Some(browser) = browser("rules") else { return };
    browser.open(&rules_graph(0.3, 1.75, 5).to_html());
    for (x, y) in [(0.3, 1.75), (0.62, 1.25), (0.11, 2.9)] {
        set(&browser, 0, x);
        set(&browser, 1, y);
        let (value, (d_x, d_y)) = rules_grad(x, y, 5);
        assert_close("value", result(&browser), value, 0.0);
        let size = d_x.abs().max(d_y.abs());
        assert_close("d_x", cell(&browser, "x (", "cotangent"), d_x, size);
        assert_close("d_y", cell(&browser, "y (", "cotangent"), d_y, size);
    }
    browser.assert_no_errors();
}

#[differentiable(graph)]
fn steered(x: f64, y: f64, steps: usize) -> f64 {
    let mut state = x;
    for _ in 0..steps {
        if state > 1.0 {
            state = state.ln() * y;
        } else {
            state += y * 0.5;
        }
    }
    state * y
}

#[differentiable(graph)]
#[allow(clippy::useless_vec, reason = "a vector is what is tested")]
fn looks_up(x: f64, table: &[f64], scale: f32) -> f64 {
    let base = table[1] * x;
    let list = vec![x, base];
    base + list[0] + (scale * 0.1) as f64
}

#[test]
fn branches_and_loops_keep_their_way_and_warn() {
    let Some(browser) = browser("steered") else { return };
    browser.open(&steered_graph(0.75, 0.5, 3).to_html());
    let warned =
        |browser: &Browser| browser.run("return !document.getElementById('warning').hidden", &[]) == json!(true);
    assert!(!warned(&browser));
    // The same way.
    set(&browser, 0, 0.625);
    let (value, (d_x, d_y)) = steered_grad(0.625, 0.5, 3);
    assert_close("value", result(&browser), value, 0.0);
    assert_close("d_x", cell(&browser, "x (", "cotangent"), d_x, 0.0);
    assert_close("d_y", cell(&browser, "y (", "cotangent"), d_y, 0.0);
    assert!(!warned(&browser));
    // Another.
    set(&browser, 0, 3.0);
    assert!(warned(&browser));
    assert!(browser.text("#warning").contains("state > 1.0 is true now"));
    browser.click("#reset");
    assert!(!warned(&browser));
    let (value, _) = steered_grad(0.75, 0.5, 3);
    assert_eq!(result(&browser).to_bits(), value.to_bits());
    browser.assert_no_errors();
}

/// What the page cannot compute it marks, and it never shows a stale number as if it were right.
#[test]
fn what_cannot_be_computed_is_a_question_mark() {
    let Some(browser) = browser("unknown") else { return };
    browser.open(&looks_up_graph(0.5, &[1.0, 3.0], 2.0).to_html());
    set(&browser, 2, 4.0);
    // The array's own number does not depend on it; the rest is in `f32`, as in the function.
    let (value, _) = looks_up_grad(0.5, &[1.0, 3.0], 4.0);
    assert_close("value", result(&browser), value, 0.0);
    set(&browser, 0, 1.5);
    let shown = browser.text("[data-node] .stale");
    assert_eq!(shown, "?");
    assert!(browser.text("#warning").contains("cannot be computed in the page"));
    let base = cell(&browser, "base", "value");
    assert_close("base", base, 4.5, 0.0);
    browser.assert_no_errors();
}

#[differentiable(graph)]
fn of_elements(xs: &[f64], pair: (f64, f64), y: f64) -> f64 {
    let mut sum = pair.0 * y;
    for x in xs {
        sum += (x * y).sin();
    }
    sum * xs[0] + pair.1
}

/// Elements that the function reads have fields of their own, and one that is read twice moves in both places.
#[test]
fn elements_of_arrays_are_inputs() {
    let Some(browser) = browser("elements") else { return };
    browser.open(&of_elements_graph(&[0.5, 2.0], (1.5, 0.25), 3.0).to_html());
    let field = |name: &str, value: f64| {
        browser.fill(&format!("input[aria-label=\"{name}, as a number\"]"), &value.to_string());
    };
    let gradient = |name: &str| {
        let text = browser.run(
            "const field = document.querySelector(`input[aria-label=\"${arguments[0]}\"]`);
             return field.parentNode.querySelector('.gradient').textContent;",
            &[json!(name)],
        );
        text.as_str()
            .and_then(|text| text.strip_prefix("gradient "))
            .and_then(|text| text.parse().ok())
            .expect("a number")
    };
    let compare = |xs: [f64; 2], pair: (f64, f64), y: f64| {
        let (value, (d_xs, d_pair, d_y)) = of_elements_grad(&xs, pair, y);
        assert_close("value", result(&browser), value, 0.0);
        let expected = [("xs[0]", d_xs[0]), ("xs[1]", d_xs[1]), ("pair.0", d_pair.0), ("pair.1", d_pair.1), ("y", d_y)];
        for (name, expected) in expected {
            assert_close(name, gradient(name), expected, 0.0);
        }
    };
    compare([0.5, 2.0], (1.5, 0.25), 3.0);
    field("xs[0]", 0.75);
    compare([0.75, 2.0], (1.5, 0.25), 3.0);
    field("y", 2.5);
    field("pair.0", -1.0);
    compare([0.75, 2.0], (-1.0, 0.25), 2.5);
    assert_eq!(browser.run("return document.getElementById('warning').hidden", &[]), json!(true));
    // The array as a whole is no number.
    assert_eq!(
        browser.run("return document.querySelector('[data-node=\"0\"] .cotangent.number').textContent", &[]),
        "…"
    );
    browser.click("#reset");
    compare([0.5, 2.0], (1.5, 0.25), 3.0);
    assert_eq!(
        browser.run("return document.querySelector('[data-node=\"0\"] .value.number').textContent", &[]),
        "[0.5, 2]"
    );
    browser.assert_no_errors();
}

#[differentiable(graph)]
fn polar(x: f64, y: f64) -> (f64, f64) {
    let radius = (x * x + y * y).sqrt();
    (radius, y.atan2(x) / radius)
}

/// A function with several results: the page goes back from the seeds.
#[test]
fn several_results() {
    let Some(browser) = browser("results") else { return };
    browser.open(&polar_graph(1.0, 2.0, (0.5, -2.0)).to_html());
    set(&browser, 0, 1.75);
    let (d_x, d_y) = polar_vjp(1.75, 2.0).1((0.5, -2.0));
    assert_close("d_x", cell(&browser, "x (", "cotangent"), d_x, 0.0);
    assert_close("d_y", cell(&browser, "y (", "cotangent"), d_y, 0.0);
    browser.assert_no_errors();
}

#[test]
fn a_slider_moves_its_input() {
    let Some(browser) = browser("slider") else { return };
    let function = FUNCTIONS.iter().find(|function| function.name == "relu_square").expect("it is there");
    browser.open(&(function.graph)(&[1.0, 0.0, -2.0]).to_html());
    browser.run("document.querySelector('[data-slider=\"0\"]').focus()", &[]);
    // The right arrow, a few times.
    browser.press("\u{e014}\u{e014}\u{e014}");
    let x = browser.run("return Number(document.querySelector('[data-input=\"0\"]').value)", &[]);
    let x = x.as_f64().expect("a number");
    assert!(x > 1.0, "the slider has not moved: {x}");
    let (value, gradient) = (function.gradient)(&[x, 0.0, -2.0]);
    assert_close("value", result(&browser), value, 0.0);
    assert_close("d_x", cell(&browser, "x (", "cotangent"), gradient[0], 0.0);
}
