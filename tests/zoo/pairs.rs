//! Every adaptor of iterators after every other, as far as Rust accepts it. There are hundreds of them, so each has two ends only;
//! the others (`sum`, `fold`, `for_each`) are with one adaptor, in `chains`.

// Not every function looks at all of its arguments.
#![allow(unused_parens, unused_variables)]

use crate::harness::{LENGTHS, number, numbers};

/// A function of a chain with two adaptors. `end` makes a number of an item.
macro_rules! function {
    ($name:ident [$xs:ident $ys:ident $k:ident] [$($first:tt)*] [$($second:tt)*] [$($end:tt)*]) => {
        mod $name {
            use super::super::*;

            #[grad::differentiable]
            fn f($xs: &[f64], $ys: &[f64], $k: f64) -> f64 {
                let end = $($end)*;
                let collected: Vec<f64> = $xs.iter()$($first)*$($second)*.map(end).collect();
                let mut last = $k;
                for item in $xs.iter()$($first)*$($second)* {
                    if last > 100.0 {
                        break;
                    }
                    last = last * end(item) + $k;
                }
                for (i, item) in collected.iter().enumerate() {
                    last += item * item * (i + 1) as f64;
                }
                last
            }

            #[test]
            fn agrees() {
                for n in LENGTHS {
                    zoo!(f, f_grad, f_grad_into, f_vjp: &numbers(n), &numbers(2), number());
                }
            }
        }
    };
}

