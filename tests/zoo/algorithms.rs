//! Small algorithms as they stand in programs: filters, integrators, solvers, statistics, layers of networks.

use grad::differentiable;

use crate::harness::{LENGTHS, array, matrix, number, numbers, positive, positive_array, positives, rows};

const ZERO: f64 = 0.0;
const ONE: f64 = 1.0;

both! {
    #[differentiable]
    fn convolution_energy(signal: &[f64], kernel: &[f64]) -> f64 {
        let mut energy = ZERO;
        for i in 0..(signal.len() + 1).saturating_sub(kernel.len()) {
            let mut sum = ZERO;
            for j in 0..kernel.len() {
                sum += signal[i + j] * kernel[j];
            }
            energy += sum * sum;
        }
        energy
    }

    #[differentiable]
    fn simpson(a: f64, b: f64, halves: u32) -> f64 {
        let n = 2 * halves;
        if n == 0 {
            return ZERO;
        }
        let h = (b - a) / f64::from(n);
        let mut sum = ZERO;
        for i in 0..=n {
            let x = a + h * f64::from(i);
            let weight = if i == 0 || i == n {
                1
            } else if i % 2 == 1 {
                4
            } else {
                2
            };
            sum += (x * x).sin() * f64::from(weight);
        }
        sum * h / 3.0
    }

    #[differentiable]
    fn runge_kutta(start: [f64; 2], stiffness: f64, steps: usize) -> f64 {
        let h = 0.2;
        let mut y = start;
        for _ in 0..steps {
            let k1 = [y[1], -stiffness * y[0].sin()];
            let m = [y[0] + 0.5 * h * k1[0], y[1] + 0.5 * h * k1[1]];
            let k2 = [m[1], -stiffness * m[0].sin()];
            let m = [y[0] + 0.5 * h * k2[0], y[1] + 0.5 * h * k2[1]];
            let k3 = [m[1], -stiffness * m[0].sin()];
            let m = [y[0] + h * k3[0], y[1] + h * k3[1]];
            let k4 = [m[1], -stiffness * m[0].sin()];
            for i in 0..2 {
                y[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
            }
        }
        y[0] * y[0] + 0.5 * y[1]
    }

    #[differentiable]
    fn three_bodies(positions: [[f64; 2]; 3], masses: [f64; 3], steps: usize) -> f64 {
        let mut x = positions;
        let mut v = [[ZERO; 2]; 3];
        for _ in 0..steps {
            for i in 0..3 {
                for j in 0..3 {
                    if i != j {
                        let d = [x[j][0] - x[i][0], x[j][1] - x[i][1]];
                        let r2 = d[0] * d[0] + d[1] * d[1] + 0.3;
                        for k in 0..2 {
                            v[i][k] += 0.1 * masses[j] * d[k] / (r2 * r2.sqrt());
                        }
                    }
                }
            }
            for i in 0..3 {
                for k in 0..2 {
                    x[i][k] += 0.1 * v[i][k];
                }
            }
        }
        let mut energy = ZERO;
        for i in 0..3 {
            energy += 0.5 * masses[i] * (v[i][0] * v[i][0] + v[i][1] * v[i][1]) + x[i][0];
        }
        energy
    }

    #[differentiable]
    fn heat_equation(start: &[f64], conductivity: f64, steps: usize) -> f64 {
        let n = start.len();
        let mut u = start.to_vec();
        let mut next = vec![ZERO; n];
        for _ in 0..steps {
            for i in 0..n {
                let left = if i > 0 { u[i - 1] } else { ZERO };
                let right = if i + 1 < n { u[i + 1] } else { ZERO };
                next[i] = u[i] + 0.1 * conductivity * (left - 2.0 * u[i] + right);
            }
            for i in 0..n {
                u[i] = next[i];
            }
        }
        let mut energy = ZERO;
        for i in 0..n {
            energy += u[i] * u[i];
        }
        energy
    }

    #[differentiable]
    fn kalman_likelihood(observations: &[f64], drift: f64, noise: f64) -> f64 {
        let (mut mean, mut variance) = (ZERO, ONE);
        let mut likelihood = ZERO;
        for z in observations {
            let predicted = mean * drift;
            let spread = variance * drift * drift + 0.2;
            let innovation = z - predicted;
            let total = spread + noise;
            likelihood -= 0.5 * (innovation * innovation / total + total.ln());
            let gain = spread / total;
            mean = predicted + gain * innovation;
            variance = (1.0 - gain) * spread;
        }
        likelihood
    }

    #[differentiable]
    fn forward_algorithm(stay: f64, emit: [f64; 2], symbols: &[usize]) -> f64 {
        let mut p = [ONE * 0.5, ONE * 0.5];
        let mut log_likelihood = ZERO;
        for &symbol in symbols {
            let q = [p[0] * stay + p[1] * (1.0 - stay), p[0] * (1.0 - stay) + p[1] * stay];
            for state in 0..2 {
                let chance = if (symbol + state) % 2 == 0 { emit[state] } else { 1.0 - emit[state] };
                p[state] = q[state] * chance;
            }
            let total = p[0] + p[1];
            log_likelihood += total.ln();
            p = [p[0] / total, p[1] / total];
        }
        log_likelihood
    }

    #[differentiable]
    fn dynamic_time_warping(a: &[f64], b: &[f64]) -> f64 {
        let width = b.len() + 1;
        let mut cost = vec![ONE * 100.0; (a.len() + 1) * width];
        cost[0] = ZERO;
        for i in 1..=a.len() {
            for j in 1..=b.len() {
                let d = a[i - 1] - b[j - 1];
                let up = cost[(i - 1) * width + j];
                let left = cost[i * width + j - 1];
                let diagonal = cost[(i - 1) * width + j - 1];
                cost[i * width + j] = d * d + up.min(left).min(diagonal);
            }
        }
        cost[a.len() * width + b.len()]
    }

    #[differentiable]
    fn two_layers(x: [f64; 2], first: [[f64; 2]; 3], second: [f64; 3]) -> f64 {
        let mut output = ZERO;
        for (row, weight) in first.iter().zip(&second) {
            let mut sum = ZERO;
            for (w, x) in row.iter().zip(&x) {
                sum += w * x;
            }
            output += weight * sum.max(0.0);
        }
        1.0 / (1.0 + (-output).exp())
    }

    #[differentiable]
    fn layer_norm(xs: &[f64], gain: f64) -> f64 {
        let n = f64::from(xs.len().max(1) as u32);
        let mean = xs.iter().sum::<f64>() / n;
        let variance = xs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let scale = gain / (variance + 0.01).sqrt();
        xs.iter().enumerate().map(|(i, x)| ((x - mean) * scale).powi(3) * f64::from(i as u32 + 1)).sum()
    }

    #[differentiable]
    fn attention(queries: &[[f64; 2]], keys: &[[f64; 2]], values: &[f64]) -> f64 {
        let mut total = ZERO;
        for q in queries {
            let scores: Vec<f64> = keys.iter().map(|k| (q[0] * k[0] + q[1] * k[1]).exp()).collect();
            let sum = scores.iter().sum::<f64>() + 0.1;
            total += scores.iter().zip(values).map(|(s, v)| s / sum * v).sum::<f64>().powi(2);
        }
        total
    }

    #[differentiable]
    fn gradient_descent(target: f64, rate: f64, steps: usize) -> f64 {
        let mut x = ONE;
        let mut momentum = ZERO;
        for _ in 0..steps {
            let slope = 2.0 * (x - target) + 0.1 * x.cos();
            momentum = 0.5 * momentum - rate * 0.1 * slope;
            x += momentum;
        }
        (x - 0.5 * target).powi(2)
    }

    #[differentiable]
    fn black_scholes_tree(price: f64, up: f64, steps: usize) -> f64 {
        let up = 1.0 + 0.1 * up;
        let mut values = Vec::with_capacity(steps + 1);
        for k in 0..=steps {
            let ups = k as i32;
            let downs = (steps - k) as i32;
            values.push((price * up.powi(ups) / up.powi(downs) - 1.0).max(0.0));
        }
        for level in (0..steps).rev() {
            for k in 0..=level {
                values[k] = 0.48 * values[k] + 0.5 * values[k + 1];
            }
        }
        values[0]
    }

    #[differentiable]
    fn polynomial_fit_residual(xs: &[f64], ys: &[f64], c: [f64; 3]) -> f64 {
        let mut residual = ZERO;
        for (x, y) in xs.iter().zip(ys) {
            let mut p = ZERO;
            for k in (0..3).rev() {
                p = p * x + c[k];
            }
            residual += (p - y) * (p - y);
        }
        residual
    }

    #[differentiable]
    fn distance_to_polyline(points: &[[f64; 2]], x: f64, y: f64) -> f64 {
        let mut best = ONE * 1e3;
        for pair in points.windows(2) {
            let [ax, ay] = pair[0];
            let (dx, dy) = (pair[1][0] - ax, pair[1][1] - ay);
            let t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-3);
            let t = if t < 0.0 {
                ZERO
            } else if t > 1.0 {
                ONE
            } else {
                t
            };
            let (px, py) = (ax + t * dx - x, ay + t * dy - y);
            let distance = px * px + py * py;
            if distance < best {
                best = distance;
            }
        }
        best
    }

    #[differentiable]
    fn interpolated(knots: [f64; 5], x: f64) -> f64 {
        let mut k = 0;
        while k < 3 && x > f64::from(k as u32 + 1) * 0.5 {
            k += 1;
        }
        let t = x / 0.5 - f64::from(k as u32);
        knots[k] * (1.0 - t) + knots[k + 1] * t
    }
}

