//! What one sees: hints at edges, light and dark, a phone's screen, the keyboard alone, and no network.

use serde_json::json;

use crate::browser::browser;
use crate::by_name::{FUNCTIONS, function};
use crate::cases::CASES;

fn page(name: &str) -> String {
    let case = CASES.iter().find(|case| case.name == name).expect("a case");
    (function(name).graph)(case.point).to_html()
}

/// The number of the edge between two steps.
const EDGE: &str = "
    const graph = JSON.parse(document.getElementById('graph').textContent);
    const at = (label) => graph.nodes.findIndex((node) => node.label === label);
    return graph.edges.findIndex((edge) => edge.from === at(arguments[0]) && edge.to === at(arguments[1]));";

#[test]
fn hovering_over_an_edge_shows_the_chain_rule() {
    let Some(browser) = browser("hover") else { return };
    browser.open(&page("relu_square"));
    let edge = browser.run(EDGE, &[json!("x"), json!("p")]);
    browser.point_at(&format!("[data-edge=\"{edge}\"]"));
    let tip = browser.text("#tip");
    for text in ["x → p = 3.0 * x", "local derivative ∂p/∂x = 3", "chain rule: 6 · 3 = 18"] {
        assert!(tip.contains(text), "no {text} in {tip}");
    }
    // With another input it is another product.
    browser.fill("input[data-input=\"0\"]", "2");
    browser.point_at("h1");
    browser.point_at(&format!("[data-edge=\"{edge}\"]"));
    assert!(browser.text("#tip").contains("chain rule: 12 · 3 = 36"));
    browser.assert_no_errors();
}

#[test]
fn pages_load_nothing() {
    let Some(browser) = browser("network") else { return };
    for function in FUNCTIONS {
        let html = page(function.name);
        assert!(
            !html.contains("http://www")
                || html.matches("http://www").count() == html.matches("http://www.w3.org/").count()
        );
        browser.open(&html);
        let loaded = browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)", &[]);
        assert_eq!(loaded, json!([]), "{}", function.name);
        browser.assert_no_errors();
    }
}

#[test]
fn a_phone_shows_it_without_scrolling_sideways() {
    let Some(browser) = browser("phone") else { return };
    browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        &json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true }),
    );
    for name in ["relu_square", "net_1_2_1"] {
        browser.open(&page(name));
        let (wide, screen) = ("return document.documentElement.scrollWidth", "return innerWidth");
        let (wide, screen) = (browser.run(wide, &[]), browser.run(screen, &[]));
        assert!(wide.as_f64() <= screen.as_f64(), "{name}: {wide} on a screen of {screen}");
        // Numbers in the boxes are large enough to read, buttons large enough to hit.
        let height = browser.run("return document.querySelector('.number').getBoundingClientRect().height", &[]);
        assert!(height.as_f64() >= Some(11.0), "{name}: numbers are {height} high");
        let button = browser.run("return Math.min(...[...document.querySelectorAll('button')].filter((one) => one.offsetParent).map((one) => one.offsetHeight))", &[]);
        assert!(button.as_f64() >= Some(32.0), "{name}: a button is {button} high");
    }
}

/// How light a colour is, from 0 to 255.
const LIGHTNESS: &str = "
    const [r, g, b] = getComputedStyle(document.querySelector(arguments[0]))[arguments[1]].match(/[0-9.]+/g).map(Number);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;";

#[test]
fn light_and_dark() {
    let Some(browser) = browser("dark") else { return };
    browser.open(&page("relu_square"));
    for (scheme, dark) in [("light", false), ("dark", true)] {
        browser.devtools(
            "Emulation.setEmulatedMedia",
            &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
        );
        for (selector, property, is_ground) in [
            ("body", "backgroundColor", true),
            ("body", "color", false),
            (".graph .step .box", "fill", true),
            (".graph .step .value.number", "fill", false),
            (".graph .step .cotangent.number", "fill", false),
        ] {
            // Colours change with a transition.
            let lightness = browser.run_async(
                &format!("const done = arguments[arguments.length - 1]; const all = arguments; setTimeout(() => done((function() {{ {LIGHTNESS} }})(...all)), 300);"),
                &[json!(selector), json!(property)],
            );
            let lightness = lightness.as_f64().expect("a number");
            assert_eq!(
                lightness < 128.0,
                is_ground == dark,
                "{scheme}: {selector} has {property} of lightness {lightness}"
            );
        }
    }
}

#[test]
fn the_keyboard_is_enough() {
    let Some(browser) = browser("keyboard") else { return };
    browser.open(&page("relu_square"));
    // Tab until an edge has the focus; its details are then on the page.
    let focused = "return document.activeElement.dataset ? document.activeElement.dataset.edge ?? null : null";
    let mut found = false;
    for _ in 0..40 {
        browser.press("\u{e004}");
        if !browser.run(focused, &[]).is_null() {
            found = true;
            break;
        }
    }
    assert!(found, "no edge can be reached");
    assert!(browser.text("#details").contains("chain rule"));
    assert!(
        browser
            .run("return document.activeElement.getAttribute('aria-label')", &[])
            .as_str()
            .is_some_and(|label| label.contains("chain rule"))
    );
    // Enter on the button begins the lab; Tab goes from box to box.
    browser.run("document.getElementById('lab').focus()", &[]);
    browser.press("\u{e007}");
    assert_eq!(browser.run("return document.body.classList.contains('practising')", &[]), json!(true));
    browser.run("document.querySelector('#fields input').focus()", &[]);
    browser.press("1\u{e004}18");
    assert_eq!(browser.text("#score"), "2 of 16 right");
}

#[test]
fn the_picture_alone_is_an_image() {
    let Some(browser) = browser("picture") else { return };
    let case = CASES.iter().find(|case| case.name == "net_1_2_1").expect("a case");
    let svg = (function("net_1_2_1").graph)(case.point).to_svg();
    browser.open("<!DOCTYPE html>");
    let found = browser.run_async(
        "const done = arguments[arguments.length - 1], image = new Image();
         const parsed = new DOMParser().parseFromString(arguments[0], 'image/svg+xml');
         image.onload = () => done([image.naturalWidth, parsed.querySelectorAll('parsererror').length]);
         image.onerror = () => done('not an image');
         image.src = URL.createObjectURL(new Blob([arguments[0]], { type: 'image/svg+xml' }));",
        &[json!(svg)],
    );
    assert!(found[0].as_f64() > Some(500.0), "{found}");
    assert_eq!(found[1], json!(0));
}