/// The second adaptors, by what the first one gives.
macro_rules! then {
    (reference $v:tt $first:tt $($more:ident)*) => {
        then!(rows $v $first
            copied [.copied()] [|x: f64| x.sin()];
            cloned [.cloned()] [|x: f64| x.sin()];
            map [.map(|x| x.exp())] [|x: f64| x.sin()];
            filter [.filter(|x| **x > 0.0)] [|x: &f64| x.sin()];
            scan [.scan(1.0, |state, x| { *state = *state * 0.5 + x; Some(*state * x) })] [|x: f64| x.sin()];
            take_while [.take_while(|x| **x > 0.0)] [|x: &f64| x.sin()];
            skip_while [.skip_while(|x| **x > 0.0)] [|x: &f64| x.sin()];
        );
        then!(reference_or_value $v $first (&f64) [] $($more)*);
    };
    (value $v:tt $first:tt $($more:ident)*) => {
        then!(rows $v $first
            map [.map(|x| x.exp())] [|x: f64| x.sin()];
            filter [.filter(|x| *x > 0.0)] [|x: f64| x.sin()];
            scan [.scan(1.0, |state, x| { *state = *state * 0.5 + x; Some(*state * x) })] [|x: f64| x.sin()];
            take_while [.take_while(|x| *x > 0.0)] [|x: f64| x.sin()];
            skip_while [.skip_while(|x| *x > 0.0)] [|x: f64| x.sin()];
        );
        then!(reference_or_value $v $first f64 [.copied()] $($more)*);
    };
    (reference_or_value [$xs:ident $ys:ident $k:ident] $first:tt $ty:tt [$($copied:tt)*] $($more:ident)*) => {
        then!(rows [$xs $ys $k] $first
            zip [.zip($ys)] [|(x, y): ($ty, &f64)| x * y.sin()];
            enumerate [.enumerate()] [|(i, x): (usize, $ty)| x * (i as f64).sin()];
            take [.take(3)] [|x: $ty| x.sin()];
            skip [.skip(1)] [|x: $ty| x.sin()];
            step_by [.step_by(2)] [|x: $ty| x.sin()];
            chain [.chain($ys.iter()$($copied)*)] [|x: $ty| x.sin()];
        );
        $(then!(rows [$xs $ys $k] $first $more [.$more()] [|x: $ty| x.sin()];);)*
    };
    (indexed [$xs:ident $ys:ident $k:ident] $first:tt $($more:ident)*) => {
        then!(rows [$xs $ys $k] $first
            map [.map(|(i, x)| x * i as f64)] [|x: f64| x.sin()];
            filter [.filter(|(i, x)| *i != 2 && **x > 0.0)] [|(i, x): (usize, &f64)| x * i as f64];
            scan [.scan(1.0, |state, (i, x)| { *state = *state * 0.5 + x; Some(*state * i as f64) })] [|x: f64| x.sin()];
            take_while [.take_while(|(i, x)| *i < 2 || **x > 0.0)] [|(i, x): (usize, &f64)| x * i as f64];
            skip_while [.skip_while(|(i, x)| *i < 2 || **x > 0.0)] [|(i, x): (usize, &f64)| x * i as f64];
            zip [.zip($ys)] [|((i, x), y): ((usize, &f64), &f64)| x * y * i as f64];
            enumerate [.enumerate()] [|(j, (i, x)): (usize, (usize, &f64))| x * (i + 2 * j) as f64];
            take [.take(3)] [|(i, x): (usize, &f64)| x * i as f64];
            skip [.skip(1)] [|(i, x): (usize, &f64)| x * i as f64];
            step_by [.step_by(2)] [|(i, x): (usize, &f64)| x * i as f64];
            chain [.chain($ys.iter().enumerate())] [|(i, x): (usize, &f64)| x * (i + 1) as f64];
        );
        $(then!(rows [$xs $ys $k] $first $more [.$more()] [|(i, x): (usize, &f64)| x * (i + 1) as f64];);)*
    };
    (pair [$xs:ident $ys:ident $k:ident] $first:tt $($more:ident)*) => {
        then!(rows [$xs $ys $k] $first
            map [.map(|(x, y)| x * y * $k)] [|x: f64| x.sin()];
            filter [.filter(|(x, y)| **x > **y - 0.1)] [|(x, y): (&f64, &f64)| x * y];
            scan [.scan(1.0, |state, (x, y)| { *state = *state * 0.5 + x; Some(*state * y) })] [|x: f64| x.sin()];
            take_while [.take_while(|(x, _)| **x > 0.0)] [|(x, y): (&f64, &f64)| x * y];
            skip_while [.skip_while(|(x, _)| **x > 0.0)] [|(x, y): (&f64, &f64)| x * y];
            zip [.zip($ys)] [|((x, y), z): ((&f64, &f64), &f64)| x * y * z];
            enumerate [.enumerate()] [|(i, (x, y)): (usize, (&f64, &f64))| x * y * i as f64];
            take [.take(1)] [|(x, y): (&f64, &f64)| x * y];
            skip [.skip(1)] [|(x, y): (&f64, &f64)| x * y];
            step_by [.step_by(2)] [|(x, y): (&f64, &f64)| x * y];
            chain [.chain($ys.iter().zip($xs))] [|(x, y): (&f64, &f64)| x * y.sin()];
        );
        $(then!(rows [$xs $ys $k] $first $more [.$more()] [|(x, y): (&f64, &f64)| x * y];);)*
    };
    (rows $v:tt $first:tt $($second:ident $step:tt $end:tt;)*) => {
        $(function!($second $v $first $step $end);)*
    };
}

macro_rules! pairs {
    ($v:tt $($first:ident $kind:ident $step:tt $($more:ident)*;)*) => {
        $(mod $first { then!($kind $v $step $($more)*); })*
    };
}

pairs! {
    [xs ys k]
    map value [.map(|x| x * k)] rev;
    zip pair [.zip(ys)] rev;
    enumerate indexed [.enumerate()] rev;
    rev reference [.rev()] rev;
    filter reference [.filter(|x| **x > 0.0)] rev;
    take reference [.take(3)] rev;
    skip reference [.skip(1)] rev;
    step_by reference [.step_by(2)] rev;
    copied value [.copied()] rev;
    chain reference [.chain(ys)] rev;
    scan value [.scan(k, |state, x| { *state = *state * 0.5 + x; Some(*state) })];
    take_while reference [.take_while(|x| **x > 0.0)];
    skip_while reference [.skip_while(|x| **x > 0.0)];
}
