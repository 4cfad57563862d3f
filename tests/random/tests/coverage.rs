//! The random programs must be worth running: every construct turns up, and most gradients are not
//! zero.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use random_programs::ast::Program;
use random_programs::generate::Language;
use random_programs::interpret::interpret;
use random_programs::ops::METHODS;
use random_programs::points::points;
use random_programs::print::print;

fn some_programs(language: Language, count: usize) -> Vec<Program> {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = language.programs();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a program").current()).collect()
}

/// Whether a text has a fragment; `#` in that stands for any name.
fn has(text: &str, fragment: &str) -> bool {
    let (first, rest) = fragment.split_once('#').map_or((fragment, None), |(first, rest)| (first, Some(rest)));
    let mut starts = text.match_indices(first).map(|(start, _)| &text[start + first.len()..]);
    let Some(rest) = rest else { return starts.next().is_some() };
    starts.any(|after| {
        let name = |c: char| c == '_' || c.is_ascii_alphanumeric();
        let end = after.find(|c: char| !name(c)).unwrap_or(after.len());
        let named = after.starts_with(|c: char| c.is_ascii_alphabetic());
        named && begins(&after[end..], rest)
    })
}

/// Whether a text begins with a fragment.
fn begins(text: &str, fragment: &str) -> bool {
    let end = fragment.find('#').unwrap_or(fragment.len());
    let whole = &fragment[..end];
    text.starts_with(whole) && (end == fragment.len() || has(text, fragment))
}

/// Prints how many of the sources have each fragment, and complains about those that too few have.
fn expect(sources: &[String], least: usize, fragments: impl IntoIterator<Item = String>) {
    let mut missing = Vec::new();
    for fragment in fragments {
        let count = sources.iter().filter(|source| has(source, &fragment)).count();
        println!("{count:5} {fragment}");
        if count < least {
            missing.push(fragment);
        }
    }
    assert!(missing.is_empty(), "fewer than {least} programs have {missing:?}");
}

fn calls_itself(sources: &[String]) -> bool {
    sources.iter().any(|source| source.matches("program(").count() > 1)
}

#[test]
fn every_construct_turns_up() {
    let sources: Vec<String> = some_programs(Language::Scalars, 2000).iter().map(print).collect();
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
    expect(&sources, 1, fragments);
    assert!(calls_itself(&sources), "no program calls itself");
}

