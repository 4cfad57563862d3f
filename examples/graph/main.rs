//! Draws the computation graph of a function of the lecture: text, Graphviz, Mermaid, a picture and a page.
//!
//! ```sh
//! cargo run --release --example graph -- --function mlp_loss --at 2,10,-1,4,3,1 --open
//! ```

#![allow(dead_code, reason = "the lecture's tables hold more than is drawn")]

#[macro_use]
#[path = "../lecture/list.rs"]
mod list;

#[path = "../lecture/by_name.rs"]
mod by_name;
#[path = "../lecture/cases.rs"]
mod cases;
#[path = "../lecture/functions.rs"]
mod functions;
mod options;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use by_name::{FUNCTIONS, Function};
use options::Options;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => return fail(&message),
    };
    let Some(name) = &options.function else {
        list();
        return ExitCode::SUCCESS;
    };
    let Some(function) = FUNCTIONS.iter().find(|function| function.name == *name) else {
        return fail(&format!("there is no function `{name}`; without arguments, all of them are listed"));
    };
    match draw(function, &options) {
        Ok(page) => {
            if options.open {
                open(&page);
            }
            ExitCode::SUCCESS
        }
        Err(message) => fail(&message),
    }
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

/// The lecture's point for a function.
fn usual_point(name: &str) -> &'static [f64] {
    cases::CASES.iter().find(|case| case.name == name).map_or(&[], |case| case.point)
}

fn list() {
    println!("Draw one of these:\n");
    for function in FUNCTIONS {
        let formula = cases::CASES.iter().find(|case| case.name == function.name).map_or("", |case| case.formula);
        println!("  {}({})\n      {formula}", function.name, function.arguments.join(", "));
        let point: Vec<String> = usual_point(function.name).iter().map(f64::to_string).collect();
        println!("      --function {} --at {}\n", function.name, point.join(","));
    }
    println!("{}", options::USAGE);
}

/// Writes all files and prints their paths; gives that of the page.
fn draw(function: &Function, options: &Options) -> Result<PathBuf, String> {
    let point = options.at.clone().unwrap_or_else(|| usual_point(function.name).to_vec());
    if point.len() != function.arguments.len() {
        let (wanted, names) = (function.arguments.len(), function.arguments.join(", "));
        return Err(format!("{} takes {wanted} numbers ({names}), not {}", function.name, point.len()));
    }
    let graph = (function.graph)(&point);
    println!("{graph}");
    let files = [
        ("txt", graph.to_string()),
        ("dot", graph.to_dot()),
        ("mmd", graph.to_mermaid()),
        ("json", serde_json::to_string_pretty(&graph).map_err(|error| error.to_string())?),
        ("svg", graph.to_svg()),
        ("html", graph.to_html()),
    ];
    let directory = &options.to;
    std::fs::create_dir_all(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut last = PathBuf::new();
    for (extension, text) in files {
        last = directory.join(function.name).with_extension(extension);
        std::fs::write(&last, text).map_err(|error| format!("{}: {error}", last.display()))?;
        println!("{}", last.display());
    }
    Ok(last)
}

/// Shows a page in the browser.
fn open(page: &Path) {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    if Command::new(opener).arg(page).spawn().is_err() {
        eprintln!("`{opener}` is not there: open {} in a browser", page.display());
    }
}
