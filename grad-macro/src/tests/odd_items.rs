//! Input that is odd or broken, and every kind of expression, pattern and item in every place.

use proc_macro2::TokenStream;

use super::expansion::{Place, Verdict, check};

/// Expands many sources and keeps what went wrong with some of them.
#[derive(Default)]
struct Trials {
    failures: Vec<String>,
}

impl Trials {
    /// Expands one source text with the options written in `attribute`; `None` if the outcome is not as it must be.
    fn expand(&mut self, place: Place, attribute: &str, source: &str) -> Option<Verdict> {
        let text = format!("#[differentiable({attribute})] {source}");
        // A line before the item keeps it apart from where spans without a place would be.
        let item: TokenStream = format!("\n{source}").parse().expect("the test's source is made of tokens");
        let attribute: TokenStream = format!("\n{attribute}").parse().unwrap_or_else(|_| panic!("no tokens: {text}"));
        check(&attribute, &item, place).map_err(|failure| self.failures.push(format!("{text}\n{failure}"))).ok()
    }

    fn finish(self) {
        let some = self.failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n");
        assert!(self.failures.is_empty(), "{} expansions went wrong, among them:\n\n{some}", self.failures.len());
    }
}

#[test]
fn what_is_no_function_is_rejected() {
    let sources = [
        "",
        ";",
        "42",
        "x + 1",
        "{ }",
        "let x = 1.0;",
        "pub",
        "#[inline]",
        "fn",
        "fn f",
        "fn f()",
        "fn f(x: f64) -> f64",
        "fn f(x: f64) -> f64;",
        "fn f(x: f64) -> { x }",
        "fn f(x f64) -> f64 { x }",
        "fn f(x: f64) -> f64 { x + }",
        "fn f(x: f64) -> f64 { let }",
        "fn f<T(x: T) {}",
        "fn f(x: f64) -> f64 { x } fn g(x: f64) -> f64 { x }",
        "fn f(x: f64) -> f64 { x } trailing",
        "fn 1(x: f64) -> f64 { x }",
        "struct S { x: f64 }",
        "enum E { A(f64), B }",
        "union U { x: f64, y: u64 }",
        "impl S { fn f(x: f64) -> f64 { x } }",
        "trait T { fn f(x: f64) -> f64; }",
        "mod m { fn f(x: f64) -> f64 { x } }",
        "const X: f64 = 1.0;",
        "static X: f64 = 1.0;",
        "type X = f64;",
        "use a::b;",
        "extern crate a;",
        "extern \"C\" { fn f(x: f64) -> f64; }",
        "macro_rules! m { () => {} }",
        "m! { }",
        "async",
        "unsafe { x }",
        "|x: f64| x",
    ];
    let mut trials = Trials::default();
    for source in sources {
        let verdict = trials.expand(Place::Free, "", source);
        assert!(verdict.is_none_or(|verdict| !verdict.errors.is_empty()), "{source}");
    }
    trials.finish();
}

#[test]
fn odd_options() {
    let attributes = [
        ",", ",,", "=", "wrt", "wrt = x", "wrt()", "wrt(,)", "wrt(x,)", "wrt(x x)", "wrt(x, x)", "wrt[x]", "wrt{x}",
        "wrt(1)", "wrt(self)", "wrt(r#x)", "constant()", "constant(x)", "constant(x, y, z)", "constant(x), wrt(x)",
        "constant(), wrt()", "partials", "partials()", "partials(x)", "partials(x = )", "partials(x = 1.0, x = 2.0)",
        "partials(x = return 1.0)", "partials(x = { loop {} })", "partials(x = y)", "partials(x = output, y = x * output)",
        "partials(x = |x| x)", "partials(x = x?)", "partials(x = 1.0), vjp = f", "vjp", "vjp()", "vjp = ", "vjp = 1",
        "vjp = \"\"", "vjp = \"a::b\"", "vjp = a::<f64>::b", "vjp = <T>::b", "vjp = f, vjp = g", "crate", "crate = ",
        "crate = crate", "crate = a::b", "crate = \"a b\"", "standalone", "standalone = true",
        "standalone()", "associated", "jvp", "hessian(x)", "anything", "anything(x)", "a::b", "\"text\"", "1.5",
        "wrt(x); constant(y)", "wrt(x) constant(y)", "..", "#[inline]", "$x", "'a x", "__without(all)", "__without(x, y)",
        "self", "Self", "_", "async", "fn f() {}",
    ];
    let mut trials = Trials::default();
    for attribute in attributes {
        for source in ["fn f(x: f64, y: f64, n: i32) -> f64 { x * y }", "fn f() {}", "struct S;", ""] {
            trials.expand(Place::Free, attribute, source);
        }
    }
    trials.finish();
}

