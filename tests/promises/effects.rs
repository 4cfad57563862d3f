use std::cell::{Cell, RefCell};
use std::fmt;

use grad::differentiable;

/// Runs the function, its gradient and its pullback, and checks that each leaves the same trace.
macro_rules! assert_same_trace {
    ($f:ident, $grad:ident, $vjp:ident ($($arg:expr),*), $trace:ident) => {{
        let trace_of = |run: &dyn Fn(&RefCell<Vec<i32>>)| {
            let $trace = RefCell::new(Vec::new());
            run(&$trace);
            $trace.into_inner()
        };
        let expected = trace_of(&|$trace| {
            let _ = $f($($arg),*);
        });
        assert!(!expected.is_empty(), "nothing to compare");
        let of_gradient = trace_of(&|$trace| {
            let _ = $grad($($arg),*);
        });
        assert_eq!(of_gradient, expected);
        let of_forward_half = trace_of(&|$trace| {
            let _ = $vjp($($arg),*);
        });
        assert_eq!(of_forward_half, expected, "the pullback was not called");
        let of_both_halves = trace_of(&|$trace| {
            let _ = $vjp($($arg),*).1(1.0);
        });
        assert_eq!(of_both_halves, expected, "the pullback was called");
        expected
    }};
}

/// Notes that it was here.
fn note(trace: &RefCell<Vec<i32>>, mark: i32) -> f64 {
    trace.borrow_mut().push(mark);
    f64::from(mark)
}

#[test]
fn constant_calls_happen_once_and_in_order() {
    #[differentiable(constant(trace))]
    fn noted(x: f64, trace: &RefCell<Vec<i32>>) -> f64 {
        let a = note(trace, 1) * x;
        let _unused = note(trace, 2);
        note(trace, 3);
        let b = (a * note(trace, 4)).sin() * note(trace, 5) * x;
        b + note(trace, 6) * 0.0
    }
    assert_eq!(assert_same_trace!(noted, noted_grad, noted_vjp(0.5, trace), trace), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn conditions_are_asked_once() {
    #[differentiable(constant(trace))]
    fn steered(x: f64, n: i32, trace: &RefCell<Vec<i32>>) -> f64 {
        let y = if note(trace, 1) > x { x * x } else { x.exp() };
        let z = match note(trace, 2) as i32 + n {
            2 => y * note(trace, 3),
            k if note(trace, 4) as i32 == k => y.sin(),
            _ if note(trace, 5) > 0.0 && n > 0 && note(trace, 6) > 0.0 => y.sqrt(),
            _ => return x * note(trace, 7),
        };
        if n == 2 || note(trace, 8) < 0.0 { z } else { z * y }
    }
    for (x, n, expected) in [
        (0.5, 0, vec![1, 2, 3, 8]),
        (1.5, 2, vec![1, 2, 4]),
        (1.5, 1, vec![1, 2, 4, 5, 6, 8]),
        (1.5, -1, vec![1, 2, 4, 5, 7]),
    ] {
        assert_eq!(assert_same_trace!(steered, steered_grad, steered_vjp(x, n, trace), trace), expected);
    }
}

#[test]
fn closures_and_cells_held_constant() {
    #[differentiable(constant(next))]
    fn scaled(x: f64, next: impl Fn() -> f64) -> f64 {
        x * next() + x * x * next()
    }
    #[differentiable(constant(next))]
    fn scaled_by_reference(x: f64, next: &dyn Fn() -> f64) -> f64 {
        x * next() + x * x * next()
    }
    #[differentiable(constant(counter))]
    fn counting(x: f64, counter: &Cell<u32>) -> f64 {
        counter.set(counter.get() + 1);
        let n = counter.get();
        counter.set(n + 1);
        x.powi(3) * f64::from(n)
    }
    let calls = Cell::new(0);
    let next = || {
        calls.set(calls.get() + 1);
        f64::from(calls.get())
    };
    assert_eq!(scaled_grad(3.0, next), (21.0, 13.0));
    assert_eq!(calls.get(), 2);
    assert_eq!(scaled_by_reference_grad(3.0, &next), (45.0, 27.0));
    assert_eq!(calls.get(), 4);

    let counter = Cell::new(4);
    assert_eq!(counting_grad(2.0, &counter), (40.0, 60.0));
    assert_eq!(counter.get(), 6);
    assert_eq!(counting_vjp(2.0, &counter).1(2.0), 168.0);
    assert_eq!(counter.get(), 8);
}

/// Asserts and prints stay in the forward sweep, with the values of their time.
#[test]
fn asserts_and_prints_are_kept() {
    /// Writes its mark when it is printed.
    struct Mark<'a>(&'a RefCell<Vec<i32>>, i32);

    impl fmt::Display for Mark<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            note(self.0, self.1);
            write!(f, "mark {}", self.1)
        }
    }

    #[differentiable(constant(trace))]
    fn talkative(x: f64, trace: &RefCell<Vec<i32>>) -> f64 {
        println!("{} at {x}", Mark(trace, 1));
        let mut y = x * x;
        assert!(note(trace, 2) > 1.0 && y >= x, "{x} {y:?} {}", Mark(trace, -1));
        eprintln!("{y:>width$.2} {}", Mark(trace, 3), width = 8);
        y += 1.0;
        assert_eq!(note(trace, 4) as i32, 4, "{}", Mark(trace, -1));
        assert_ne!(y, -note(trace, 5));
        debug_assert!(y > note(trace, -6), "{y}");
        print!("{y}{}\n", Mark(trace, 7));
        y * x
    }
    let expected = if cfg!(debug_assertions) { vec![1, 2, 3, 4, 5, -6, 7] } else { vec![1, 2, 3, 4, 5, 7] };
    assert_eq!(assert_same_trace!(talkative, talkative_grad, talkative_vjp(1.5, trace), trace), expected);
    let trace = RefCell::new(Vec::new());
    assert_eq!(talkative_grad(2.0, &trace), (10.0, 13.0));
}

