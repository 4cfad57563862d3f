//! Members that are vectors and matrices, used as they stand: their types are those of the structs in this file.

use grad::{Differentiable, Floats, differentiable};
use nalgebra::{DMatrix, DVector, Matrix2, SMatrix, SVector, Vector2, Vector3};

use super::draw::fixed;
use crate::harness::{number, positive};

/// A gradient with respect to a struct against finite differences.
fn check<M: Clone + Floats<f64>>(model: &M, f: impl Fn(&M) -> f64, (value, gradient): (f64, impl Floats<f64>)) {
    assert_eq!(value.to_bits(), f(model).to_bits());
    let point: Vec<f64> = model.floats().copied().collect();
    let claimed: Vec<f64> = gradient.floats().copied().collect();
    let at = |numbers: &[f64]| {
        let mut model = model.clone();
        model.floats_mut().zip(numbers).for_each(|(float, number)| *float = *number);
        f(&model)
    };
    grad::check::gradient_of(at, &point, &claimed).assert();
}

#[derive(Clone, Debug, Differentiable)]
struct Kalman<const N: usize, const M: usize> {
    transition: SMatrix<f64, N, N>,
    observation: SMatrix<f64, M, N>,
    noise: SMatrix<f64, N, N>,
    error: SMatrix<f64, M, M>,
}

#[derive(Clone, Debug, Differentiable)]
struct State<const N: usize> {
    x: SVector<f64, N>,
    p: SMatrix<f64, N, N>,
}

impl<const N: usize, const M: usize> Kalman<N, M> {
    #[differentiable]
    fn predict(&self, s: &State<N>) -> State<N> {
        State { x: self.transition * s.x, p: self.transition * s.p * self.transition.transpose() + self.noise }
    }

    #[differentiable]
    fn update(&self, s: &State<N>, z: &SVector<f64, M>) -> State<N> {
        let y = z - self.observation * s.x;
        let spread = self.observation * s.p * self.observation.transpose() + self.error;
        let gain = s.p * self.observation.transpose() * spread.try_inverse().unwrap();
        State { x: s.x + gain * y, p: s.p - gain * self.observation * s.p }
    }
}

#[differentiable(wrt(filter))]
fn filtered(filter: &Kalman<2, 1>, seen: &[f64]) -> f64 {
    let mut s = State { x: Vector2::new(0.0, 1.0), p: Matrix2::identity() };
    let mut error = 0.0;
    for &z in seen {
        s = filter.predict(&s);
        let z = SVector::<f64, 1>::new(z);
        s = filter.update(&s, &z);
        error += (s.x[0] - z[0]).powi(2);
    }
    error
}

#[derive(Clone, Debug, Differentiable)]
struct Squares {
    a: Matrix2<f64>,
    pair: [Matrix2<f64>; 2],
    many: Vec<Matrix2<f64>>,
}

/// Products of square matrices, which do not commute.
#[differentiable(wrt(squares))]
fn products(squares: &Squares, x: Vector2<f64>, dt: f64) -> f64 {
    let first = squares.a * squares.pair[0];
    let step = squares.a * dt;
    let mut y = (step * step - first * squares.pair[1]) * x;
    for m in &squares.many {
        y = m * y + squares.a * m * x;
    }
    y.norm_squared()
}

#[differentiable]
fn of_elements(ms: &[Matrix2<f64>]) -> Matrix2<f64> {
    ms[0] * ms[1]
}

/// Elements of vectors and arrays that the function makes itself.
#[differentiable]
fn of_lists(x: f64, m: &Matrix2<f64>) -> f64 {
    let mut pushed = Vec::new();
    for i in 0..3 {
        pushed.push(Matrix2::new(x, 1.0, x * x, i as f64));
    }
    let written = vec![*m, m * x];
    let array = [m.transpose(), &written[0] * &written[1]];
    (&pushed[0] * &pushed[2] * &array[1]).trace() + (written[0] * array[0]).norm()
}

#[derive(Clone, Debug, Differentiable)]
struct Body {
    position: Vector3<f64>,
    velocity: Vector3<f64>,
    mass: f64,
}

#[derive(Clone, Debug, Differentiable)]
struct World {
    bodies: Vec<Body>,
    dt: f64,
}

impl World {
    #[differentiable]
    fn step(&mut self) {
        for body in self.bodies.iter_mut() {
            let pull = body.position * (-1.0 / body.mass);
            body.velocity += pull * self.dt;
            body.position += body.velocity * self.dt;
        }
    }
}

#[differentiable(wrt(world))]
fn energy(world: &World, n: usize) -> f64 {
    let mut world = world.clone();
    for _ in 0..n {
        world.step();
    }
    let mut sum = 0.0;
    for body in &world.bodies {
        sum += 0.5 * body.mass * body.velocity.norm_squared() + body.position.dot(&body.velocity);
    }
    sum
}

