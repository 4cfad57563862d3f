//! The source around the programs: what runs one of them at a point, and the head of a binary.

use std::fmt::Write as _;

use crate::ast::{Array, Holder, Kind, Program, Type};
use crate::interpret::SEEDS;
use crate::print::print;
use crate::scratch::Build;

/// A program in a module of its own, and the function that runs it.
///
/// That function returns groups of numbers: the outputs of the primal (its value, then what it left
/// in its `&mut` arguments); unless only the primal was asked for, of a function of one float
/// the outputs of `program_grad` and the gradient, the outputs of `program_grad_into` and its
/// buffers, into which the gradient had been put before; and the outputs of `program_vjp` and what
/// the pullback returns.
///
/// With graphs, the numbers of `program_graph` are compared with these, bit for bit, and it panics where they differ.
pub fn module(index: usize, program: &Program, build: Build) -> String {
    let mut text = format!("pub mod p{index} {{\nuse crate::{{Flat, Seeded, Words, flat}};\n");
    if build.primal_only {
        let source = print(program).replace("grad::detach", "core::convert::identity");
        text.extend(source.lines().filter(|line| !line.starts_with("#[diff")).map(|line| format!("{line}\n")));
    } else {
        text.push_str("use grad::differentiable;\n");
        let source = print(program);
        text.push_str(&if build.graphs { with_graphs(&source) } else { source });
    }
    let caller = Caller { program, kinds: program.main().param_kinds().collect() };
    let _ = write!(text, "pub fn run(words: &mut Words) -> Vec<Vec<u64>> {{\nlet mut out = Vec::new();\n");
    for (param, kind) in caller.kinds.iter().enumerate() {
        let _ = writeln!(text, "let p{param}: {} = words.take();", owned(*kind));
    }
    text.push_str(&caller.primal());
    if !build.primal_only {
        if matches!(program.main().ret, Type::Float(_)) {
            text.push_str(&caller.gradient());
        }
        text.push_str(&caller.pullback());
        if build.graphs {
            text.push_str(&caller.graph());
        }
    }
    text.push_str("out\n}\n}\n");
    text
}

/// All functions are asked for their graphs.
fn with_graphs(source: &str) -> String {
    source
        .replace("#[differentiable]", "#[differentiable(graph)]")
        .replace("#[differentiable(", "#[differentiable(graph, ")
        .replace("(graph, graph)", "(graph)")
}

/// The type that owns the numbers of an argument.
fn owned(kind: Kind) -> String {
    match kind {
        Kind::Array(array) => {
            let holder = if array.holder.fixed() { Holder::Fixed } else { Holder::Vec };
            array.held(holder).name()
        }
        kind => kind.name(),
    }
}

struct Caller<'a> {
    program: &'a Program,
    kinds: Vec<Kind>,
}

impl Caller<'_> {
    /// Copies of what the call will write to. Their names begin with `prefix`.
    fn copies(&self, prefix: &str) -> String {
        let lent = self.lent();
        lent.iter().map(|param| format!("let mut {prefix}{param} = p{param}.clone();\n")).collect()
    }

    /// The parameters that are written to for the caller to see.
    fn lent(&self) -> Vec<usize> {
        (0..self.kinds.len()).filter(|&param| self.kinds[param].exclusive()).collect()
    }

    fn args(&self, prefix: &str) -> Vec<String> {
        let arg = |(param, kind): (usize, &Kind)| match kind {
            Kind::Array(Array { holder, .. }) if holder.exclusive() => format!("&mut {prefix}{param}"),
            Kind::Array(Array { holder, .. }) if holder.shared() => format!("&p{param}"),
            _ => format!("p{param}.clone()"),
        };
        self.kinds.iter().enumerate().map(arg).collect()
    }

    /// Adds `value` and the arguments written to.
    fn outputs(&self, value: &str, prefix: &str) -> String {
        let lent: String = self.lent().iter().map(|param| format!(", &{prefix}{param}")).collect();
        format!("out.push(flat(&[&{value}{lent}]));\n")
    }

    fn primal(&self) -> String {
        let args = self.args("m").join(", ");
        format!("{}let primal = program({args});\n{}", self.copies("m"), self.outputs("primal", "m"))
    }

    fn gradient(&self) -> String {
        let active = self.program.active();
        let mut text = format!(
            "{}let (value, gradient) = program_grad({});\n{}out.push(flat(&[&gradient]));\n",
            self.copies("g"),
            self.args("g").join(", "),
            self.outputs("value", "g"),
        );
        let names: Vec<String> = (0..active.len()).map(|index| format!("mut b{index}")).collect();
        let pattern = if names.len() == 1 { names[0].clone() } else { format!("({})", names.join(", ")) };
        let mut args = self.args("i");
        args.extend((0..active.len()).map(|index| format!("&mut b{index}")));
        let buffers: Vec<String> = (0..active.len()).map(|index| format!("&b{index}")).collect();
        let _ = write!(
            text,
            "let {pattern} = gradient;\n{}let value = program_grad_into({});\n{}out.push(flat(&[{}]));\n",
            self.copies("i"),
            args.join(", "),
            self.outputs("value", "i"),
            buffers.join(", "),
        );
        text
    }

    /// The graph with the seeds of the pullback (of one float: with a seed of one), and the numbers that it must have.
    fn graph(&self) -> String {
        let one_float = matches!(self.program.main().ret, Type::Float(_));
        let (mut args, gradient) = (self.args("q"), if one_float { "single" } else { "pulled" });
        let mut results = String::from("&primal");
        if !one_float {
            args.push(self.seeds());
            results.extend(self.lent().iter().map(|param| format!(", &q{param}")));
        }
        let single = if one_float {
            format!("{}let single = program_grad({}).1;\n", self.copies("s"), self.args("s").join(", "))
        } else {
            String::new()
        };
        let call = args.join(", ");
        format!(
            "{single}{}let seeds = &mut crate::SEEDS.iter().cycle();\n\
             let graph = program_graph({call});\n\
             crate::compare_graph(&graph, &[{results}], &[&{gradient}]);\n",
            self.copies("q"),
        )
    }

    /// The seeds of the pullback.
    fn seeds(&self) -> String {
        let mut seeds = String::new();
        if !self.program.main().ret.is_unit() {
            seeds.push_str("primal.seeded(seeds), ");
        }
        for param in self.lent() {
            let _ = write!(seeds, "m{param}.seeded(seeds), ");
        }
        seeds.trim_end_matches(", ").to_owned()
    }

    fn pullback(&self) -> String {
        format!(
            "{}let seeds = &mut crate::SEEDS.iter().cycle();\n\
             let (value, pullback) = program_vjp({});\n\
             let pulled = pullback({});\n{}out.push(flat(&[&pulled]));\n",
            self.copies("v"),
            self.args("v").join(", "),
            self.seeds(),
            self.outputs("value", "v"),
        )
    }
}

