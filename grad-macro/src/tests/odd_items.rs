//! Input that is odd or broken.

use super::expansion::Place;
use super::trials::Trials;

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
        "impl Trait for S { fn f(x: f64) -> f64 { x } }",
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
        ",",
        ",,",
        "=",
        "wrt",
        "wrt = x",
        "wrt()",
        "wrt(,)",
        "wrt(x,)",
        "wrt(x x)",
        "wrt(x, x)",
        "wrt[x]",
        "wrt{x}",
        "wrt(1)",
        "wrt(self)",
        "wrt(r#x)",
        "constant()",
        "constant(x)",
        "constant(x, y, z)",
        "constant(x), wrt(x)",
        "constant(), wrt()",
        "partials",
        "partials()",
        "partials(x)",
        "partials(x = )",
        "partials(x = 1.0, x = 2.0)",
        "partials(x = return 1.0)",
        "partials(x = { loop {} })",
        "partials(x = y)",
        "partials(x = output, y = x * output)",
        "partials(x = |x| x)",
        "partials(x = x?)",
        "partials(x = 1.0), vjp = f",
        "vjp",
        "vjp()",
        "vjp = ",
        "vjp = 1",
        "vjp = \"\"",
        "vjp = \"a::b\"",
        "vjp = a::<f64>::b",
        "vjp = <T>::b",
        "vjp = f, vjp = g",
        "crate",
        "crate = ",
        "crate = crate",
        "crate = a::b",
        "crate = \"a b\"",
        "standalone",
        "standalone = true",
        "standalone()",
        "associated",
        "jvp",
        "hessian(x)",
        "anything",
        "anything(x)",
        "a::b",
        "\"text\"",
        "1.5",
        "wrt(x); constant(y)",
        "wrt(x) constant(y)",
        "..",
        "#[inline]",
        "$x",
        "'a x",
        "__without(all)",
        "__without(x, y)",
        "self",
        "Self",
        "_",
        "async",
        "fn f() {}",
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
        for attribute in
            ["", "wrt(x)", "constant(x)", "partials(x = x * output)", "vjp = rule", "standalone", "associated"]
        {
            for place in [Place::Free, Place::Impl, Place::Trait] {
                trials.expand(place, attribute, source);
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
        for body in [
            format!("{item} x"),
            format!("x; {item} x"),
            format!("{{ {item} x }}"),
            format!("if x > 0.0 {{ {item} }} x"),
            item.to_owned(),
        ] {
            trials.expand(Place::Free, "", &format!("fn f(x: f64) -> f64 {{ {body} }}"));
        }
    }
    trials.finish();
}
