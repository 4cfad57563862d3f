//! Functions that are generic: over the kind of float, over lengths, over types of the user's.

use std::ops::{Add, Mul};

use grad::{Differentiable, Scalar, differentiable};
use num_traits::Float;

use crate::floats_of;
use crate::harness::{array, number, numbers, positive, positives};

#[differentiable]
fn smooth<T: Float>(x: T, y: T) -> T {
    let a = x * y + x.sin() / (T::one() + y * y);
    a.powi(3) - (x / y).exp().sqrt() + T::from(0.25).unwrap() * y.abs().ln()
}

#[differentiable]
fn branching<T>(x: T, y: T) -> T
where
    T: num_traits::Float,
{
    let mut a = x.max(y) * T::min(x, y * y);
    if a > T::zero() {
        a = a.ln_1p() + x.hypot(y);
    }
    Float::max(a, x.cos()) + x.powf(y.abs()).clamp(T::from(-3.0).unwrap(), T::from(3.0).unwrap())
}

#[differentiable]
fn mean<T: Float>(xs: &[T]) -> T {
    let mut sum = T::zero();
    for x in xs {
        sum = sum + x.exp();
    }
    sum / T::from(xs.len()).unwrap()
}

#[differentiable]
fn norm<T: Float, const N: usize>(x: &[T; N], scale: T) -> T {
    let mut sum = T::zero();
    for i in 0..N {
        sum = sum + scale * x[i] * x[i];
    }
    sum.sqrt()
}

#[differentiable]
fn recurrence<T: Float>(x: T, steps: usize) -> T {
    let mut a = x;
    let mut b = T::one();
    for _ in 0..steps {
        let next = (a * b).sin() + x;
        a = b;
        b = next;
    }
    a * b
}

#[differentiable]
fn calls<T: Float>(xs: &[T], y: T) -> T {
    let z = smooth(y, recurrence(y, 3));
    mean(xs) * z + norm::<T, 2>(&[y, z], y) + norm(&[xs[0], y, z], T::one())
}

#[differentiable]
fn inner<T: Float>(xs: &[T], ys: &[T]) -> T {
    let mut sum = T::zero();
    for i in 0..xs.len().min(ys.len()) {
        sum = sum + xs[i] * xs[i] * ys[i];
    }
    sum
}

#[differentiable]
fn halves<T: Float>(xs: &[T]) -> T {
    let n = xs.len() / 2;
    inner(&xs[..n], &xs[n..]) * inner(&xs[..n + 1], &xs[n..]) + inner(xs, xs)
}

#[differentiable]
fn filled<T: Float>(x: T, n: usize) -> Vec<T> {
    let mut out = vec![T::zero(); n];
    for i in 0..n {
        out[i] = x.powi(i as i32);
    }
    out
}

#[differentiable]
fn in_place<T: Float>(xs: &mut [T], factor: T) -> T {
    let mut product = T::one();
    for x in xs.iter_mut() {
        *x = *x * factor;
        product = product * *x;
    }
    product
}

fn f64_only(x: f64, y: f64) -> f64 {
    smooth(x, y)
}

#[test]
fn generic_floats() {
    fn smooth(x: f64, y: f64) -> f64 {
        super::generics::smooth::<f64>(x, y)
    }
    zoo!(smooth, smooth_grad, smooth_grad_into, smooth_vjp: number(), number());
    zoo!(branching, branching_grad, branching_grad_into, branching_vjp: positive(), number());
    zoo!(recurrence, recurrence_grad, recurrence_grad_into, recurrence_vjp: number(), =4);
    zoo!(norm, norm_grad, norm_grad_into, norm_vjp: &array::<3>(), positive());
    for n in [1, 2, 5] {
        zoo!(mean, mean_grad, mean_grad_into, mean_vjp: &numbers(n));
        zoo!(halves, halves_grad, halves_grad_into, halves_vjp: &numbers(n));
        zoo!(calls, calls_grad, calls_grad_into, calls_vjp: &numbers(n), positive());
        zoo_vjp!(filled, filled_vjp: number(), =n);
        zoo!(in_place, in_place_grad, in_place_grad_into, in_place_vjp: &mut numbers(n), number());
    }
    assert_eq!(f64_only(1.0, 2.0), smooth(1.0, 2.0));
}

