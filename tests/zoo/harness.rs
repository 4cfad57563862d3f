//! What every function of the zoo is held to, and the macros that make an entry one line.
//!
//! An entry names a function, its companions, and its arguments, as they are passed:
//!
//! ```ignore
//! zoo!(f, f_grad, f_grad_into, f_vjp: &numbers(n), number(), =3);
//! ```
//!
//! `&`, `&mut` or nothing stands before an active argument, `=` before one that is held constant. The expression after it
//! draws a value and is evaluated anew for each point.

#![allow(dead_code, unused_macros)]

use grad::check::{Checker, Verdict};

use crate::dual::Dual;

/// The numbers of elements that a function of slices is tried with: none, one, two and many.
pub const LENGTHS: [usize; 4] = [0, 1, 2, 7];

/// How many points each entry is checked at.
const POINTS: usize = 3;

/// How many points are drawn until so many are found that finite differences can say something about.
const DRAWS: usize = 30;

/// How far from a point finite differences look.
const REACH: f64 = 0.05;

/// By how much sums of the same terms in another order may differ, as a part of the largest number around.
const ROUNDING: f64 = 1e4 * f64::EPSILON;

/// A number of either sign, not near zero.
pub fn number() -> f64 {
    between(0.2, 1.8) * if fastrand::bool() { 1.0 } else { -1.0 }
}

/// A number that stays positive within the reach of finite differences.
pub fn positive() -> f64 {
    between(0.3, 1.9)
}

pub fn between(low: f64, high: f64) -> f64 {
    low + (high - low) * fastrand::f64()
}

pub fn numbers(n: usize) -> Vec<f64> {
    (0..n).map(|_| number()).collect()
}

pub fn positives(n: usize) -> Vec<f64> {
    (0..n).map(|_| positive()).collect()
}

pub fn array<const N: usize>() -> [f64; N] {
    std::array::from_fn(|_| number())
}

pub fn positive_array<const N: usize>() -> [f64; N] {
    std::array::from_fn(|_| positive())
}

pub fn matrix<const N: usize, const M: usize>() -> [[f64; M]; N] {
    std::array::from_fn(|_| array())
}

/// `n` rows of `M` numbers.
pub fn rows<const M: usize>(n: usize) -> Vec<[f64; M]> {
    (0..n).map(|_| array()).collect()
}

/// Something made of floats: it can be flattened, filled with other numbers, and made of dual numbers.
pub trait Floats: Clone {
    type Dual;
    /// The type of a gradient with respect to it.
    type Tangent: Floats;

    fn pour_out(&self, into: &mut Vec<f64>);
    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>);

    /// A tangent of the same shape.
    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Self::Tangent;

    /// The same numbers with tangents, which come from `tangents` in the order of `pour_out`.
    fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> Self::Dual;

    fn flat(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        self.pour_out(&mut numbers);
        numbers
    }

    /// The same shape with other numbers.
    fn like(&self, from: &mut dyn Iterator<Item = f64>) -> Self {
        let mut other = self.clone();
        other.pour_in(from);
        other
    }
}

impl Floats for f64 {
    type Dual = Dual;
    type Tangent = f64;

    fn pour_out(&self, into: &mut Vec<f64>) {
        into.push(*self);
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        *self = from.next().expect("too few numbers");
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> f64 {
        from.next().expect("too few numbers")
    }

    fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> Dual {
        Dual { value: *self, tangent: tangents.next().expect("too few tangents") }
    }
}

impl<A: Floats> Floats for Vec<A> {
    type Dual = Vec<A::Dual>;
    type Tangent = Vec<A::Tangent>;

    fn pour_out(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|part| part.pour_out(into));
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.pour_in(from));
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Vec<A::Tangent> {
        self.iter().map(|part| part.tangent(from)).collect()
    }

    fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> Vec<A::Dual> {
        self.iter().map(|part| part.with_tangents(tangents)).collect()
    }
}

impl<A: Floats, const N: usize> Floats for [A; N] {
    type Dual = [A::Dual; N];
    type Tangent = [A::Tangent; N];

    fn pour_out(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|part| part.pour_out(into));
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.pour_in(from));
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> [A::Tangent; N] {
        self.each_ref().map(|part| part.tangent(from))
    }

    fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> [A::Dual; N] {
        self.each_ref().map(|part| part.with_tangents(tangents))
    }
}

impl<A: Floats> Floats for Option<A> {
    type Dual = Option<A::Dual>;
    type Tangent = Option<A::Tangent>;

    fn pour_out(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|part| part.pour_out(into));
    }

    fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
        self.iter_mut().for_each(|part| part.pour_in(from));
    }

    fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Option<A::Tangent> {
        self.as_ref().map(|part| part.tangent(from))
    }

    fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> Option<A::Dual> {
        self.as_ref().map(|part| part.with_tangents(tangents))
    }
}

