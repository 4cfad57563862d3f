//! Operators of types of one's own: vectors, complex numbers and quaternions, owned, borrowed and generic.

use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, SubAssign};

use grad::{Differentiable, Float, differentiable};

use crate::floats_of;
use crate::harness::{number, positive};

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Vec3 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Body {
    pub position: Vec3,
    pub velocity: Vec3,
    pub mass: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Polynomial {
    pub coefficients: Vec<f64>,
}

floats_of!(Vec3 Body Complex Polynomial);

impl Vec3 {
    #[differentiable]
    fn new(x: f64, y: f64, z: f64) -> Vec3 {
        Vec3 { x, y, z }
    }

    #[differentiable]
    fn dot(self, o: Vec3) -> f64 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    #[differentiable]
    fn cross(self, o: Vec3) -> Vec3 {
        Vec3::new(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    }

    #[differentiable]
    fn unit(self) -> Vec3 {
        self / self.dot(self).sqrt()
    }
}

impl Add for Vec3 {
    type Output = Vec3;
    #[differentiable]
    fn add(self, o: Vec3) -> Vec3 {
        Vec3 { x: self.x + o.x, y: self.y + o.y, z: self.z + o.z }
    }
}

impl std::ops::Sub<Self> for Vec3 {
    type Output = Self;
    #[differentiable]
    fn sub(self, o: Self) -> Self::Output {
        Self { x: self.x - o.x, y: self.y - o.y, z: self.z - o.z }
    }
}

impl Mul<f64> for Vec3 {
    type Output = Vec3;
    #[differentiable]
    fn mul(self, s: f64) -> Self {
        Self::new(self.x * s, self.y * s, self.z * s)
    }
}

impl Mul<Vec3> for f64 {
    type Output = Vec3;
    #[differentiable]
    fn mul(self, v: Vec3) -> Vec3 {
        v * self
    }
}

/// A product that gives a number.
impl Mul for Vec3 {
    type Output = f64;
    #[differentiable]
    fn mul(self, o: Self) -> f64 {
        self.dot(o)
    }
}

#[differentiable]
impl Div<f64> for Vec3 {
    type Output = Vec3;
    fn div(self, s: f64) -> Vec3 {
        self * (1.0 / s)
    }
}

impl Neg for Vec3 {
    type Output = Vec3;
    #[differentiable]
    fn neg(self) -> Vec3 {
        Vec3::new(-self.x, -self.y, -self.z)
    }
}

impl AddAssign for Vec3 {
    #[differentiable]
    fn add_assign(&mut self, o: Vec3) {
        self.x += o.x;
        self.y += o.y;
        self.z += o.z;
    }
}

impl SubAssign for Vec3 {
    #[differentiable]
    fn sub_assign(&mut self, o: Vec3) {
        *self = *self - o;
    }
}

impl MulAssign<f64> for Vec3 {
    #[differentiable]
    fn mul_assign(&mut self, s: f64) {
        self.x *= s;
        self.y *= s;
        self.z *= s;
    }
}

impl Add for Complex {
    type Output = Complex;
    #[differentiable]
    fn add(self, o: Self) -> Self {
        Complex { re: self.re + o.re, im: self.im + o.im }
    }
}

impl Mul for Complex {
    type Output = Complex;
    #[differentiable]
    fn mul(self, o: Self) -> Self {
        Complex { re: self.re * o.re - self.im * o.im, im: self.re * o.im + self.im * o.re }
    }
}

/// Borrowed operands, of any degree.
impl<'a> Mul<&'a Polynomial> for &'a Polynomial {
    type Output = Polynomial;
    #[differentiable]
    fn mul(self, o: &'a Polynomial) -> Polynomial {
        let mut coefficients = vec![0.0; self.coefficients.len() + o.coefficients.len() - 1];
        for i in 0..self.coefficients.len() {
            for j in 0..o.coefficients.len() {
                coefficients[i + j] += self.coefficients[i] * o.coefficients[j];
            }
        }
        Polynomial { coefficients }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Differentiable)]
pub struct Pair<T> {
    pub a: T,
    pub b: T,
}

impl<T: Float> Add for Pair<T> {
    type Output = Pair<T>;
    #[differentiable]
    fn add(self, o: Pair<T>) -> Pair<T> {
        Pair { a: self.a * o.a, b: self.b + o.b }
    }
}

impl<T: Float> Mul<T> for Pair<T> {
    type Output = Self;
    #[differentiable]
    fn mul(self, s: T) -> Self {
        Self { a: self.a * s, b: self.b * s * s }
    }
}

/// Members, `self` and what is bound to a name: their types are those of the structs in this file.
impl Body {
    #[differentiable]
    fn drift(&mut self, pull: Vec3, dt: f64) {
        self.velocity += pull * dt / self.mass - self.position * dt;
        self.position = self.position + self.velocity * dt;
    }

    #[differentiable]
    fn momentum(self) -> Vec3 {
        let mass = self.mass;
        self.velocity * mass
    }
}

impl Pair<f64> {
    #[differentiable]
    fn twice(self) -> Self {
        let more = self.a * self.b;
        self * more + self
    }
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
pub struct Swarm {
    pub bodies: Vec<Body>,
    pub wind: Vec3,
}

floats_of!(Swarm);

#[differentiable]
fn drifted(swarm: &Swarm, dt: f64, steps: usize) -> f64 {
    let mut swarm = swarm.clone();
    let mut sum = 0.0;
    for _ in 0..steps {
        for body in swarm.bodies.iter_mut() {
            body.drift(swarm.wind, dt);
        }
        for body in &swarm.bodies {
            let apart = body.position - swarm.wind * 0.5;
            sum += apart.dot(body.momentum());
        }
    }
    sum
}

/// What functions of this file give, without its type written.
#[differentiable]
fn reflected(v: Vec3, n: Vec3, s: f64) -> f64 {
    let n = n.unit();
    let r = v - n * (2.0 * v.dot(n));
    let mut sum = given_back(r, v, s) + inferred(v, n, s) * s;
    sum += v.cross(n) / s;
    sum.dot(r) + (v.cross(r) - given_back(v, r, s)).dot(n)
}

#[differentiable]
fn paired(a: f64, b: f64) -> f64 {
    let pair = Pair { a, b };
    let twice = pair.twice();
    twice.a * twice.b
}

#[differentiable]
fn straight(a: Vec3, b: Vec3, s: f64) -> f64 {
    let c = a + b * s - 2.0 * a;
    let d = -(c.cross(b) + a) / s;
    d.dot(c) + d * a + (a - b).dot(a + c)
}

#[differentiable]
fn given_back(a: Vec3, b: Vec3, s: f64) -> Vec3 {
    a + b * s
}

#[differentiable]
fn inferred(a: Vec3, b: Vec3, s: f64) -> Vec3 {
    let scaled: Vec3 = a.cross(b);
    scaled * s - Vec3 { x: s, y: a.y, z: 1.0 }.unit()
}

#[differentiable]
fn assigned(a: Vec3, b: Vec3, s: f64) -> f64 {
    let mut sum = a;
    for i in 0..4 {
        sum += b * s;
        if i % 2 == 0 {
            sum -= a.cross(sum);
        } else {
            sum *= s * 0.5;
        }
    }
    sum.dot(b)
}

#[differentiable]
fn step(body: &mut Body, force: Vec3, dt: f64) {
    let velocity: Vec3 = body.velocity;
    let position: Vec3 = body.position;
    let velocity = velocity + force * (dt / body.mass);
    body.velocity = velocity;
    body.position = position + velocity * dt;
}

#[differentiable]
fn orbit(body: Body, dt: f64) -> f64 {
    let mut body = body;
    for _ in 0..5 {
        let position: Vec3 = body.position;
        let force = -position / position.dot(position).powf(1.5);
        step(&mut body, force, dt);
    }
    body.position.dot(body.velocity)
}

#[differentiable]
fn of_many(points: &[Vec3], center: Vec3) -> f64 {
    let mut sum = 0.0;
    let mut total = Vec3 { x: 0.0, y: 0.0, z: 0.0 };
    for (i, point) in points.iter().enumerate() {
        let off = *point - center;
        sum += off.dot(off).sqrt();
        total = total + points[i] * off.x;
    }
    sum + total.dot(center)
}

#[differentiable]
fn mandelbrot(c: Complex) -> f64 {
    let mut z = Complex { re: 0.1, im: 0.0 };
    for _ in 0..4 {
        z = z * z + c;
    }
    z.re * z.re + z.im
}

#[differentiable]
fn polynomials(p: &Polynomial, x: f64) -> f64 {
    let square = p * p;
    let cube = &square * p;
    let mut sum = 0.0;
    let mut power = 1.0;
    for i in 0..cube.coefficients.len() {
        sum += cube.coefficients[i] * power;
        power *= x;
    }
    sum
}

#[differentiable]
fn generic<T: Float>(p: Pair<T>, q: Pair<T>, s: T) -> T {
    let r = p + q * s;
    r.a * r.b + p.b
}

#[differentiable(constant(b))]
fn constant_operand(a: Vec3, b: Vec3) -> f64 {
    let c = a + b;
    let d = b * a.x;
    c.dot(d) + (b + b).dot(a)
}

fn vector() -> Vec3 {
    Vec3 { x: positive(), y: number(), z: number() }
}

#[test]
fn operators() {
    zoo!(straight, straight_grad, straight_grad_into, straight_vjp: vector(), vector(), positive());
    zoo_vjp!(given_back, given_back_vjp: vector(), vector(), number());
    zoo_vjp!(inferred, inferred_vjp: vector(), vector(), positive());
    zoo!(reflected, reflected_grad, reflected_grad_into, reflected_vjp: vector(), vector(), positive());
    zoo!(assigned, assigned_grad, assigned_grad_into, assigned_vjp: vector(), vector(), number());
    zoo!(
        constant_operand, constant_operand_grad, constant_operand_grad_into, constant_operand_vjp:
        vector(), =Vec3 { x: 0.5, y: -1.0, z: 2.0 }
    );
}

#[test]
fn in_loops() {
    for n in [0, 1, 3] {
        let points = || (0..n).map(|_| vector()).collect::<Vec<_>>();
        zoo!(of_many, of_many_grad, of_many_grad_into, of_many_vjp: &points(), vector());
    }
    let body = || Body { position: vector(), velocity: vector(), mass: positive() };
    zoo_mut!(step, step_vjp: &mut body(), vector(), number());
    zoo!(orbit, orbit_grad, orbit_grad_into, orbit_vjp: body(), positive());
    for n in [0, 1, 2] {
        let swarm = || Swarm { bodies: (0..n).map(|_| body()).collect(), wind: vector() };
        for steps in [0, 1, 3] {
            zoo!(drifted, drifted_grad, drifted_grad_into, drifted_vjp: &swarm(), positive(), =steps);
        }
    }
    zoo!(paired, paired_grad, paired_grad_into, paired_vjp: number(), number());
    let c = || Complex { re: 0.25 * number(), im: 0.25 * number() };
    zoo!(mandelbrot, mandelbrot_grad, mandelbrot_grad_into, mandelbrot_vjp: c());
    let polynomial = || Polynomial { coefficients: crate::harness::numbers(3) };
    zoo!(polynomials, polynomials_grad, polynomials_grad_into, polynomials_vjp: &polynomial(), number());
}

#[test]
fn of_generic_types() {
    let (p, q) = (Pair { a: 2.0, b: 3.0 }, Pair { a: 0.5, b: -1.0 });
    let f = |n: &[f64]| generic(Pair { a: n[0], b: n[1] }, Pair { a: n[2], b: n[3] }, n[4]);
    let (_, (d_p, d_q, d_s)) = generic_grad(p, q, 1.5);
    grad::check::gradient_of(f, &[2.0, 3.0, 0.5, -1.0, 1.5], &[d_p.a, d_p.b, d_q.a, d_q.b, d_s]).assert();
}