/// Both instances agree, as far as `f32` goes.
#[test]
fn both_kinds_of_floats() {
    let (wide, (dx, dy)) = smooth_grad(0.7_f64, 1.3_f64);
    let (narrow, (ex, ey)) = smooth_grad(0.7_f32, 1.3_f32);
    assert!((wide - f64::from(narrow)).abs() < 1e-5);
    assert!((dx - f64::from(ex)).abs() < 1e-5 && (dy - f64::from(ey)).abs() < 1e-5);
}

/// The trait of the crate itself.
#[differentiable]
fn sigmoid<T: grad::Float>(x: T) -> T {
    T::of(1.0) / (T::of(1.0) + (-x).exp())
}

#[differentiable(wrt(w, b))]
fn neuron<T: grad::Float>(w: &[T], b: T, x: &[T]) -> T {
    let mut sum = b;
    for (w, x) in w.iter().zip(x) {
        sum += *w * *x;
    }
    sigmoid(sum)
}

/// A trait of the user's, with no more than is needed.
pub trait Number: Copy + Add<Output = Self> + Mul<Output = Self> {}
impl Number for f64 {}
impl Number for f32 {}

#[differentiable]
fn polynomial<N: Number>(x: N, coefficients: &[N]) -> N {
    let mut sum = coefficients[0];
    let mut power = x;
    for i in 1..coefficients.len() {
        sum = sum + coefficients[i] * power;
        power = power * x;
    }
    sum
}

#[test]
fn other_traits_for_floats() {
    zoo!(sigmoid, sigmoid_grad, sigmoid_grad_into, sigmoid_vjp: number());
    for n in [1, 2, 5] {
        let x = positives(n);
        zoo!(neuron, neuron_grad, neuron_grad_into, neuron_vjp: &numbers(n), number(), =&x);
        zoo!(polynomial, polynomial_grad, polynomial_grad_into, polynomial_vjp: number(), &numbers(n));
    }
}

/// A struct of any float.
#[derive(Clone, Debug, Differentiable)]
pub struct Layer<T, const N: usize> {
    pub weights: [T; N],
    pub bias: T,
    // A member without floats, which nothing looks at.
    #[allow(dead_code)]
    pub name: String,
}

floats_of!(Layer<f64, 2>);

impl<T: Float, const N: usize> Layer<T, N> {
    #[differentiable]
    pub fn forward(&self, x: &[T; N]) -> T {
        let mut sum = self.bias;
        for i in 0..N {
            sum = sum + self.weights[i] * x[i];
        }
        sum.tanh()
    }

    #[differentiable]
    pub fn scaled(&self, factor: T) -> Self {
        Layer { bias: factor * self.bias, ..self.clone() }
    }

    #[differentiable]
    pub fn twice(&self, x: &[T; N], factor: T) -> T {
        self.forward(x) * self.scaled(factor).forward(x)
    }
}

/// Methods that name no float: what they compute with is members.
#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Plane<T: Float> {
    pub x: T,
    pub y: T,
}

floats_of!(Plane<f64>);