/// Of a thousand programs with loops, at least five have each of these.
#[test]
fn every_construct_of_loops_turns_up() {
    let sources: Vec<String> = some_programs(Language::Loops, 1000).iter().map(print).collect();
    let words = [
        // Types of arguments and locals.
        ": &[f64]",
        ": &mut [f64]",
        ": &[f64; ",
        ": &mut [f64; ",
        ": [f64; ",
        ": Vec<f64>",
        ": &Vec<f64>",
        ": &[[f64; ",
        ": &mut [[f64; ",
        ": [[f64; ",
        ": Vec<[f64; ",
        ": &[f32]",
        "mut xs: [f64; ",
        "mut xs: Vec<f64>",
        "-> [f64; ",
        "-> Vec<f64>",
        "-> (f64, f64)",
        // Arrays made.
        " = [",
        " = vec![",
        "0.0; ",
        ".len()]",
        "0.0; #.len()]",
        "Vec::new()",
        "Vec::with_capacity(",
        ".clone()",
        ".to_vec()",
        "= *",
        ".collect::<Vec<f64>>()",
        "let [",
        ".split_at(",
        "..].to_vec()",
        // Indices.
        "[0]",
        "#[i]",
        "#[i + 1]",
        "#[i - 1]",
        ".len() - 1]",
        ".len() - 1) - i]",
        "[(i + 1) % ",
        "(i as usize)",
        "[*",
        ".min(1)]",
        "[k",
        "#[0][",
        "#[#][#]",
        // Writes.
        "#[i] = ",
        "#[i] += ",
        "#[i] -= ",
        "#[i] *= ",
        "#[i] /= ",
        "#[i + 1] = ",
        "#[i - 1] = ",
        ".len()] = ",
        "#[#][i] ",
        ".swap(",
        ".fill(",
        ".push(",
        ".extend_from_slice(",
        ".copy_from_slice(",
        "#[#] = [",
        "] = [",
        "(acc, ",
        "]) = (",
        "    *# = ",
        "    *# *= ",
        "    *# = [",
        // Loops.
        "for # in 0..",
        "for # in 1..",
        "..n {",
        "for # in 0..=",
        ".len() {",
        ".len() - 1) {",
        "for # in (0..#).rev() {",
        ".len()).rev() {",
        ".step_by(2) {",
        "for # in #.iter() {",
        "for # in #.iter_mut() {",
        "for # in #.iter().rev() {",
        "for # in &#",
        "for # in &mut #",
        "for # in # {",
        ".iter().enumerate() {",
        ".iter_mut().enumerate() {",
        ".iter().zip(#.iter())",
        ".iter_mut().zip(",
        ".zip(&#",
        ".windows(2)",
        ".chunks(2)",
        ".chunks_exact(2)",
        "for &#",
        "for (i, #) in ",
        "for (i, &#) in ",
        "for ((",
        "for &[",
        "for row in ",
        "while k",
        "&& (k",
        "while decay",
        " += 1;",
        "loop {",
        "= loop {",
        "if k",
        "break;",
        "break #",
        "continue;",
        "continue 'outer;",
        "break 'outer",
        "'outer: for",
        "'outer: while",
        "'inner: for",
        ".for_each(|",
        // Chains.
        ".map(|#| ",
        ".map(|&#| ",
        ".map(|(",
        ".filter(|",
        ".filter(|&&",
        "**",
        ".scan(",
        ".copied()",
        ".cloned()",
        ".take(",
        ".skip(",
        ".chain(",
        ".sum::<f64>()",
        ".sum::<f32>()",
        ".product::<f64>()",
        ".fold(",
        "f64::NEG_INFINITY, f64::max)",
        "f64::INFINITY, f64::min)",
        "..n).map(|",
        ".fold((",
        // Calls.
        "helper_0(&",
        "helper_0(&mut ",
        "(&#[",
        "&mut #[",
        "..]",
        "[..i]",
        "[i..]",
        "(&[",
        "let buf",
        // Integers that active values steer.
        " { 0 } else { 1 }",
        "* 3.0) as usize",
        ".len().min(",
        "return;",
    ];
    expect(&sources, 5, words.map(str::to_owned));
    assert!(calls_itself(&sources), "no program calls itself");
}

/// How the points of programs fare.
#[derive(Default, Debug)]
struct Fate {
    lines: usize,
    runs: usize,
    panics: usize,
    tainted: usize,
    entries: usize,
    /// Derivatives that no path leads to.
    zero: usize,
    /// Derivatives whose comparison would not notice a wrong sixth digit.
    vague: usize,
}

fn fate(language: Language, count: usize) -> Fate {
    let mut fate = Fate::default();
    for program in some_programs(language, count) {
        fate.lines += print(&program).lines().count();
        for inputs in points(&program, 1, 4) {
            fate.runs += 1;
            let Ok(outcome) = interpret(&program, &inputs) else {
                fate.panics += 1;
                continue;
            };
            let all = outcome.all();
            if all.tainted {
                fate.tainted += 1;
                continue;
            }
            fate.entries += all.gradient.len();
            fate.zero += all.gradient.iter().filter(|derivative| derivative.weight == 0.0).count();
            let vague = |error: f64, value: f64| error > 1e-6 * value.abs().max(1e-3);
            fate.vague += all
                .gradient
                .iter()
                .zip(&outcome.entries)
                .filter(|(derivative, _)| !outcome.narrow && vague(derivative.error, derivative.value))
                .count();
        }
    }
    println!("{fate:?}");
    fate
}

#[test]
fn most_points_have_gradients() {
    let fate = fate(Language::Scalars, 2000);
    assert!(10 * (fate.panics + fate.tainted) < fate.runs, "too many points without a gradient");
    assert!(2 * fate.zero < fate.entries, "too many gradients are zero");
}

#[test]
fn most_points_of_loops_have_gradients() {
    let fate = fate(Language::Loops, 1000);
    assert!(10 * (fate.panics + fate.tainted) < fate.runs, "too many points without a gradient");
    assert!(2 * fate.zero < fate.entries, "too many gradients are zero");
    assert!(50 * fate.vague < fate.entries, "too many gradients with a wide tolerance");
}