/// A called function's effects count too.
#[test]
fn effects_in_called_functions() {
    #[differentiable(constant(trace))]
    fn inner(x: f64, trace: &RefCell<Vec<i32>>) -> f64 {
        note(trace, 1);
        x * x
    }
    #[differentiable(constant(trace))]
    fn outer(x: f64, trace: &RefCell<Vec<i32>>) -> f64 {
        let unused = inner(3.0 * x, trace);
        let y = inner(x, trace) + note(trace, 2);
        let _ = unused;
        inner(y, trace)
    }
    assert_eq!(assert_same_trace!(outer, outer_grad, outer_vjp(1.5, trace), trace), [1, 1, 2, 1]);
    let trace = RefCell::new(Vec::new());
    assert_eq!(outer_grad(1.0, &trace), (9.0, 12.0));
}

/// Methods of a user's own type may have effects, also where they are named as those of numbers and arrays.
#[test]
fn effects_of_methods_with_usual_names() {
    struct Counter<'a>(&'a RefCell<Vec<i32>>);

    impl Counter<'_> {
        fn next(&self, mark: i32) -> usize {
            self.0.borrow_mut().push(mark);
            self.0.borrow().len()
        }

        fn min(&self, by: usize) -> usize {
            self.next(1) + by
        }

        fn max(&self, by: usize) -> usize {
            self.next(2) + by
        }

        fn len(&self) -> usize {
            self.next(3)
        }

        fn is_empty(&self) -> bool {
            self.next(4) % 4 == 0
        }
    }

    #[differentiable(constant(counter))]
    fn counted(x: f64, counter: &Counter) -> f64 {
        let mut y = x;
        for i in 0..4 {
            let k = counter.min(i);
            y = if counter.is_empty() { y * x / counter.max(i) as f64 } else { y.sin() + k as f64 };
            y += y * x / counter.len() as f64;
        }
        y
    }

    #[differentiable(constant(trace))]
    fn made_inside(x: f64, trace: &RefCell<Vec<i32>>) -> f64 {
        let counter = Counter(trace);
        let mut y = x;
        for i in 0..3 {
            y = y.sin() / counter.min(i) as f64;
        }
        y
    }

    let expected = [1, 4, 3, 1, 4, 3, 1, 4, 3, 1, 4, 3];
    let trace = assert_same_trace!(counted, counted_grad, counted_vjp(0.5, &Counter(trace)), trace);
    assert_eq!(trace.iter().filter(|mark| **mark != 2).copied().collect::<Vec<_>>(), expected);
    assert!(trace.contains(&2), "both ways are taken");
    assert_eq!(assert_same_trace!(made_inside, made_inside_grad, made_inside_vjp(0.5, trace), trace), [1, 1, 1]);
    let anew = |x: f64| counted(x, &Counter(&RefCell::new(Vec::new())));
    let gradient = |x: f64| counted_grad(x, &Counter(&RefCell::new(Vec::new())));
    grad::check::gradient(anew, gradient, (0.5,)).assert();
}

/// A method that has the name of a float's may do anything where it is another type's.
#[test]
fn methods_with_names_of_floats() {
    struct Dice<'a>(&'a RefCell<Vec<i32>>);

    impl Dice<'_> {
        fn exp(&self) -> f64 {
            let thrown = self.0.borrow().len() as i32;
            note(self.0, thrown)
        }
    }

    #[differentiable(constant(dice))]
    fn thrown(x: f64, dice: &Dice) -> f64 {
        let _ = dice.exp();
        dice.exp();
        let _dead = x * dice.exp();
        x * dice.exp()
    }
    let trace = RefCell::new(Vec::new());
    assert_eq!(thrown_grad(2.0, &Dice(&trace)), (6.0, 3.0));
    assert_eq!(thrown_vjp(2.0, &Dice(&trace)).1(1.0), 7.0);
    assert_eq!(trace.into_inner(), (0..8).collect::<Vec<i32>>());
}