#[test]
fn odd_signatures() {
    let sources = [
        "fn r#type(r#match: f64) -> f64 { r#match * r#match }",
        "fn f(f: f64) -> f64 { f * f }",
        "fn f(_: f64) -> f64 { 1.0 }",
        "fn f(_: f64, _: f64, x: f64) -> f64 { x }",
        "fn f(x: f64, x: f64) -> f64 { x }",
        "fn f(mut x: f64) -> f64 { x += 1.0; x }",
        "fn f(ref x: f64) -> f64 { *x }",
        "fn f(ref mut x: f64) -> f64 { *x }",
        "fn f(x @ _: f64) -> f64 { x }",
        "fn f((x, y): (f64, f64)) -> f64 { x * y }",
        "fn f([x, y]: [f64; 2]) -> f64 { x * y }",
        "fn f(P { x, y }: P) -> f64 { x * y }",
        "fn f(&x: &f64) -> f64 { x }",
        "fn f(&mut x: &mut f64) -> f64 { x }",
        "fn f(x: f64) { }",
        "fn f(x: f64) -> () { }",
        "fn f(x: f64) -> ! { loop {} }",
        "fn f(x: f64) -> (f64, f64) { (x, x) }",
        "fn f(x: f64) -> impl Fn(f64) -> f64 { move |y| x * y }",
        "fn f(x: f64) -> Option<f64> { Some(x) }",
        "fn f(x: f64) -> [f64; 2] { [x, x] }",
        "fn f(x: f64) -> Float { x }",
        "fn f(x: Float) -> Float { x }",
        "fn f(x: self::Float) -> <T as U>::V { x }",
        "fn f(x: _) -> _ { x }",
        "fn f(x: (f64)) -> (f64) { x }",
        "fn f() -> f64 { 1.0 }",
        "fn f(n: i32) -> f64 { 1.0 }",
        "fn f<T>(x: T) -> T { x }",
        "fn f<T: Mul<Output = T> + Copy>(x: T) -> T where T: Clone { x * x }",
        "fn f<const N: usize>(x: f64) -> f64 { x * N as f64 }",
        "fn f<'a, 'b: 'a, const N: usize, T>(x: f64, t: &'a T) -> f64 where T: ?Sized + 'b { x }",
        "fn f<#[cfg(a)] T>(x: f64) -> f64 { x }",
        "fn f(x: impl Into<f64>) -> f64 { x.into() }",
        "fn f(g: impl Fn(f64) -> f64, x: f64) -> f64 { g(x) }",
        "fn f(g: fn(f64) -> f64, x: f64) -> f64 { g(x) }",
        "fn f(g: &dyn Fn(f64) -> f64, x: f64) -> f64 { g(x) }",
        "fn f(x: &'static mut [f64]) -> f64 { x[0] }",
        "fn f(x: *const f64) -> f64 { 0.0 }",
        "fn f(x: m!()) -> f64 { 0.0 }",
        "fn f(#[cfg(a)] x: f64, y: f64) -> f64 { y }",
        "fn f(#[allow(unused)] x: f64) -> f64 { x }",
        "const fn f(x: f64) -> f64 { x }",
        "async fn f(x: f64) -> f64 { x }",
        "unsafe fn f(x: f64) -> f64 { x }",
        "extern \"C\" fn f(x: f64) -> f64 { x }",
        "const unsafe extern \"C\" fn f(x: f64) -> f64 { x }",
        "unsafe extern \"C\" fn f(x: f64, ...) -> f64 { x }",
        "unsafe extern \"C\" fn f(x: f64, rest: ...) -> f64 { x }",
        "fn f(self, x: f64) -> f64 { x }",
        "fn f(&self, x: f64) -> f64 { x }",
        "fn f(&'a mut self, x: f64) -> f64 { self.y * x }",
        "fn f(mut self: Box<Self>, x: f64) -> f64 { x }",
        "pub(crate) fn f(x: f64) -> f64 { x }",
        "pub(in a::b) fn f(x: f64) -> f64 { x }",
        "#[inline] #[must_use] #[doc = \"\"] #[cfg(test)] #[cfg_attr(a, b)] fn f(x: f64) -> f64 { x }",
        "/// Docs with `code`, \"quotes\" and a ``` fence.\nfn f(x: f64) -> f64 { x }",
        "fn f(x: f64) -> f64 { #![allow(unused)] x }",
        "fn std(x: f64) -> f64 { x }",
        "fn f(value: f64, pullback: f64, seed: f64, output: f64) -> f64 { value * pullback * seed * output }",
        "fn f(d_x: f64, x: f64, t1: f64) -> f64 { d_x * x.sin() * t1 }",
        "fn größe(ξ: f64) -> f64 { ξ * ξ }",
    ];
    let mut trials = Trials::default();
    for source in sources {
        for attribute in ["", "wrt(x)", "constant(x)", "partials(x = x * output)", "vjp = rule", "standalone", "associated"] {
            for place in [Place::Free, Place::Impl, Place::Trait] {
                trials.expand(place, attribute, source);
            }
        }
    }
    trials.finish();
}