#[differentiable]
fn insertion_sorted(xs: &[f64]) -> f64 {
    let mut a = xs.to_vec();
    for i in 1..a.len() {
        let x = a[i];
        let mut j = i;
        while j > 0 && a[j - 1] > x {
            a[j] = a[j - 1];
            j -= 1;
        }
        a[j] = x;
    }
    let mut sum = 0.0;
    for (i, x) in a.iter().enumerate() {
        sum += x * x * (i as f64 + 1.0);
    }
    sum
}

#[differentiable]
fn cumulative_products(xs: &[f64]) -> f64 {
    let mut left = vec![1.0; xs.len()];
    let mut right = vec![1.0; xs.len()];
    for i in 1..xs.len() {
        left[i] = left[i - 1] * xs[i - 1];
    }
    for i in (1..xs.len()).rev() {
        right[i - 1] = right[i] * xs[i];
    }
    let mut sum = 0.0;
    for i in 0..xs.len() {
        let all_others = left[i] * right[i];
        sum += all_others * all_others;
    }
    sum
}

#[differentiable]
fn fourier_power(xs: &[f64], frequency: f64) -> f64 {
    let mut re = 0.0;
    let mut im = 0.0;
    for (t, x) in xs.iter().enumerate() {
        let (s, c) = (frequency * t as f64).sin_cos();
        re += x * c;
        im -= x * s;
    }
    re * re + im * im
}

