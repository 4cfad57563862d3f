//! Loops that make one element a trip, with loops inside: what these would save is as much as there are trips of both.

use grad::differentiable;

use super::counting::used_by;
use super::expect::{all_close, inputs};

use called::{plus, wave};

/// Functions of another module stay calls, whose pullbacks are saved.
mod called {
    use grad::differentiable;

    #[differentiable]
    pub fn wave(frequency: f64, x: f64) -> [f64; 2] {
        [(frequency * x).sin(), (frequency * x).cos()]
    }

    #[differentiable]
    pub fn plus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
        [a[0] + b[0], a[1] + b[1]]
    }
}

#[differentiable(wrt(frequencies))]
fn pushed(frequencies: &[f64], xs: &[f64]) -> f64 {
    let mut waves: Vec<[f64; 2]> = Vec::with_capacity(xs.len());
    for &x in xs {
        let mut sum = [0.0; 2];
        for &frequency in frequencies {
            sum = plus(sum, wave(frequency, x));
        }
        waves.push(sum);
    }
    waves.iter().map(|wave| wave[0] * wave[1]).sum()
}

#[differentiable(wrt(frequencies))]
fn written(frequencies: &[f64], xs: &[f64]) -> f64 {
    let mut waves = vec![[0.0; 2]; xs.len()];
    for i in 0..xs.len() {
        let mut sum = [0.0; 2];
        for k in 0..frequencies.len() {
            sum = plus(sum, wave(frequencies[k], xs[i]));
        }
        waves[i] = sum;
    }
    let mut total = 0.0;
    for wave in &waves {
        total += wave[0] * wave[1];
    }
    total
}

#[differentiable(wrt(frequencies))]
fn collected(frequencies: &[f64], xs: &[f64]) -> f64 {
    let waves: Vec<[f64; 2]> = xs
        .iter()
        .map(|&x| {
            let mut sum = [0.0; 2];
            for &frequency in frequencies {
                sum = plus(sum, wave(frequency, x));
            }
            sum
        })
        .collect();
    waves.iter().map(|wave| wave[0] * wave[1]).sum()
}

/// The first trip that writes to an element is gone back through last, and finds nothing owed to it.
#[differentiable(wrt(frequencies))]
fn written_twice(frequencies: &[f64], xs: &[f64]) -> f64 {
    let mut waves = vec![[0.0; 2]; xs.len()];
    for i in 0..2 * xs.len() {
        let mut sum = [0.0; 2];
        for k in 0..frequencies.len() {
            sum = plus(sum, wave(frequencies[k], if i < xs.len() { 7.0 + xs[i] } else { xs[i - xs.len()] }));
        }
        waves[i % xs.len()] = sum;
    }
    let mut total = 0.0;
    for wave in &waves {
        total += wave[0] * wave[1];
    }
    total
}

/// `sum over x of (sum of the sines) (sum of the cosines)`, by hand.
fn slopes(frequencies: &[f64], xs: &[f64]) -> Vec<f64> {
    let mut slopes = vec![0.0; frequencies.len()];
    for x in xs {
        let sines: f64 = frequencies.iter().map(|frequency| (frequency * x).sin()).sum();
        let cosines: f64 = frequencies.iter().map(|frequency| (frequency * x).cos()).sum();
        for (slope, frequency) in slopes.iter_mut().zip(frequencies) {
            let (sine, cosine) = (frequency * x).sin_cos();
            *slope += x * (cosine * cosines - sine * sines);
        }
    }
    slopes
}

/// Saving for each pair would take at least 16 bytes for each.
#[track_caller]
fn saves_for_one_trip_at_a_time(gradient: impl Fn(&[f64], &[f64]) -> (f64, Vec<f64>)) {
    let (frequencies, xs) = (inputs(100), inputs(400));
    let ((_, d_frequencies), used) = used_by(|| gradient(&frequencies, &xs));
    all_close(&d_frequencies, &slopes(&frequencies, &xs), 100 * 400);
    let elements = 400 * size_of::<[f64; 2]>();
    assert!(used.peak < 4 * elements + 100 * 128, "{used:?}");
}

#[test]
fn an_element_is_pushed() {
    saves_for_one_trip_at_a_time(pushed_grad);
}

#[test]
fn an_element_is_written() {
    saves_for_one_trip_at_a_time(written_grad);
}

#[test]
fn elements_are_collected() {
    saves_for_one_trip_at_a_time(collected_grad);
}

#[test]
fn an_element_is_written_twice() {
    saves_for_one_trip_at_a_time(written_twice_grad);
}

#[differentiable]
fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Elements are read again: a pullback holds where they are, and not what they are.
#[test]
fn a_pullback_holds_no_elements_of_what_it_is_lent() {
    let (a, b) = ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]);
    let (value, pullback) = dot_vjp(&a, &b);
    assert!(size_of_val(&pullback) < 6 * size_of::<f64>());
    assert_eq!((value, pullback(2.0)), (32.0, ([8.0, 10.0, 12.0], [2.0, 4.0, 6.0])));
}