macro_rules! floats_in_tuples {
    ($(($($part:ident $index:tt),*))+) => {
        $(
            #[allow(unused_variables, clippy::unused_unit)]
            impl<$($part: Floats),*> Floats for ($($part,)*) {
                type Dual = ($($part::Dual,)*);
                type Tangent = ($($part::Tangent,)*);

                fn pour_out(&self, into: &mut Vec<f64>) {
                    $(self.$index.pour_out(into);)*
                }

                fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
                    $(self.$index.pour_in(from);)*
                }

                fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Self::Tangent {
                    ($(self.$index.tangent(from),)*)
                }

                fn with_tangents(&self, tangents: &mut dyn Iterator<Item = f64>) -> Self::Dual {
                    ($(self.$index.with_tangents(tangents),)*)
                }
            }
        )+
    };
}

floats_in_tuples! {
    ()
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
}

/// What came out of a call: what the `&mut` arguments hold at exit, in order, and then the value.
pub type Outputs = Vec<f64>;

/// A function and its companions, all of them taking the arguments `A` and returning flat numbers.
pub struct Entry<'a, A: Floats> {
    pub name: &'static str,
    pub draw: &'a dyn Fn() -> A,
    pub primal: &'a dyn Fn(A) -> Outputs,
    /// Takes one seed for each output.
    pub vjp: &'a dyn Fn(A, &[f64]) -> (Outputs, Vec<f64>),
    pub of_one_float: Option<OfOneFloat<'a, A>>,
}

/// The companions that only a function returning one float has.
pub struct OfOneFloat<'a, A: Floats> {
    pub grad: &'a dyn Fn(A) -> (Outputs, Vec<f64>),
    /// Takes the buffers as they are before the call.
    pub grad_into: &'a dyn Fn(A, A::Tangent) -> (Outputs, Vec<f64>),
    /// The same function of dual numbers. The second argument tells which of the flat numbers has the tangent 1.
    pub dual: Option<&'a dyn Fn(A, usize) -> Dual>,
}

impl<A: Floats> Entry<'_, A> {
    /// Draws points and checks at each:
    /// - all companions return the function's own value and leave the same in its `&mut` arguments, bit for bit,
    /// - the pullback of random seeds agrees with finite differences of the outputs in these proportions,
    /// - `f_grad` agrees with finite differences of the value, and with dual numbers,
    /// - `f_grad_into` adds that gradient to what the buffers held.
    #[track_caller]
    pub fn check(&self) {
        fastrand::seed(self.name.bytes().fold(7, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte)));
        let points = (0..DRAWS).filter(|_| self.settles_at(&(self.draw)())).take(POINTS).count();
        assert_eq!(points, POINTS, "{}: nearly every point is on a kink, or cannot be checked", self.name);
    }

    /// Checks at one point. False if the point is on a kink, or finite differences cannot tell.
    #[track_caller]
    fn settles_at(&self, point: &A) -> bool {
        let outputs = (self.primal)(point.clone());
        let seeds = numbers(outputs.len());
        let (vjp_outputs, pulled) = (self.vjp)(point.clone(), &seeds);
        self.same_bits(point, &outputs, &vjp_outputs, "f_vjp");
        let mut settles = self
            .agrees(point, &pulled, &|outputs| outputs.iter().zip(&seeds).map(|(output, seed)| output * seed).sum());

        if let Some(companions) = &self.of_one_float {
            let (grad_outputs, gradient) = (companions.grad)(point.clone());
            self.same_bits(point, &outputs, &grad_outputs, "f_grad");
            settles &= self.agrees(point, &gradient, &|outputs| *outputs.last().expect("a value"));

            let start = numbers(gradient.len());
            let buffers = point.tangent(&mut start.iter().copied());
            let (into_outputs, buffers) = (companions.grad_into)(point.clone(), buffers);
            self.same_bits(point, &outputs, &into_outputs, "f_grad_into");
            let added: Vec<f64> = buffers.iter().zip(&start).map(|(end, start)| end - start).collect();
            self.close(point, &gradient, &added, "what f_grad_into added");

            if let Some(dual) = companions.dual {
                let duals: Vec<Dual> = (0..gradient.len()).map(|index| dual(point.clone(), index)).collect();
                let value = outputs.last().expect("a value");
                assert!(
                    duals.iter().all(|dual| dual.value.to_bits() == value.to_bits()),
                    "{}: not the same",
                    self.name
                );
                let tangents: Vec<f64> = duals.iter().map(|dual| dual.tangent).collect();
                self.close(point, &gradient, &tangents, "the derivative by dual numbers");
            }
        }
        settles
    }

    /// Compares a gradient with finite differences of a combination of the outputs. False if the point does not suit.
    #[track_caller]
    fn agrees(&self, point: &A, gradient: &[f64], combine: &dyn Fn(&[f64]) -> f64) -> bool {
        let f = |moved: &[f64]| combine(&(self.primal)(point.like(&mut moved.iter().copied())));
        let report = Checker::new().largest_step(REACH).gradient_of(f, &point.flat(), gradient);
        let wrong = report.entries().iter().any(|entry| entry.verdict == Verdict::Differs);
        assert!(!wrong, "{}: {report}", self.name);
        report.entries().iter().all(|entry| entry.verdict == Verdict::Agrees)
    }

    #[track_caller]
    fn same_bits(&self, point: &A, expected: &[f64], found: &[f64], companion: &str) {
        let same = expected.len() == found.len() && expected.iter().zip(found).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "{} at {:?}: {expected:?}, from {companion} {found:?}", self.name, point.flat());
    }

    #[track_caller]
    fn close(&self, point: &A, gradient: &[f64], other: &[f64], what: &str) {
        let largest = gradient.iter().fold(1.0, |largest: f64, part| largest.max(part.abs()));
        let close = gradient.len() == other.len()
            && gradient.iter().zip(other).all(|(a, b)| (a - b).abs() <= ROUNDING * largest);
        assert!(close, "{} at {:?}: the gradient {gradient:?}, {what} {other:?}", self.name, point.flat());
    }
}

