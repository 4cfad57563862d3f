//! The page of a graph in a real browser, driven by a script; Mermaid's own parser on the Mermaid form.
//!
//! Skipped, with a message, where there is no Chromium: `scripts/install-graph-tools` installs what is needed.

#![allow(dead_code, reason = "the lecture's tables hold more than is looked at here")]

#[macro_use]
#[path = "../examples/lecture/list.rs"]
mod list;

#[path = "../examples/lecture/by_name.rs"]
mod by_name;
#[path = "../examples/lecture/cases.rs"]
mod cases;
#[path = "../examples/lecture/functions.rs"]
mod functions;

#[path = "page/browser.rs"]
mod browser;
#[path = "page/computes.rs"]
mod computes;
#[path = "page/looks.rs"]
mod looks;
#[path = "page/mermaid.rs"]
mod mermaid;
#[path = "page/practice.rs"]
mod practice;