/// One expression of every kind that syn tells apart, and some more of those that matter.
const EXPRESSIONS: &[&str] = &[
    "x", "y", "n", "1.0", "1", "1.0f32", "0x10", "1e-300", "1_000.5_f64", "'c'", "\"text\"", "b\"bytes\"", "c\"text\"", "true",
    "b'a'", "r#\"raw\"#", "X", "a::X", "<f64>::MAX", "<T as U>::V", "f64::consts::PI", "Self", "Self::X", "self", "self.x",
    "()", "(x)", "(x, y)", "(x,)", "(x, (y, n))", "[x, y]", "[]", "[x; 3]", "[1.0, 2.0]", "[1.0; N]",
    "x + y", "x - y", "x * y", "x / y", "x % y", "x ^ y", "x & y", "x | y", "x << n", "x >> n", "n + 1", "n << 2",
    "x == y", "x < y", "x > 1.0 && y > 1.0", "n == 1 || x < y", "!x", "-x", "-1.0", "--x", "!n", "*x", "*n", "-(x + y)",
    "a = x", "a = 1.0", "a += x", "a *= 2.0", "n += 1", "n <<= 1", "(a, b) = (x, y)", "_ = x", "a[0] = x", "a.b = x", "*a = x",
    "[a, b] = [x, y]", "S { a, .. } = s", "x as f32", "x as i32", "n as f64", "x as i32 as f64", "x as T", "x as _",
    "x.sin()", "x.sin().cos()", "x.powi(2)", "x.powi(n)", "x.powf(y)", "x.max(y)", "x.sin_cos()", "x.is_nan()", "x.unknown()",
    "x.gamma()", "x.max(x, x)", "x.sin::<f64>()", "n.max(1)", "n.push(x)", "n.push(1)", "x.clone()", "x.into()", "x.to_string()",
    "1.0.sin()", "x.0", "x.0.1", "x.field", "n.field", "n.0", "(x, y).0", "(x, y).5", "x[0]", "x[n]", "n[x as usize]", "n[0]",
    "f64::sin(x)", "f64::max(x, y)", "<f64>::sin(x)", "f64::from(x)", "f32::from(x)", "f64::from(n)", "f64::from_bits(n)", "f64::sin()",
    "f64::sin(x, y)", "<f64 as Float>::sin(x)", "g(x)", "g(n)", "g()", "g(x, n, y)", "a::g(x)", "Self::g(x)", "T::g::<f64>(x)",
    "<T>::g(x)", "<T as U>::g(x)", "(g)(x)", "g(x)(y)", "g::<f64, 3>(x)", "x(y)", "Some(x)", "Some(n)", "None", "a::B(x)", "f(x)",
    "g(&x)", "g(&mut x)", "g(&mut n, x)", "grad::detach(x)", "detach(x)", "grad::detach(x, y)", "grad::detach(n)", "drop(x)",
    "&x", "&mut x", "&raw const x", "&n", "&&x", "S { x: x }", "S { x }", "S { x, ..s }", "S { n }", "a::S { 0: x }", "S {}",
    "|a| a", "|a: f64| -> f64 { a * x }", "move || n", "|a| { b = a }", "async move { x }", "async |a| a", "x.await", "n?", "x?",
    "0..1", "x..y", "..", "..=n", "n..", "x..=y", "if x > 0.0 { x } else { y }", "if n > 0 { x }", "if n > 0 { 1.0 } else { 2.0 }",
    "if let Some(a) = n { a } else { x }", "if let Some(a) = n && a > 1.0 { a } else { x }", "if let a = x { a } else { y }",
    "if x > 0.0 { x } else if y > 0.0 { y } else { 0.0 }", "if x > 0.0 { return y; }", "if x > 0.0 { panic!() } else { x }",
    "match n { 0 => x, 1 | 2 => y, 3..=5 => x * y, _ if x > 1.0 => 1.0, a => a as f64 }", "match x { a => a }", "match n {}",
    "match x { 1.0 => y, a if a > y => a, _ => x }", "match (x, y) { (a, b) => a * b }", "match (x, n) { (a, 1) => a, (_, _) => y }",
    "match Some(x) { Some(a) => a, None => y }", "match n { Some(a) => x, None => return y }", "match n { _ => {} }",
    "match n { S { a, .. } => x, [a, ..] => x, &a => x, ref a => x, a @ 1 => x, m!() => x, a::B => x, -1 => x, 'a'..='z' => x, _ => x }",
    "match x { S { a, .. } => a, [a, ..] => a, &a => a, ref a => *a, a @ 1.0 => a, m!() => x, a::B(b) => b, -1.0 => x, 0.0..1.0 => x, _ => x }",
    "match n { a => { b = a; x } }", "while x > 0.0 { a = x; }", "while n > 0 { n -= 1; }", "while let Some(a) = n { }", "loop { break x; }", "loop { break; }",
    "'a: loop { break 'a x; }", "for i in 0..n { a += x; }", "for i in 0..n { foo(i); }", "for i in [x, y] { }", "'a: { break 'a x; }", "'a: { 1.0 }",
    "break", "continue", "break x", "break 'a x", "continue 'a", "return", "return x", "return 1.0", "{ }", "{ x }", "{ let a = x; a * y }",
    "{ x; }", "unsafe { x }", "unsafe { g(n) }", "const { 1.0 }", "const { x }", "try { x }", "yield x", "_", "let a = x", "become g(x)", "do yeet x",
    "m!(x)", "m!(n)", "m![x]", "m!{x}", "a::m!(x y z)", "println!(\"{x} {}\", y)", "println!(\"{x:?} {0} {a}\", y, a = n)", "format!(\"{x}\")",
    "vec![x, y]", "vec![1.0]", "assert!(x > 0.0)", "assert_eq!(x, y)", "panic!()", "panic!(\"{x}\")", "todo!()", "unreachable!(\"{}\", n)", "matches!(x, 0.0..)",
    "dbg!(x)", "concat!(\"a\")", "line!()", "cfg!(test)", "include!(\"a\")", "macro_rules! m { () => {} }", "write!(n, \"{x}\")", "println!(\"{x}\" \"{y}\")", "println!(x)",
    "#[allow(unused)] x", "#[cfg(a)] { x }", "#[rustfmt::skip] (x + y)", "builtin # offset_of(S, x)", "(move |a| a)(x)", "(x)", "((x))", "x as f64 as f64",
    "r#type", "r#match(x)", "x.r#type()", "x.r#type", "x..y..n", "static || x", "for<'a> |a: &'a f64| *a", "&raw mut n", "x.sin", "x.1.sin()", "n.0.0",
];