impl<T: Float> Plane<T> {
    #[differentiable]
    pub fn norm(self) -> T {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    #[differentiable]
    pub fn unit(self) -> Self {
        let k = self.norm().recip();
        Plane { x: self.x * k, y: (self.y * k).max(self.x.cos()) }
    }
}

#[differentiable]
fn unit_of<T: Float>(plane: Plane<T>) -> T {
    let unit = plane.unit();
    unit.x * unit.norm() - unit.y
}

#[differentiable]
fn of_layer<T: Float>(layer: &Layer<T, 2>, x: T) -> T {
    layer.forward(&[x, x * x]) + layer.weights[0] * layer.twice(&[x, T::one()], x)
}

#[test]
fn generic_structs_of_floats() {
    let layer = || Layer { weights: array(), bias: number(), name: String::new() };
    type L = Layer<f64, 2>;
    let (forward, forward_grad, forward_grad_into, forward_vjp) =
        (L::forward, L::forward_grad, L::forward_grad_into, L::forward_vjp);
    zoo!(forward, forward_grad, forward_grad_into, forward_vjp: &layer(), &array());
    let (twice, twice_grad, twice_grad_into, twice_vjp) = (L::twice, L::twice_grad, L::twice_grad_into, L::twice_vjp);
    zoo!(twice, twice_grad, twice_grad_into, twice_vjp: &layer(), &array(), number());
    let plane = || Plane { x: positive(), y: number() };
    zoo!(unit_of, unit_of_grad, unit_of_grad_into, unit_of_vjp: plane());
    zoo!(of_layer, of_layer_grad, of_layer_grad_into, of_layer_vjp: &layer(), number());
}

/// Any model that has an annotated method.
pub trait Model {
    #[differentiable]
    fn at(&self, x: f64) -> f64;
}

impl<const N: usize> Model for Layer<f64, N> {
    #[differentiable]
    fn at(&self, x: f64) -> f64 {
        self.weights[0] * x + self.bias
    }
}

#[differentiable]
fn loss<M: Model>(model: &M, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += (model.at(*x) - 1.0).powi(2);
    }
    sum
}

#[differentiable(wrt(x))]
fn constant_model<M: Model>(model: &M, x: f64) -> f64 {
    x * x + model.at(2.0)
}

/// Each trip's cotangent is of a type that is a parameter.
#[differentiable]
fn added_up<M: Model>(model: &M, xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += model.at(*x);
    }
    sum * sum
}

#[derive(Clone, Debug, Differentiable)]
pub struct Scaled<M> {
    pub model: M,
    pub factor: f64,
}

floats_of!(Scaled<Layer<f64, 2>>);

impl<M: Model + Differentiable> Scaled<M> {
    #[differentiable]
    fn added_up(&self, xs: &[f64]) -> f64 {
        let mut sum = 0.0;
        for x in xs {
            sum += self.factor * self.model.at(*x);
        }
        sum * sum
    }
}

#[test]
fn sums_of_generic_models() {
    let layer = || Layer { weights: array(), bias: number(), name: String::new() };
    type S = Scaled<Layer<f64, 2>>;
    let (of_member, of_member_grad, of_member_grad_into, of_member_vjp) =
        (S::added_up, S::added_up_grad, S::added_up_grad_into, S::added_up_vjp);
    for n in [0, 1, 3] {
        zoo!(added_up, added_up_grad, added_up_grad_into, added_up_vjp: &layer(), &numbers(n));
        let scaled = || Scaled { model: layer(), factor: number() };
        zoo!(of_member, of_member_grad, of_member_grad_into, of_member_vjp: &scaled(), &numbers(n));
    }
}

#[test]
fn generic_models() {
    let layer = || Layer { weights: array(), bias: number(), name: String::new() };
    for n in [0, 1, 3] {
        zoo!(loss, loss_grad, loss_grad_into, loss_vjp: &layer(), &numbers(n));
    }
    zoo!(
        constant_model, constant_model_grad, constant_model_grad_into, constant_model_vjp:
        =&Layer { weights: [1.0, 2.0], bias: 3.0, name: String::new() }, number()
    );
}

/// A generic caller asks for what the companions do.
fn descend<T: Float + Scalar>(x: T, rate: T) -> T {
    let (_, (slope, _)) = smooth_grad(x, T::one());
    x - rate * slope
}

#[test]
fn generic_callers() {
    let (_, (slope, _)) = smooth_grad(0.5, 1.0);
    assert_eq!(descend(0.5, 0.25), 0.5 - 0.25 * slope);
}
