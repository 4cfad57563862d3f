//! The lab: empty boxes, right and wrong numbers, Reveal All and Hide All.

use serde_json::{Value, json};

use crate::browser::{Browser, browser};
use crate::by_name::function;

fn lab(browser: &Browser) {
    browser.open(&(function("relu_square").graph)(&[1.0, 0.0, -2.0]).to_html());
    browser.click("#lab");
}

/// The field of a step.
fn field(browser: &Browser, step: &str, what: &str) -> String {
    let node = browser.run(
        "const field = [...document.querySelectorAll('#fields input')].find((field) => field.getAttribute('aria-label').startsWith(arguments[0] + ' '));
         return field.dataset.node;",
        &[json!(step)],
    );
    format!("#fields input[data-node=\"{}\"].{what}", node.as_str().expect("a node"))
}

fn colour(browser: &Browser, selector: &str) -> Vec<u32> {
    let colour = browser.run("return getComputedStyle(document.querySelector(arguments[0])).color", &[json!(selector)]);
    let numbers = colour.as_str().expect("a colour").split(|c: char| !c.is_ascii_digit());
    numbers.filter_map(|number| number.parse().ok()).take(3).collect()
}

fn count(browser: &Browser, selector: &str) -> u64 {
    browser.run("return document.querySelectorAll(arguments[0]).length", &[json!(selector)]).as_u64().expect("a count")
}

fn values(browser: &Browser) -> Vec<String> {
    let all = browser.run("return [...document.querySelectorAll('#fields input')].map((field) => field.value)", &[]);
    all.as_array().into_iter().flatten().map(|value| value.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn boxes_are_empty_at_first() {
    let Some(browser) = browser("empty") else { return };
    lab(&browser);
    // Three inputs and five steps, each with a value and a gradient.
    assert_eq!(count(&browser, "#fields input"), 16);
    assert!(values(&browser).iter().all(String::is_empty));
    let visible = "return [...document.querySelectorAll('.node:not(.constant) .number, td.value, td.cotangent')]
        .filter((one) => getComputedStyle(one).visibility !== 'hidden').length";
    assert_eq!(browser.run(visible, &[]), json!(0));
    assert_eq!(browser.text("#score"), "0 of 16 right");
    browser.assert_no_errors();
}

#[test]
fn right_numbers_are_blue_and_green_and_wrong_ones_red() {
    let Some(browser) = browser("colours") else { return };
    lab(&browser);
    let (value, cotangent) = (field(&browser, "q", "value"), field(&browser, "q", "cotangent"));
    browser.fill(&value, "3");
    browser.fill(&cotangent, "6");
    let [red, green, blue] = colour(&browser, &value)[..] else { panic!("no colour") };
    assert!(blue > red && blue > green, "a right value is not blue: {red} {green} {blue}");
    let [red, green, blue] = colour(&browser, &cotangent)[..] else { panic!("no colour") };
    assert!(green > red && green > blue, "a right gradient is not green: {red} {green} {blue}");
    assert_eq!(browser.text("#score"), "2 of 16 right");
    browser.fill(&value, "4");
    let [red, green, blue] = colour(&browser, &value)[..] else { panic!("no colour") };
    assert!(red > green && red > blue, "a wrong value is not red: {red} {green} {blue}");
    assert_eq!(browser.text("#score"), "1 of 16 right");
    let invalid =
        browser.run("return document.querySelector(arguments[0]).getAttribute('aria-invalid')", &[json!(value)]);
    assert_eq!(invalid, json!("true"));
    browser.assert_no_errors();
}

#[test]
fn reveal_all_and_hide_all() {
    let Some(browser) = browser("reveal") else { return };
    lab(&browser);
    browser.click("#reveal");
    assert_eq!(browser.text("#score"), "16 of 16 right");
    assert_eq!(count(&browser, "#fields input.wrong"), 0);
    let revealed = values(&browser);
    let mut expected =
        ["1", "18", "0", "-6", "-2", "1", "3", "6", "3", "6", "3", "6", "9", "1", "7", "1"].map(String::from).to_vec();
    let mut sorted = revealed.clone();
    expected.sort();
    sorted.sort();
    assert_eq!(sorted, expected);
    browser.click("#hide");
    assert!(values(&browser).iter().all(String::is_empty));
    browser.click("#explore");
    assert_eq!(browser.run("return document.getElementById('fields').hidden", &[]), Value::Bool(true));
    browser.assert_no_errors();
}

/// Numbers with many digits count as right when rounded, and only then.
#[test]
fn rounded_numbers_are_right() {
    let Some(browser) = browser("rounded") else { return };
    browser.open(&(function("log_loss").graph)(&[1.5, 2.5, -4.0, 3.0, -1.0, 1.0]).to_html());
    browser.click("#lab");
    let h = field(&browser, "h", "value");
    for (typed, right) in
        [("0.62", true), ("0.6225", true), ("0.6224593312018546", true), ("0.6", false), ("0.63", false), ("x", false)]
    {
        browser.fill(&h, typed);
        assert_eq!(count(&browser, &format!("{h}.right")) == 1, right, "{typed}");
        assert_eq!(count(&browser, &format!("{h}.wrong")) == 1, !right, "{typed}");
    }
}
