//! Slices of structs that hold vectors, gone through one after another and in pairs.

use grad::differentiable;
use nalgebra::Vector3;

#[derive(Clone, grad::Differentiable)]
struct Body {
    place: Vector3<f64>,
    speed: Vector3<f64>,
    mass: f64,
}

#[differentiable]
fn energy(bodies: &[Body], k: f64) -> f64 {
    bodies.iter().map(|b| 0.5 * b.mass * b.speed.norm_squared() * k + b.place[0]).sum()
}

/// The cotangents of the bodies are not wanted.
#[differentiable(constant(bodies))]
fn energy_of_constants(bodies: &[Body], k: f64) -> f64 {
    energy(bodies, k * k)
}

#[differentiable]
fn attracted(bodies: &[Body], dt: f64) -> f64 {
    let mut state = bodies.to_vec();
    for _ in 0..3 {
        let mut pulls: Vec<Vector3<f64>> = Vec::new();
        for i in 0..state.len() {
            let mut pull = Vector3::zeros();
            for j in 0..state.len() {
                if i == j {
                    continue;
                }
                let d = state[j].place - state[i].place;
                let r2 = d.norm_squared() + 0.01;
                pull += d * (state[j].mass / (r2 * r2.sqrt()));
            }
            pulls.push(pull);
        }
        for (body, pull) in state.iter_mut().zip(&pulls) {
            body.speed += pull * dt;
            body.place += body.speed * dt;
        }
    }
    energy(&state, dt)
}

fn bodies(numbers: &[f64]) -> Vec<Body> {
    let vector = |n: &[f64]| Vector3::new(n[0], n[1], n[2]);
    let body = |n: &[f64]| Body { place: vector(&n[..3]), speed: vector(&n[3..6]), mass: n[6] };
    numbers.chunks(7).map(body).collect()
}

fn numbers(bodies: &[BodyTangent]) -> Vec<f64> {
    bodies.iter().flat_map(|b| b.place.iter().chain(&b.speed).copied().chain([b.mass]).collect::<Vec<_>>()).collect()
}

#[test]
fn several() {
    let point: Vec<f64> = (0..22).map(|i| f64::from(i * 37 % 41) / 20.0 - 0.93).collect();
    let (of_bodies, k) = (bodies(&point[..21]), point[21]);
    let (_, (d_bodies, d_k)) = energy_grad(&of_bodies, k);
    let claimed = [numbers(&d_bodies), vec![d_k]].concat();
    grad::check::gradient_of(|n: &[f64]| energy(&bodies(&n[..21]), n[21]), &point, &claimed).assert();
    let (_, (d_bodies, d_k)) = attracted_grad(&of_bodies, k);
    let claimed = [numbers(&d_bodies), vec![d_k]].concat();
    grad::check::gradient_of(|n: &[f64]| attracted(&bodies(&n[..21]), n[21]), &point, &claimed).assert();
    let d_k = energy_of_constants_grad(&of_bodies, k).1;
    grad::check::gradient_of(|n: &[f64]| energy_of_constants(&of_bodies, n[0]), &[k], &[d_k]).assert();
}