/// Places where an expression can stand; `E` marks it.
const CONTEXTS: &[&str] = &[
    "E",
    "E;",
    "E; x",
    "x; E",
    "return E;",
    "let a = E; a",
    "let a: f64 = E; a * x",
    "let mut a = x; a = E; a",
    "let mut a = x; a += E; a",
    "let a; a = E; a",
    "let (a, b) = E; a * b",
    "let Some(a) = E else { return x; }; a",
    "let S { a, .. } = E; x",
    "let _ = E; x",
    "let mut n = E; n += 1; x * n as f64",
    "x + (E)",
    "(E) * x",
    "-(E)",
    "(E).sin()",
    "x.max(E)",
    "f64::max(E, x)",
    "g(x, E)",
    "grad::detach(E) * x",
    "(E) as f64 * x",
    "(E, x).1",
    "[x, E][0]",
    "S { x: E }.x",
    "if (E) { x } else { 1.0 }",
    "if x > 0.0 { E } else { x }",
    "if n > 0 { E }; x",
    "match (E) { 0 => x, a => a, }",
    "match n { 0 => E, _ => x }",
    "match n { _ if (E) => x, _ => 1.0 }",
    "{ E }",
    "unsafe { E }",
    "while (E) { break; } x",
    "for i in (E) { foo(i); } x",
    "loop { E; break; } x",
    "(|a: f64| E)(x)",
    "println!(\"{}\", E); x",
    "m!(E)",
    "m!(E); x",
    "const A: f64 = E; x * A",
    "fn inner() { E } x",
    "#[cfg(a)] let a = E; x",
    "n[E] = x; x",
    "n.push(E); x",
    "x.powi(E)",
    "Some(E)?",
];

