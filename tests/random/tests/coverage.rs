//! The random programs must be worth running: every construct turns up, and most gradients are not
//! zero.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use random_programs::ast::Program;
use random_programs::generate::programs;
use random_programs::interpret::interpret;
use random_programs::ops::METHODS;
use random_programs::points::points;
use random_programs::print::print;

fn some_programs() -> Vec<Program> {
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = programs();
    (0..2000).map(|_| strategy.new_tree(&mut runner).expect("a program").current()).collect()
}

#[test]
fn every_construct_turns_up() {
    let sources: Vec<String> = some_programs().iter().map(print).collect();
    let mut fragments: Vec<String> = METHODS.iter().map(|method| format!(".{}(", method.name)).collect();
    fragments.extend(METHODS.iter().map(|method| format!("f64::{}(", method.name)));
    let words = [
        ".sin_cos()",
        ".powi(",
        "f32::max(",
        " % ",
        " += ",
        " -= ",
        " *= ",
        " /= ",
        " as f32",
        " as f64",
        "let mut ",
        "else if",
        "return ",
        "match ",
        " | ",
        "..=",
        ".. =>",
        "k if ",
        "true => ",
        "const K",
        "assert!(",
        "let ((",
        "let _ =",
        "grad::detach(",
        "(wrt(",
        "(constant(",
        "helper_1(",
        "Owner0::helper_0(",
        "Self::helper_",
        "use in_helper_",
        "in_helper_1::helper_1(",
        "&& ",
        "|| ",
        "!(",
        ".is_nan()",
        "PI",
        "bool",
        "usize",
        " = if ",
        " = match ",
        "(mut x: ",
        "let a;",
        ": f64;",
    ];
    fragments.extend(words.map(str::to_owned));
    for fragment in fragments {
        let count = sources.iter().filter(|source| source.contains(&fragment)).count();
        println!("{count:5} {fragment}");
        assert!(count > 0, "no program has {fragment}");
    }
    assert!(sources.iter().any(|source| source.matches("program(").count() > 1), "no program calls itself");
}

#[test]
fn most_points_have_gradients() {
    let (mut runs, mut panics, mut tainted, mut zero, mut entries, mut lines) = (0, 0, 0, 0, 0, 0);
    for program in some_programs() {
        lines += print(&program).lines().count();
        for inputs in points(&program, 1, 4) {
            runs += 1;
            let Ok(outcome) = interpret(&program, &inputs) else {
                panics += 1;
                continue;
            };
            tainted += usize::from(outcome.tainted);
            entries += outcome.gradient.len();
            zero += outcome.gradient.iter().filter(|derivative| derivative.weight == 0.0).count();
        }
    }
    println!(
        "{lines} lines, {runs} runs, {panics} panic, {tainted} not finite; {zero} of {entries} entries have no path"
    );
    assert!(10 * (panics + tainted) < runs, "too many points without a gradient");
    assert!(2 * zero < entries, "too many gradients are zero");
}
