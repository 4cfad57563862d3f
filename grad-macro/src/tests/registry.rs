//! The functions of the crates that this workspace depends on, through the macro: those of every fifth file, which are
//! some thousands.
//!
//! Most of them have nothing to do with numbers, and that is the point: whatever people write, the macro answers
//! with code that parses and with errors that point into the function.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::TokenStream;

use super::expansion::check;
use super::registry_sources::{Function, functions_of, locked_crates};

/// What was seen.
#[derive(Default)]
struct Seen {
    functions: usize,
    differentiated: usize,
    rejected: usize,
    /// How often each kind of error was reported, by the first line of its text.
    errors: BTreeMap<String, usize>,
    failures: Vec<String>,
}

#[test]
fn functions_of_well_known_crates() {
    let crates = locked_crates();
    assert!(
        crates.len() >= 12,
        "only {} of the crates in Cargo.lock are unpacked in Cargo's registry; a dozen is the least: {:?}",
        crates.len(),
        crates.iter().map(|unpacked| &unpacked.name).collect::<Vec<_>>()
    );
    let files: Vec<PathBuf> = crates.into_iter().flat_map(|unpacked| unpacked.files).step_by(5).collect();
    let seen = Mutex::new(Seen::default());
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    look_at(file, &seen);
                }
            });
        }
    });
    let seen = seen.into_inner().expect("no worker panicked");
    println!(
        "{} functions, differentiated {} times, rejected {} times: {:#?}",
        seen.functions, seen.differentiated, seen.rejected, seen.errors
    );
    assert!(
        seen.failures.is_empty(),
        "{} expansions went wrong, among them:\n{}",
        seen.failures.len(),
        seen.failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n")
    );
    assert!(seen.functions >= 5_000, "only {} functions were found", seen.functions);
    assert!(seen.differentiated >= 100, "only {} functions were differentiated", seen.differentiated);
}

fn look_at(file: &PathBuf, seen: &Mutex<Seen>) {
    // Sources that are not UTF-8 are test data of their crate.
    let Ok(source) = fs::read_to_string(file) else { return };
    let mut here = Seen::default();
    for (number, function) in functions_of(&source).iter().enumerate() {
        here.functions += 1;
        for attribute in attributes_for(function, number) {
            let attribute: TokenStream = attribute.parse().expect("the attributes are tokens");
            match check(&attribute, &function.tokens, function.place) {
                Ok(verdict) if verdict.errors.is_empty() => here.differentiated += 1,
                Ok(verdict) => {
                    here.rejected += 1;
                    for error in verdict.errors {
                        let kind = error.lines().next().unwrap_or_default();
                        // The construct's name is not part of the kind.
                        let kind: Vec<&str> = kind.split('`').step_by(2).collect();
                        *here.errors.entry(kind.join("`…`")).or_default() += 1;
                    }
                }
                Err(failure) => here.failures.push(format!(
                    "{}, #[differentiable({attribute})], {:?}: {failure}\n{}",
                    file.display(),
                    function.place,
                    function.tokens
                )),
            }
        }
    }
    // Each file's positions are kept by the thread until it is told to forget them.
    proc_macro2::extra::invalidate_current_thread_spans();
    let mut seen = seen.lock().expect("no worker panicked");
    seen.functions += here.functions;
    seen.differentiated += here.differentiated;
    seen.rejected += here.rejected;
    seen.failures.extend(here.failures);
    for (kind, count) in here.errors {
        *seen.errors.entry(kind).or_default() += count;
    }
}

/// The options to try with a function: none, and with every third function one of the others in turn.
fn attributes_for(function: &Function, number: usize) -> Vec<String> {
    let mut attributes = vec![String::new()];
    if let (true, 0, Some(name)) = (function.has_body, number % 3, &function.first_argument) {
        attributes.push(match number / 3 % 4 {
            0 => format!("wrt({name})"),
            1 => format!("constant({name}), standalone"),
            2 => format!("partials({name} = {name} * output)"),
            _ => format!("vjp = somewhere::rule, wrt({name})"),
        });
    }
    attributes
}
