//! A test of many random programs, set up by the environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::ast::Program;
use crate::compare::{Failure, Fault, check};
use crate::generate::Language;
use crate::points::call;
use crate::print::print;
use crate::scratch::{Build, Scratch};
use crate::shrink::shrink;

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
    let args =
        if failure.inputs.is_empty() { String::new() } else { format!("at {}: ", call(program, &failure.inputs)) };
    format!("{}{args}{}", print(program), failure.fault)
}

/// Tests programs of a language, `count` of them unless the environment says otherwise.
/// `temporary` is a directory inside of the target directory, `name` the beginning of the scratch package's.
///
/// At most the share `refused` of the programs may be refused by the macro or by rustc: that is loud, and no wrong gradient.
///
/// # Panics
/// When a program is wrong, or when too few points could be compared.
pub fn run(language: Language, count: u64, temporary: &Path, name: &str, refused: f64) {
    let count = setting("GRAD_RANDOM_PROGRAMS", count) as usize;
    let seed = setting("GRAD_RANDOM_SEED", 20_260_101);
    let build = Build::from_environment();
    println!("{count} programs, GRAD_RANDOM_SEED={seed}, {build:?}");
    // Two campaigns may run at the same time.
    let name = &format!("{name}-{seed}");

    let mut runner = runner(seed);
    let strategy = language.tapes();
    let tapes: Vec<Vec<u32>> = (0..count).map(|_| strategy.new_tree(&mut runner).expect("a tape").current()).collect();
    let programs: Vec<Program> = tapes.iter().map(|tape| language.program(tape)).collect();
    // The target directory of this very test: the macro's dependencies are compiled there already.
    let target = temporary.parent().expect("inside of the target directory").to_owned();
    let mut scratch = Scratch { first_errors: false, directory: temporary.join(name), target, build };

    let (tally, failures) = check(&scratch, &programs, seed, POINTS);
    println!("{tally}, {} failures", failures.len());
    scratch.directory = temporary.join(format!("{name}-shrunk"));
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
        let path = temporary.join(format!("{name}-failures.txt"));
        std::fs::write(&path, texts.join("\n")).expect("writing the failures");
        println!("all of them: {}", path.display());
    }
    let rejected = failures.iter().filter(|failure| matches!(failure.fault, Fault::Rejected(_))).count();
    if rejected == failures.len() && rejected as f64 <= refused * count as f64 {
        // Nothing to look into.
        kinds.clear();
    }
    // Wrong numbers come before messages.
    let shown = setting("GRAD_RANDOM_SHOWN", 6) as usize;
    let seconds = setting("GRAD_RANDOM_SHRINK_SECONDS", 300);
    let until = Instant::now() + Duration::from_secs(seconds);
    if !kinds.is_empty() && shown > 0 {
        println!("making the smallest of up to {shown} kinds smaller, which may take {seconds} seconds");
    }
    for failures in kinds.values().take(shown) {
        let length = |failure: &&&Failure| print(&programs[failure.program]).len();
        let smallest = failures.iter().min_by_key(length).expect("a failure of each kind");
        let tape = &tapes[smallest.program];
        let (program, failure) = shrink(language, &scratch, tape, smallest, seed, POINTS, until);
        println!("\n{}", report(&program, &failure));
    }
    let wrong = failures.len() - rejected;
    assert!(wrong == 0, "{wrong} of {count} programs are wrong");
    assert!(rejected as f64 <= refused * count as f64, "{rejected} of {count} programs do not compile");
    assert!(2 * tally.skipped() < tally.compared, "too few points are compared: {tally}");
}
