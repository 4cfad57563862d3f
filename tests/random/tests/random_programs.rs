//! Thousands of random programs: value bit for bit the primal's, gradient within the rounding
//! errors of the interpreter's. `GRAD_RANDOM_PROGRAMS` sets how many, `GRAD_RANDOM_SEED` which,
//! `GRAD_RANDOM_RELEASE=1` and `GRAD_RANDOM_NO_PASSES=1` how they are built, `GRAD_RANDOM_SHOWN` of
//! how many kinds of failures one is made small and shown.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use random_programs::ast::Program;
use random_programs::compare::{Failure, Fault, check};
use random_programs::generate::{program, tapes};
use random_programs::print::print;
use random_programs::scratch::{Build, Scratch};
use random_programs::shrink::shrink;

/// Points for each program.
const POINTS: usize = 8;

fn setting(name: &str, default: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")),
        Err(_) => default,
    }
}

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

fn report(program: &Program, failure: &Failure) -> String {
    let args: Vec<String> = failure.inputs.iter().map(|input| input.source()).collect();
    format!("{}at ({}): {}", print(program), args.join(", "), failure.fault)
}

#[test]
fn random_programs_have_right_gradients() {
    let count = setting("GRAD_RANDOM_PROGRAMS", 2000) as usize;
    let seed = setting("GRAD_RANDOM_SEED", 20_260_101);
    let build = Build::from_environment();
    println!("{count} programs, GRAD_RANDOM_SEED={seed}, {build:?}");

    let mut runner = runner(seed);
    let strategy = tapes();
    let tapes: Vec<Vec<u32>> = (0..count).map(|_| strategy.new_tree(&mut runner).expect("a tape").current()).collect();
    let programs: Vec<Program> = tapes.iter().map(|tape| program(tape)).collect();
    // The target directory of this very test: the macro's dependencies are compiled there already.
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = temporary.parent().expect("inside of the target directory").to_owned();
    let mut scratch = Scratch { first_errors: false, directory: temporary.join("random-programs"), target, build };

    let (tally, failures) = check(&scratch, &programs, seed, POINTS);
    println!("{tally}, {} failures", failures.len());
    scratch.directory = temporary.join("random-programs-shrunk");
    let mut kinds: BTreeMap<(bool, String), Vec<&Failure>> = BTreeMap::new();
    for failure in &failures {
        let rejected = matches!(failure.fault, Fault::Rejected(_));
        let kind = (rejected, failure.fault.kind());
        kinds.entry(kind).or_default().push(failure);
    }
    for ((_, kind), failures) in &kinds {
        println!("{:5} {kind}", failures.len());
    }
    if !failures.is_empty() {
        let texts: Vec<String> = failures.iter().map(|failure| report(&programs[failure.program], failure)).collect();
        let path = scratch.directory.with_file_name("random-programs-failures.txt");
        std::fs::write(&path, texts.join("\n")).expect("writing the failures");
        println!("all of them: {}", path.display());
    }
    // Wrong numbers come before messages.
    let shown = setting("GRAD_RANDOM_SHOWN", 6) as usize;
    for failures in kinds.values().take(shown) {
        let length = |failure: &&&Failure| print(&programs[failure.program]).len();
        let smallest = failures.iter().min_by_key(length).expect("a failure of each kind");
        let tape = &tapes[smallest.program];
        let (program, failure) = shrink(&scratch, tape, smallest, seed, POINTS);
        let args: Vec<String> = failure.inputs.iter().map(|input| input.source()).collect();
        println!("\n{}at ({}): {}", print(&program), args.join(", "), failure.fault);
    }
    assert!(failures.is_empty(), "{} of {count} programs are wrong", failures.len());
    assert!(2 * tally.skipped() < tally.compared, "too few points are compared: {tally}");
}