/// An iterator makes the items that are passed over, too.
#[test]
fn items_passed_over() {
    struct Random(u32);

    impl Random {
        fn next(&mut self) -> f64 {
            self.0 = self.0 * 5 % 17;
            f64::from(self.0)
        }
    }

    #[differentiable(constant(random))]
    fn skipped(xs: &[f64], random: &mut Random) -> f64 {
        let some: f64 = xs.iter().map(|x| x * random.next()).skip(1).step_by(2).sum();
        let pairs: f64 = xs.iter().map(|x| x * random.next()).skip(2).zip(xs).map(|(a, b)| a * b).sum();
        let last: f64 = xs.iter().map(|x| x + random.next()).rev().skip(3).sum();
        (some + pairs + last) * random.next()
    }
    let point = [0.5, 1.5, -0.7, 2.0];
    let value = skipped(&point, &mut Random(1));
    let (found, gradient) = skipped_grad(&point, &mut Random(1));
    assert_eq!(found, value);
    grad::check::gradient_of(|xs: &[f64]| skipped(xs, &mut Random(1)), &point, &gradient).assert();
}

/// Numbers that look random; each is another.
struct Random(Cell<u64>);

impl Random {
    fn next(&self) -> f64 {
        let state = self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.set(state);
        (state >> 40) as f64 / (1_u64 << 24) as f64
    }
}

struct Setting {
    random: Random,
}

#[differentiable(constant(random))]
fn noisy(f: f64, x: f64, random: &Random) -> [f64; 2] {
    [(f * x * random.next()).sin(), (f * x).cos()]
}

#[differentiable]
fn joined(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] + b[0], a[1] + b[1]]
}

#[differentiable(wrt(f))]
fn pushed_noise(f: &[f64], xs: &[f64], random: &Random) -> f64 {
    let mut all = Vec::new();
    for &x in xs {
        let mut sum = [0.0; 2];
        for &f in f {
            sum = joined(sum, noisy(f, x, random));
        }
        all.push(sum);
    }
    all.iter().map(|sum| sum[0] * sum[1]).sum()
}

#[differentiable(wrt(f))]
fn summed_noise(f: &[f64], xs: &[f64], setting: &Setting) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    for &x in xs {
        let both = noisy(f[0] * f[1], x, &setting.random);
        a += both[0];
        b += both[1];
    }
    a * b
}

#[differentiable(wrt(f))]
fn noise_of_each(f: &[f64], xs: &[f64], generators: &[Random]) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    for (&x, random) in xs.iter().zip(generators) {
        let both = noisy(f[0] * f[1], x, random);
        a += both[0];
        b += both[1];
    }
    a * b
}

#[differentiable(wrt(f))]
fn noise_by_index(f: &[f64], xs: &[f64], settings: &[Setting]) -> f64 {
    let (mut a, mut b) = (0.0, 0.0);
    for i in 0..xs.len() {
        let setting = &settings[i];
        let both = noisy(f[0] * f[1], xs[i], &setting.random);
        a += both[0];
        b += both[1];
    }
    a * b
}

/// A loop that draws random numbers is not run again on the way back: it would draw others.
#[test]
fn random_numbers_are_drawn_once() {
    let (f, xs) = ([0.3, 0.7], [0.5, 0.9, 1.3]);
    let random = || Random(Cell::new(7));
    let (value, d) = pushed_noise_grad(&f, &xs, &random());
    assert_eq!(value, pushed_noise(&f, &xs, &random()));
    grad::check::gradient_of(|f| pushed_noise(f, &xs, &random()), &f, &d).assert();

    let setting = || Setting { random: random() };
    let (value, d) = summed_noise_grad(&f, &xs, &setting());
    assert_eq!(value, summed_noise(&f, &xs, &setting()));
    grad::check::gradient_of(|f| summed_noise(f, &xs, &setting()), &f, &d).assert();

    let generators = || [random(), Random(Cell::new(8)), random()];
    let (value, d) = noise_of_each_grad(&f, &xs, &generators());
    assert_eq!(value, noise_of_each(&f, &xs, &generators()));
    grad::check::gradient_of(|f| noise_of_each(f, &xs, &generators()), &f, &d).assert();

    let settings = || generators().map(|random| Setting { random });
    let (value, d) = noise_by_index_grad(&f, &xs, &settings());
    assert_eq!(value, noise_by_index(&f, &xs, &settings()));
    grad::check::gradient_of(|f| noise_by_index(f, &xs, &settings()), &f, &d).assert();
}