/// The head of a binary.
pub fn head(build: Build) -> String {
    let graphs = if build.graphs { GRAPHS } else { "" };
    format!("{RUNNER}{graphs}pub static SEEDS: [f64; {}] = {SEEDS:?};\n\n", SEEDS.len())
}

/// It reads lines `program word word …` with the bits of the arguments in hexadecimal, and prints
/// `program word word … / word …`, a group of words for each group of numbers.
const RUNNER: &str = r#"// Random programs are full of unused things.
#![allow(warnings)]

pub type Seeds<'a> = std::iter::Cycle<std::slice::Iter<'a, f64>>;

/// The arguments of a point.
pub struct Words<'a>(std::str::Split<'a, char>);

impl Words<'_> {
    pub fn take<T: Word>(&mut self) -> T { T::take(self) }
    fn word(&mut self) -> u64 { u64::from_str_radix(self.0.next().unwrap(), 16).unwrap() }
}

pub trait Word {
    fn take(words: &mut Words) -> Self;
}

/// A value as the bits of its numbers.
pub trait Flat {
    fn flat(&self, out: &mut Vec<u64>);
    fn numbers(&self, out: &mut Vec<f64>);
}

/// A seed for a value of this shape.
pub trait Seeded {
    fn seeded(&self, seeds: &mut Seeds) -> Self;
}

pub fn flat(values: &[&dyn Flat]) -> Vec<u64> {
    let mut out = Vec::new();
    values.iter().for_each(|value| value.flat(&mut out));
    out
}

macro_rules! floats {
    ($($float:ident $bits:ident)*) => {
        $(
            impl Word for $float {
                fn take(words: &mut Words) -> Self { $float::from_bits(words.word() as $bits) }
            }
            impl Flat for $float {
                fn flat(&self, out: &mut Vec<u64>) { out.push(u64::from(self.to_bits())); }
                fn numbers(&self, out: &mut Vec<f64>) { out.push(f64::from(*self)); }
            }
            impl Seeded for $float {
                fn seeded(&self, seeds: &mut Seeds) -> Self { *seeds.next().unwrap() as $float }
            }
        )*
    };
}

floats!(f64 u64 f32 u32);

macro_rules! integers {
    ($($int:ident)*) => {
        $(impl Word for $int {
            fn take(words: &mut Words) -> Self { words.word() as $int }
        })*
    };
}

integers!(i32 i64 u8 usize);

impl Word for bool {
    fn take(words: &mut Words) -> Self { words.word() != 0 }
}

impl<T: Word, const N: usize> Word for [T; N] {
    fn take(words: &mut Words) -> Self { std::array::from_fn(|_| T::take(words)) }
}

impl<T: Word> Word for Vec<T> {
    fn take(words: &mut Words) -> Self { (0..words.word()).map(|_| T::take(words)).collect() }
}

impl<T: Flat, const N: usize> Flat for [T; N] {
    fn flat(&self, out: &mut Vec<u64>) { self.iter().for_each(|item| item.flat(out)); }
    fn numbers(&self, out: &mut Vec<f64>) { self.iter().for_each(|item| item.numbers(out)); }
}

