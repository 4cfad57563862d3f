//! Compares a forward and a reverse derivative with each other.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt;

use super::real::Real;
use super::table::Table;

/// Checks that a forward derivative (jvp) and a reverse one (vjp) are the same linear map, seen
/// from both ends.
///
/// With the Jacobian `J` at some point, `jvp` maps a tangent `u` to `J u`, and `vjp` maps a seed
/// `w` to `Jᵀ w`. Then `w · (J u)` and `(Jᵀ w) · u` are the same number for every `u` and `w`. A
/// few pairs of them, drawn without structure, are tried; each draw costs a handful of calls. Both
/// maps are also tried on scaled inputs: that shows how large rounding errors are, and that the
/// maps are linear.
///
/// The test needs no finite differences and is exact up to rounding, but it cannot see an error
/// that both maps share. [`gradient_of`](super::gradient_of) does.
///
/// `jvp` is called with `inputs` numbers and `vjp` with `outputs`; closures hold the point.
///
/// # Panics
/// If `jvp` does not return `outputs` numbers or `vjp` not `inputs`.
///
/// ```
/// use grad_runtime::check;
///
/// // f(x, y) = (x * y, x + y, y * y) at the point (3, 5)
/// let jvp = |u: &[f64]| [5.0 * u[0] + 3.0 * u[1], u[0] + u[1], 10.0 * u[1]];
/// let vjp = |w: &[f64]| [5.0 * w[0] + w[1], 3.0 * w[0] + w[1] + 10.0 * w[2]];
/// check::dot_product(jvp, vjp, 2, 3).assert();
///
/// let wrong = |w: &[f64]| [5.0 * w[0], 3.0 * w[0] + w[1] + 10.0 * w[2]];
/// assert!(!check::dot_product(jvp, wrong, 2, 3).passed());
/// ```
#[track_caller]
pub fn dot_product<T: Real, U: AsRef<[T]>, W: AsRef<[T]>>(
    mut jvp: impl FnMut(&[T]) -> U,
    mut vjp: impl FnMut(&[T]) -> W,
    inputs: usize,
    outputs: usize,
) -> DotProduct {
    let mut random = Random::new();
    let mut draws = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let tangent = random.vector(inputs);
        let seed = random.vector(outputs);
        let forward = Side::of(&mut |tangent: &[T]| widen(jvp(tangent).as_ref(), outputs, "jvp"), &tangent, &seed);
        let reverse = Side::of(&mut |seed: &[T]| widen(vjp(seed).as_ref(), inputs, "vjp"), &seed, &tangent);
        draws.push(Draw { forward, reverse });
    }
    #[expect(clippy::cast_precision_loss, reason = "only a bound on rounding")]
    let terms = (inputs + outputs) as f64;
    DotProduct { draws, epsilon: terms * T::PRECISION.epsilon(), most_nonlinear: T::PRECISION.half_digits() }
}

/// How many pairs of tangent and seed are tried. One would do, but for chance.
const DRAWS: usize = 4;

/// The inputs are scaled by these, to see rounding errors. Powers of two would not show any.
const SCALES: [f64; 3] = [0.7, 1.3, -1.9];

/// Between the rounding errors seen and those allowed.
const SAFETY: f64 = 10.0;

/// What the dot-product test found.
#[derive(Clone, Debug)]
#[must_use = "the test says nothing until it is asked: call `assert` or `passed`, or print it"]
pub struct DotProduct {
    draws: Vec<Draw>,
    /// Rounding error of a dot product, relative to the sum of its absolute terms.
    epsilon: f64,
    /// The largest difference that scaling the input may make, relative to the same sum.
    most_nonlinear: f64,
}

#[derive(Clone, Copy, Debug)]
struct Draw {
    forward: Side,
    reverse: Side,
}

/// One of the two dot products.
#[derive(Clone, Copy, Debug)]
struct Side {
    value: f64,
    /// The sum of the absolute values of its terms.
    size: f64,
    /// By how much it moved when the input was scaled, and the output scaled back.
    moved: f64,
}