#[differentiable]
fn gram_schmidt(vectors: [[f64; 3]; 3]) -> f64 {
    let mut q = vectors;
    let mut volume = 1.0;
    for i in 0..3 {
        for j in 0..i {
            let mut dot = 0.0;
            for k in 0..3 {
                dot += q[i][k] * q[j][k];
            }
            for k in 0..3 {
                q[i][k] -= dot * q[j][k];
            }
        }
        let mut square = 0.0;
        for k in 0..3 {
            square += q[i][k] * q[i][k];
        }
        let length = square.sqrt();
        volume *= length;
        for k in 0..3 {
            q[i][k] /= length;
        }
    }
    volume + q[2][0] * q[1][1]
}

#[differentiable]
fn jacobi_sweeps(b: &[f64], coupling: f64, sweeps: usize) -> f64 {
    let n = b.len();
    let mut x = vec![0.0; n];
    for _ in 0..sweeps {
        let old = x.clone();
        for i in 0..n {
            let mut sum = b[i];
            for (j, other) in old.iter().enumerate() {
                if j != i {
                    sum -= coupling * other;
                }
            }
            x[i] = sum / (2.0 + coupling * coupling);
        }
    }
    x.iter().zip(b).map(|(x, b)| x * b).sum()
}

#[test]
fn signals() {
    for n in LENGTHS {
        zoo!(
            convolution_energy, convolution_energy_grad, convolution_energy_grad_into, convolution_energy_vjp,
            duals::convolution_energy: &numbers(n), &numbers(3)
        );
        zoo!(
            kalman_likelihood, kalman_likelihood_grad, kalman_likelihood_grad_into, kalman_likelihood_vjp,
            duals::kalman_likelihood: &numbers(n), number(), positive()
        );
        zoo!(
            dynamic_time_warping, dynamic_time_warping_grad, dynamic_time_warping_grad_into, dynamic_time_warping_vjp,
            duals::dynamic_time_warping: &numbers(n), &numbers(n)
        );
        zoo!(fourier_power, fourier_power_grad, fourier_power_grad_into, fourier_power_vjp: &numbers(n), number());
        zoo!(
            forward_algorithm, forward_algorithm_grad, forward_algorithm_grad_into, forward_algorithm_vjp,
            duals::forward_algorithm: 0.4 * positive(), [0.4 * positive(), 0.4 * positive()], =&[0, 1, 1, 0, 0, 1, 0][..n]
        );
    }
}