/// The numbers of a point with the tangent 1 at one of them.
pub fn towards<A: Floats>(point: &A, index: usize) -> A::Dual {
    point.with_tangents(&mut (0..).map(|other| if other == index { 1.0 } else { 0.0 }))
}

/// An entry for a function that returns one float. After `f_vjp` may stand the same function of dual numbers.
macro_rules! zoo {
    ($f:ident, $grad:ident, $into:ident, $vjp:ident $(, $dual:path)?: $($arguments:tt)*) => {
        pass_arguments!([one_float $f $grad $into $vjp ($($dual)?)] [] [] [] [] [] $($arguments)*,)
    };
}

/// An entry for a function that returns something else: it has a pullback only.
macro_rules! zoo_vjp {
    ($f:ident, $vjp:ident: $($arguments:tt)*) => {
        pass_arguments!([value $f $vjp] [] [] [] [] [] $($arguments)*,)
    };
}

/// An entry for a function that returns nothing and works on its `&mut` arguments: the value has no seed.
macro_rules! zoo_mut {
    ($f:ident, $vjp:ident: $($arguments:tt)*) => {
        pass_arguments!([nothing $f $vjp] [] [] [] [] [] $($arguments)*,)
    };
}

/// Takes the arguments of an entry one by one. The names made here are different ones in each round. Collected are: the
/// names of the active arguments, what draws them, how all arguments are passed, names for the buffers, and for each `&mut`
/// argument its name and one for its seed.
macro_rules! pass_arguments {
    (
        $call:tt [$($names:tt)*] [$($draws:tt)*] [$($passed:tt)*] [$($buffers:tt)*] [$($mutable:tt)*]
        = $value:expr, $($rest:tt)*
    ) => {
        pass_arguments!($call [$($names)*] [$($draws)*] [$($passed)* ($value)] [$($buffers)*] [$($mutable)*] $($rest)*)
    };
    (
        $call:tt [$($names:tt)*] [$($draws:tt)*] [$($passed:tt)*] [$($buffers:tt)*] [$($mutable:tt)*]
        &mut $draw:expr, $($rest:tt)*
    ) => {
        pass_arguments!(
            $call [$($names)* argument] [$($draws)* ($draw)] [$($passed)* (&mut argument)] [$($buffers)* buffer]
            [$($mutable)* (argument seed)] $($rest)*
        )
    };
    (
        $call:tt [$($names:tt)*] [$($draws:tt)*] [$($passed:tt)*] [$($buffers:tt)*] [$($mutable:tt)*]
        & $draw:expr, $($rest:tt)*
    ) => {
        pass_arguments!(
            $call [$($names)* argument] [$($draws)* ($draw)] [$($passed)* (&argument)] [$($buffers)* buffer]
            [$($mutable)*] $($rest)*
        )
    };
    (
        $call:tt [$($names:tt)*] [$($draws:tt)*] [$($passed:tt)*] [$($buffers:tt)*] [$($mutable:tt)*]
        $draw:expr, $($rest:tt)*
    ) => {
        pass_arguments!(
            $call [$($names)* argument] [$($draws)* ($draw)] [$($passed)* (argument)] [$($buffers)* buffer]
            [$($mutable)*] $($rest)*
        )
    };
    // The comma after the last argument may be there twice.
    ($call:tt $names:tt $draws:tt $passed:tt $buffers:tt $mutable:tt ,) => {
        pass_arguments!($call $names $draws $passed $buffers $mutable)
    };
    (
        [one_float $f:ident $grad:ident $into:ident $vjp:ident ($($dual:path)?)]
        [$($name:ident)*] [$($draw:tt)*] [$($passed:tt)*] [$($buffer:ident)*] [$(($mutable:ident $seed:ident))*]
    ) => {
        #[allow(unused_mut, unused_parens, unused_variables)]
        {
            use $crate::harness::{Entry, Floats, OfOneFloat};
            let entry = Entry {
                name: stringify!($f),
                draw: &|| ($($draw,)*),
                primal: &|($(mut $name,)*)| {
                    let value: f64 = $f($($passed),*);
                    ($($mutable.clone(),)* value,).flat()
                },
                vjp: &|($(mut $name,)*), seeds| {
                    let seeds = &mut seeds.iter().copied();
                    $(let $seed = $mutable.tangent(seeds);)*
                    let (value, pullback) = $vjp($($passed),*);
                    let gradient = pullback(value.tangent(seeds) $(, $seed)*).flat();
                    (($($mutable.clone(),)* value,).flat(), gradient)
                },
                of_one_float: Some(OfOneFloat {
                    grad: &|($(mut $name,)*)| {
                        let (value, gradient) = $grad($($passed),*);
                        (($($mutable.clone(),)* value,).flat(), gradient.flat())
                    },
                    grad_into: &|($(mut $name,)*), ($(mut $buffer,)*)| {
                        let value = $into($($passed,)* $(&mut $buffer),*);
                        (($($mutable.clone(),)* value,).flat(), ($($buffer,)*).flat())
                    },
                    dual: dual_call!(($($dual)?) ($($name)*) ($($passed)*)),
                }),
            };
            entry.check()
        }
    };
    (
        [value $f:ident $vjp:ident]
        [$($name:ident)*] [$($draw:tt)*] [$($passed:tt)*] [$($buffer:ident)*] [$(($mutable:ident $seed:ident))*]
    ) => {
        #[allow(unused_mut, unused_parens, unused_variables)]
        {
            use $crate::harness::{Entry, Floats};
            let entry = Entry {
                name: stringify!($f),
                draw: &|| ($($draw,)*),
                primal: &|($(mut $name,)*)| {
                    let value = $f($($passed),*);
                    ($($mutable.clone(),)* value,).flat()
                },
                vjp: &|($(mut $name,)*), seeds| {
                    let seeds = &mut seeds.iter().copied();
                    $(let $seed = $mutable.tangent(seeds);)*
                    let (value, pullback) = $vjp($($passed),*);
                    let gradient = pullback(value.tangent(seeds) $(, $seed)*).flat();
                    (($($mutable.clone(),)* value,).flat(), gradient)
                },
                of_one_float: None,
            };
            entry.check()
        }
    };
    (
        [nothing $f:ident $vjp:ident]
        [$($name:ident)*] [$($draw:tt)*] [$($passed:tt)*] [$($buffer:ident)*] [$(($mutable:ident $seed:ident))*]
    ) => {
        #[allow(unused_mut, unused_parens, unused_variables)]
        {
            use $crate::harness::{Entry, Floats};
            let entry = Entry {
                name: stringify!($f),
                draw: &|| ($($draw,)*),
                primal: &|($(mut $name,)*)| {
                    let () = $f($($passed),*);
                    ($($mutable.clone(),)*).flat()
                },
                vjp: &|($(mut $name,)*), seeds| {
                    let seeds = &mut seeds.iter().copied();
                    $(let $seed = $mutable.tangent(seeds);)*
                    let ((), pullback) = $vjp($($passed),*);
                    let gradient = pullback($($seed),*).flat();
                    (($($mutable.clone(),)*).flat(), gradient)
                },
                of_one_float: None,
            };
            entry.check()
        }
    };
}

/// The call of the function of dual numbers, if there is one.
macro_rules! dual_call {
    (() $names:tt $passed:tt) => {
        None
    };
    (($dual:path) ($($name:ident)*) ($($passed:tt)*)) => {
        Some(&|point, index| {
            let ($(mut $name,)*) = $crate::harness::towards(&point, index);
            $dual($($passed),*)
        })
    };
}

/// Writes functions twice: annotated, and for dual numbers in a module `duals`, where `f64` means a dual number.
macro_rules! both {
    ($(#[differentiable $(($($option:tt)*))?] fn $name:ident $arguments:tt $(-> $value:tt)? { $($body:tt)* })+) => {
        $(#[grad::differentiable $(($($option)*))?] fn $name $arguments $(-> $value)? { $($body)* })+

        #[allow(dead_code, unused_imports, non_camel_case_types)]
        mod duals {
            use $crate::dual::{Dual as f64, HALF, ONE, ZERO};

            $(pub fn $name $arguments $(-> $value)? { $($body)* })+
        }
    };
}