impl<T: Flat> Flat for Vec<T> {
    fn flat(&self, out: &mut Vec<u64>) { self.iter().for_each(|item| item.flat(out)); }
    fn numbers(&self, out: &mut Vec<f64>) { self.iter().for_each(|item| item.numbers(out)); }
}

impl<T: Seeded, const N: usize> Seeded for [T; N] {
    fn seeded(&self, seeds: &mut Seeds) -> Self { std::array::from_fn(|i| self[i].seeded(seeds)) }
}

impl<T: Seeded> Seeded for Vec<T> {
    fn seeded(&self, seeds: &mut Seeds) -> Self { self.iter().map(|item| item.seeded(seeds)).collect() }
}

impl Flat for () {
    fn flat(&self, _: &mut Vec<u64>) {}
    fn numbers(&self, _: &mut Vec<f64>) {}
}

macro_rules! tuples {
    ($(($($name:ident)*))*) => {
        $(
            impl<$($name: Flat),*> Flat for ($($name,)*) {
                #[allow(non_snake_case)]
                fn flat(&self, out: &mut Vec<u64>) {
                    let ($($name,)*) = self;
                    $($name.flat(out);)*
                }
                #[allow(non_snake_case)]
                fn numbers(&self, out: &mut Vec<f64>) {
                    let ($($name,)*) = self;
                    $($name.numbers(out);)*
                }
            }
            impl<$($name: Seeded),*> Seeded for ($($name,)*) {
                #[allow(non_snake_case)]
                fn seeded(&self, seeds: &mut Seeds) -> Self {
                    let ($($name,)*) = self;
                    ($($name.seeded(seeds),)*)
                }
            }
        )*
    };
}

tuples!((A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H));

fn main() {
    // What is expected is not worth a line, but whoever looks into a failure runs this by hand.
    if std::env::var_os("GRAD_RANDOM_LOUD").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    let path = std::env::args().nth(1).expect("the file of points");
    let text = std::fs::read_to_string(path).expect("reading the points");
    let mut out = String::new();
    for line in text.lines() {
        let mut words = Words(line.split(' '));
        let program: usize = words.0.next().unwrap().parse().unwrap();
        let Ok(place) = PROGRAMS.binary_search_by_key(&program, |entry| entry.0) else { continue };
        out += &program.to_string();
        let run = std::panic::AssertUnwindSafe(|| PROGRAMS[place].1(&mut words));
        match std::panic::catch_unwind(run) {
            Ok(groups) => {
                for (index, group) in groups.iter().enumerate() {
                    out += if index > 0 { " /" } else { "" };
                    group.iter().for_each(|word| out += &format!(" {word:x}"));
                }
            }
            Err(_) => out += " panicked",
        }
        out.push('\n');
    }
    print!("{out}");
}

"#;

/// What a graph is held against.
const GRAPHS: &str = r#"fn shown(value: &grad::graph::Value) -> (usize, Vec<f64>) {
    match value {
        grad::graph::Value::Number(number) => (1, vec![*number]),
        grad::graph::Value::Array(summary) => (summary.len, summary.first.clone()),
        other => panic!("{other:?}"),
    }
}

/// As many numbers, and the first of them the same, bit for bit.
fn same(what: &str, nodes: Vec<(usize, Vec<f64>)>, expected: &[&dyn Flat]) {
    let mut numbers = Vec::new();
    expected.iter().for_each(|value| value.numbers(&mut numbers));
    let mut rest = numbers.as_slice();
    for (len, first) in nodes {
        assert!(len <= rest.len(), "{what}: too many numbers");
        let (own, others) = rest.split_at(len);
        rest = others;
        for (found, expected) in first.iter().zip(own) {
            let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
            assert!(same, "{what}: {found}, expected {expected}");
        }
    }
    assert!(rest.is_empty(), "{what}: too few numbers");
}

pub fn compare_graph(graph: &grad::graph::Graph, results: &[&dyn Flat], gradient: &[&dyn Flat]) {
    let outputs = graph.outputs.iter().map(|output| shown(&graph.nodes[output.node].value)).collect();
    same("results", outputs, results);
    let inputs = graph.inputs().filter_map(|node| node.cotangent.as_ref()).map(shown).collect();
    same("gradient", inputs, gradient);
    for (at, node) in graph.nodes.iter().enumerate() {
        let products: Option<Vec<f64>> = graph.uses(at).map(|edge| edge.product).collect();
        let (Some(products), Some(cotangent)) = (products, node.cotangent()) else { continue };
        if products.is_empty() || graph.outputs.iter().any(|output| output.node == at) {
            continue;
        }
        // Rounding is another matter: there are `f32` among them.
        let size = products.iter().map(|product| product.abs()).fold(0.0, f64::max);
        let (sum, close) = (products.iter().sum::<f64>(), 1e-4 * size);
        let fine = !(sum - cotangent).is_finite() || (sum - cotangent).abs() <= close;
        assert!(fine, "{}: {cotangent} is not the sum of {products:?}", node.name);
    }
}

"#;
