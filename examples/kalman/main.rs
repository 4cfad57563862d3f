//! A Kalman filter that learns how noisy its world is.
//!
//! A car is seen by a sensor of unknown quality. The filter's negative log-likelihood is written with `nalgebra`'s matrices, and its gradient tells how to change the assumed noise
//! of the motion and of the sensor until the filter explains the measurements best.

mod filter;

use fastrand::Rng;
use filter::{likelihood, likelihood_grad};
use grad::check;

const STEPS: usize = 400;
const ROUNDS: usize = 300;
/// The standard deviations that the measurements are made with: of the pushes that the car gets, and of the sensor.
const TRUE_PUSH: f64 = 0.3;
const TRUE_SENSOR: f64 = 2.0;
/// Every run is the same.
const SEED: u64 = 7;

fn main() {
    let measurements = measure(&mut Rng::with_seed(SEED));
    // The logarithms of the standard deviations, first guesses.
    let (mut push, mut sensor) = (0.0, 0.0);

    let (value, (d_push, d_sensor)) = likelihood_grad(push, sensor, &measurements);
    println!("{}", check::gradient_of(|x| likelihood(x[0], x[1], &measurements), &[push, sensor], &[d_push, d_sensor]));
    println!("negative log-likelihood at first  {value:.4}");

    for round in 1..=ROUNDS {
        let (value, (d_push, d_sensor)) = likelihood_grad(push, sensor, &measurements);
        push -= 0.1 * d_push;
        sensor -= 0.1 * d_sensor;
        if round % 50 == 0 {
            println!("round {round:>3}  {value:.6}  push {:.3}  sensor {:.3}", push.exp(), sensor.exp());
        }
    }
    println!("the measurements were made with   push {TRUE_PUSH:.3}  sensor {TRUE_SENSOR:.3}");
}

/// Positions of a car that gets random pushes, as the sensor reports them.
fn measure(random: &mut Rng) -> Vec<f64> {
    let mut normal = || (0..12).map(|_| random.f64()).sum::<f64>() - 6.0;
    let (mut position, mut speed) = (0.0, 1.0);
    (0..STEPS)
        .map(|_| {
            let push = TRUE_PUSH * normal();
            position += speed + push / 2.0;
            speed += push;
            position + TRUE_SENSOR * normal()
        })
        .collect()
}