#[derive(Clone, Debug, Differentiable)]
struct Dense {
    weights: DMatrix<f64>,
    bias: DVector<f64>,
}

impl Dense {
    #[differentiable]
    fn forward(&self, x: &DVector<f64>) -> DVector<f64> {
        (&self.weights * x + &self.bias).map(f64::tanh)
    }
}

/// The state has another length in each trip.
#[differentiable(wrt(layers))]
fn network(layers: &Vec<Dense>, x: &DVector<f64>) -> f64 {
    let mut h = x.clone();
    for layer in layers {
        h = layer.forward(&h);
    }
    h.norm_squared() + h[0]
}

/// Matrices that functions of this file give, without their types written.
#[differentiable]
fn turned(x: &Vector2<f64>, angle: f64) -> Vector2<f64> {
    let m = Matrix2::new(angle.cos(), -angle.sin(), angle.sin(), angle.cos());
    m * x
}

#[differentiable]
fn of_results(x: &Vector2<f64>, angle: f64, n: usize) -> f64 {
    let a = turned(x, angle);
    let b = turned(&a, 2.0 * angle) * angle;
    let mut c = x.clone();
    for _ in 0..n {
        c = turned(&c, angle) + &b;
    }
    (a + &b).dot(&c) + turned(&b, 1.0).norm_squared() * turned(x, 0.5).dot(&b)
}

/// Vectors and matrices in a tuple.
#[differentiable]
fn several(x: &Vector2<f64>, m: &Matrix2<f64>) -> (Vector2<f64>, Matrix2<f64>, f64) {
    (m * x, m * m, x.norm())
}

#[differentiable]
fn of_several(x: &Vector2<f64>, m: &Matrix2<f64>) -> f64 {
    let (y, square, norm) = several(x, m);
    (square * y).norm() * norm + y.dot(x)
}

#[test]
fn results() {
    zoo!(of_several, of_several_grad, of_several_grad_into, of_several_vjp: &fixed(), &fixed());
    for n in [0, 1, 2] {
        zoo!(of_results, of_results_grad, of_results_grad_into, of_results_vjp: &fixed(), number(), =n);
    }
}

#[test]
fn filters() {
    let near = |scale: f64| fixed::<2, 2>() * scale;
    let filter = Kalman {
        transition: Matrix2::new(1.0, 0.1, 0.0, 0.95) + near(0.05),
        observation: SMatrix::<f64, 1, 2>::new(1.0, 0.2),
        noise: Matrix2::new(0.3, 0.01, 0.02, 0.2),
        error: SMatrix::<f64, 1, 1>::new(0.3),
    };
    for n in [0, 1, 2, 4] {
        let seen: Vec<f64> = (0..n).map(|_| number()).collect();
        check(&filter, |filter| filtered(filter, &seen), filtered_grad(&filter, &seen));
    }
}

#[test]
fn square_matrices() {
    for n in [0, 1, 2] {
        let many = (0..n).map(|_| fixed()).collect();
        let squares = Squares { a: fixed(), pair: [fixed(), fixed()], many };
        let (x, dt) = (fixed(), positive());
        check(&squares, |squares| products(squares, x, dt), products_grad(&squares, x, dt));
    }
    let ms = vec![fixed::<2, 2>(), fixed()];
    let seed = fixed::<2, 2>();
    zoo!(of_lists, of_lists_grad, of_lists_grad_into, of_lists_vjp: number(), &fixed());
    let (_, pullback) = of_elements_vjp(&ms);
    let value = |ms: &Vec<Matrix2<f64>>| of_elements(ms).dot(&seed);
    check(&ms, value, (value(&ms), pullback(seed)));
}

#[test]
fn bodies() {
    for count in [0, 1, 2] {
        let bodies = (0..count).map(|_| Body { position: fixed(), velocity: fixed(), mass: positive() }).collect();
        let world = World { bodies, dt: 0.25 };
        for n in [0, 1, 3] {
            check(&world, |world| energy(world, n), energy_grad(&world, n));
        }
    }
}

#[test]
fn networks() {
    for widths in [&[2][..], &[2, 3], &[2, 1, 3], &[2, 3, 1, 2]] {
        let layer = |widths: &[usize]| Dense {
            weights: DMatrix::from_fn(widths[1], widths[0], |_, _| number()),
            bias: DVector::from_fn(widths[1], |_, _| number()),
        };
        let layers: Vec<Dense> = widths.windows(2).map(layer).collect();
        let x = DVector::from_fn(2, |_, _| number());
        check(&layers, |layers| network(layers, &x), network_grad(&layers, &x));
    }
}