#[test]
fn integrators() {
    for n in [0, 1, 2, 5] {
        zoo!(simpson, simpson_grad, simpson_grad_into, simpson_vjp, duals::simpson: number(), number(), =n as u32);
        zoo!(
            runge_kutta, runge_kutta_grad, runge_kutta_grad_into, runge_kutta_vjp, duals::runge_kutta:
            array(), positive(), =n
        );
        zoo!(
            three_bodies, three_bodies_grad, three_bodies_grad_into, three_bodies_vjp, duals::three_bodies:
            matrix(), positive_array(), =n
        );
        zoo!(
            heat_equation, heat_equation_grad, heat_equation_grad_into, heat_equation_vjp, duals::heat_equation:
            &numbers(n), positive(), =n
        );
        zoo!(
            gradient_descent, gradient_descent_grad, gradient_descent_grad_into, gradient_descent_vjp,
            duals::gradient_descent: number(), positive(), =n
        );
        zoo!(
            black_scholes_tree, black_scholes_tree_grad, black_scholes_tree_grad_into, black_scholes_tree_vjp,
            duals::black_scholes_tree: positive(), positive(), =n
        );
    }
}

#[test]
fn statistics_and_networks() {
    zoo!(
        two_layers, two_layers_grad, two_layers_grad_into, two_layers_vjp, duals::two_layers: array(), matrix(), array()
    );
    for n in LENGTHS {
        zoo!(
            layer_norm, layer_norm_grad, layer_norm_grad_into, layer_norm_vjp, duals::layer_norm: &numbers(n), number()
        );
        zoo!(
            attention, attention_grad, attention_grad_into, attention_vjp, duals::attention:
            &rows(2), &rows(n), &numbers(n)
        );
        zoo!(
            polynomial_fit_residual, polynomial_fit_residual_grad, polynomial_fit_residual_grad_into,
            polynomial_fit_residual_vjp, duals::polynomial_fit_residual: &numbers(n), &numbers(n), array()
        );
    }
}

#[test]
fn geometry() {
    for n in LENGTHS {
        zoo!(
            distance_to_polyline, distance_to_polyline_grad, distance_to_polyline_grad_into, distance_to_polyline_vjp,
            duals::distance_to_polyline: &rows(n), number(), number()
        );
    }
    zoo!(
        interpolated, interpolated_grad, interpolated_grad_into, interpolated_vjp, duals::interpolated:
        array(), positive()
    );
    zoo!(gram_schmidt, gram_schmidt_grad, gram_schmidt_grad_into, gram_schmidt_vjp: matrix());
}

#[test]
fn in_place() {
    for n in LENGTHS {
        zoo!(insertion_sorted, insertion_sorted_grad, insertion_sorted_grad_into, insertion_sorted_vjp: &numbers(n));
        zoo!(
            cumulative_products, cumulative_products_grad, cumulative_products_grad_into, cumulative_products_vjp:
            &positives(n)
        );
    }
    for sweeps in LENGTHS {
        zoo!(
            jacobi_sweeps, jacobi_sweeps_grad, jacobi_sweeps_grad_into, jacobi_sweeps_vjp:
            &numbers(3), number(), =sweeps
        );
    }
}