#[test]
fn every_expression_everywhere() {
    let mut trials = Trials::default();
    for context in CONTEXTS {
        for expression in EXPRESSIONS {
            let body = context.replace('E', expression);
            let source = format!("fn f(x: f64, y: f64, mut n: i32) -> f64 {{ {body} }}");
            // Not every expression may stand everywhere: rustc would not hand the others to a macro.
            if syn::parse_str::<syn::ItemFn>(&source).is_ok() {
                trials.expand(Place::Free, "", &source);
            }
        }
    }
    trials.finish();
}

#[test]
fn every_item_in_a_body() {
    let items = [
        "const A: f64 = 1.0;",
        "static A: f64 = 1.0;",
        "struct S { x: f64 }",
        "enum E { A }",
        "union U { a: f64 }",
        "fn inner(x: f64) -> f64 { x }",
        "impl S { fn f(x: f64) -> f64 { x } }",
        "trait T { fn x(); }",
        "trait T = U;",
        "type A = f64;",
        "use a::b;",
        "use a::{self, b as c, d::*};",
        "mod m { }",
        "extern crate a;",
        "extern \"C\" { fn a(); }",
        "macro_rules! m { ($x:expr) => { $x } }",
        "macro m($x:expr) { $x }",
        "m! { x }",
        "auto trait A {}",
        "global_asm!(\"\");",
        "#[cfg(a)] const A: f64 = 1.0;",
        ";",
        ";;",
    ];
    let mut trials = Trials::default();
    for item in items {
        for body in [format!("{item} x"), format!("x; {item} x"), format!("{{ {item} x }}"), format!("if x > 0.0 {{ {item} }} x"), item.to_owned()] {
            trials.expand(Place::Free, "", &format!("fn f(x: f64) -> f64 {{ {body} }}"));
        }
    }
    trials.finish();
}