impl Side {
    fn of<T: Real>(map: &mut dyn FnMut(&[T]) -> Vec<f64>, input: &[T], weights: &[T]) -> Self {
        let terms = |output: &[f64]| -> Vec<f64> {
            output.iter().zip(weights).map(|(output, weight)| output * weight.widen()).collect()
        };
        let unscaled = terms(&map(input));
        let value: f64 = unscaled.iter().sum();
        let mut moved = 0.0;
        for scale in SCALES {
            let scaled_input: Vec<T> = input.iter().map(|x| T::narrow(x.widen() * scale)).collect();
            let scaled: f64 = terms(&map(&scaled_input)).iter().sum();
            let difference = (scaled / scale - value).abs();
            if difference > moved || difference.is_nan() {
                moved = difference;
            }
        }
        Self { value, size: unscaled.iter().map(|term| term.abs()).sum(), moved }
    }
}

impl DotProduct {
    /// Whether both maps are linear and agree, up to rounding, in every draw.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.draws.iter().all(|draw| self.finding(draw) == Finding::Agrees)
    }

    /// Panics with the printed findings unless the test [`passed`](Self::passed).
    ///
    /// # Panics
    /// If the maps disagree, or one of them is not linear.
    #[track_caller]
    pub fn assert(&self) {
        assert!(self.passed(), "{self}");
    }

    fn finding(&self, draw: &Draw) -> Finding {
        let finite = |side: Side| side.value.is_finite() && side.moved.is_finite();
        let linear = |side: Side| side.moved <= self.most_nonlinear * side.size;
        if !finite(draw.forward) || !finite(draw.reverse) {
            Finding::NotFinite
        } else if !linear(draw.forward) {
            Finding::ForwardNotLinear
        } else if !linear(draw.reverse) {
            Finding::ReverseNotLinear
        } else if (draw.forward.value - draw.reverse.value).abs() <= self.allowed(draw) {
            Finding::Agrees
        } else {
            Finding::Differs
        }
    }

    fn allowed(&self, draw: &Draw) -> f64 {
        let Draw { forward, reverse } = draw;
        SAFETY * (self.epsilon * (forward.size + reverse.size) + forward.moved + reverse.moved)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Agrees,
    Differs,
    NotFinite,
    ForwardNotLinear,
    ReverseNotLinear,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Agrees => "ok",
            Self::Differs => "DIFFERS",
            Self::NotFinite => "NOT FINITE",
            Self::ForwardNotLinear => "jvp is NOT LINEAR in its tangent",
            Self::ReverseNotLinear => "vjp is NOT LINEAR in its seed",
        })
    }
}

impl fmt::Display for DotProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "dot-product test: {}", if self.passed() { "jvp and vjp agree" } else { "jvp and vjp DISAGREE" })?;
        let mut table = Table::new(["draw", "seed · jvp(tangent)", "vjp(seed) · tangent", "allowed difference", ""]);
        for (index, draw) in self.draws.iter().enumerate() {
            table.row([
                index.to_string(),
                alloc::format!("{:?}", draw.forward.value),
                alloc::format!("{:?}", draw.reverse.value),
                alloc::format!("{:.1e}", self.allowed(draw)),
                self.finding(draw).to_string(),
            ]);
        }
        write!(f, "{table}")
    }
}

#[track_caller]
fn widen<T: Real>(numbers: &[T], expected: usize, name: &str) -> Vec<f64> {
    assert!(numbers.len() == expected, "{name} returned {} numbers instead of {expected}", numbers.len());
    numbers.iter().map(|x| x.widen()).collect()
}

/// Numbers without structure, the same ones every time: the splitmix generator of Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(0x5eed)
    }

    fn vector<T: Real>(&mut self, length: usize) -> Vec<T> {
        (0..length).map(|_| T::narrow(self.number())).collect()
    }

    /// A number between 1/2 and 1, or between -1 and -1/2: none is lost beside the others.
    fn number(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        let size = f64::from_bits(0x3fe0_0000_0000_0000 | bits >> 12);
        if bits & 1 == 0 { size } else { -size }
    }
}
