//! Loops that write an element a trip, and are run again on the way back: what else they do must not be done twice, and what must be known is known.

use grad::differentiable;

use crate::harness::numbers;

#[differentiable]
fn wave(f: f64, x: f64) -> [f64; 2] {
    [(f * x).sin(), (f * x).cos()]
}

#[differentiable]
fn plus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] + b[0], a[1] * 0.5 + b[1]]
}

#[differentiable]
fn pushed_sometimes(f: &[f64], x: &[f64]) -> f64 {
    let mut out: Vec<[f64; 2]> = Vec::new();
    let mut total = 0.0;
    for &x in x {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x));
        }
        total += s[0] * x;
        if s[1] > 0.2 {
            out.push(s);
        }
    }
    for (k, o) in out.iter().enumerate() {
        total += o[0] * o[1] * (k + 1) as f64;
    }
    total
}

#[differentiable]
fn written_twice(f: &[f64], x: &[f64]) -> f64 {
    let mut out = vec![[1.0; 2]; 3];
    for i in 0..x.len() {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x[i]));
        }
        out[(i * 2) % 3] = s;
    }
    let mut t = 1.0;
    for o in &out {
        t += o[0] * o[1] * t;
    }
    t
}

#[differentiable]
fn in_two_loops(f: &[f64], x: &[f64]) -> f64 {
    let mut out = vec![vec![0.5; f.len()]; x.len()];
    for i in 0..x.len() {
        for j in 0..f.len() {
            let mut s = [0.0; 2];
            for k in 0..=j {
                s = plus(s, wave(f[k], x[i]));
            }
            out[i][j] = s[0] * s[1];
        }
    }
    let mut t = 1.0;
    for o in &out {
        for v in o {
            t += v * v * t;
        }
    }
    t
}

#[differentiable]
fn fill(f: &[f64], x: &[f64], out: &mut [f64]) {
    for i in 0..x.len() {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x[i]));
        }
        out[i] = s[0] * s[1];
    }
}

#[differentiable]
fn into_buffers(f: &[f64], x: &[f64]) -> f64 {
    let mut b = x.to_vec();
    b.push(f[0]);
    let p = b[0] * b[1];
    fill(f, x, &mut b);
    let q = b[0] * b[2];
    fill(&x[..1], f, &mut b[1..]);
    p * b[0] + b[1] * q * b[2] * b[3]
}

#[differentiable]
fn over_what_was_read(f: &[f64], x: &[f64]) -> f64 {
    let mut out = x.to_vec();
    let p = out[0] * out[1] * out[2];
    for i in 0..x.len() - 1 {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x[i]));
        }
        out[i] = s[0] * s[1];
    }
    let mut t = p;
    for o in &out {
        t += o.sin() * t;
    }
    t
}

#[differentiable]
fn beside_sums(f: &[f64], x: &[f64]) -> f64 {
    let mut out = Vec::with_capacity(4);
    let mut sums = [0.0; 2];
    let mut m = 1.0;
    for &x in x {
        let mut s = [0.3; 2];
        for &f in f {
            if f > 0.9 {
                continue;
            }
            s = plus(s, wave(f, x));
        }
        sums[0] += s[0];
        sums[1] += s[1] * x;
        m += s[0] * s[1];
        out.push(s[0] - s[1]);
    }
    m * sums[0] * sums[1] + out.iter().product::<f64>()
}

#[differentiable]
fn beside_a_state(f: &[f64], x: &[f64]) -> f64 {
    let mut out = Vec::new();
    let mut y = x[0];
    for &x in x {
        let mut s = [y, 0.1];
        for &f in f {
            s = plus(s, wave(f, x * y));
        }
        y = s[0] * 0.3;
        out.push(s);
    }
    out.iter().map(|o| o[0] * o[1]).sum::<f64>() + y
}

#[differentiable]
fn read_by_the_next_trip(f: &[f64], x: &[f64]) -> f64 {
    let mut out = vec![0.2; x.len() + 1];
    for i in 0..x.len() {
        let mut s = [out[i], 0.1];
        for &f in f {
            s = plus(s, wave(f, x[i]));
        }
        out[i + 1] = s[0] * s[1];
    }
    out.iter().map(|o| o * o).sum::<f64>()
}

#[differentiable]
fn collected_twice(f: &[f64], x: &[f64]) -> f64 {
    let m: Vec<Vec<f64>> = x
        .iter()
        .map(|&x| {
            let mut s = [0.0; 2];
            for &f in f {
                s = plus(s, wave(f, x));
            }
            s.to_vec()
        })
        .collect();
    let n: Vec<f64> = m
        .iter()
        .map(|r| {
            let mut s = [0.0; 2];
            for &f in f {
                s = plus(s, wave(f * r[1], r[0]));
            }
            s[0] * s[1]
        })
        .collect();
    n.iter().sum::<f64>() * m[1][0]
}

#[differentiable]
fn left_early(f: &[f64], x: &[f64]) -> f64 {
    let mut out = vec![];
    'o: for &x in x {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x));
            if s[1] > 2.5 {
                break 'o;
            }
            if s[0] < -3.0 {
                continue 'o;
            }
        }
        out.push(s);
    }
    out.iter().map(|o: &[f64; 2]| o[0] * o[1]).sum::<f64>()
}

#[differentiable]
fn in_steps_and_backwards(f: &[f64], x: &[f64]) -> f64 {
    let mut out = vec![0.1; 2 * x.len()];
    for i in (0..2 * x.len()).rev().step_by(2) {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x[i / 2]));
        }
        out[i] = s[0] * s[1];
    }
    for i in (0..x.len()).step_by(2) {
        let mut s = [0.0; 2];
        for &f in f {
            s = plus(s, wave(f, x[i]));
        }
        out[i] = s[0];
    }
    out.iter().enumerate().map(|(i, o)| o * o * i as f64).sum::<f64>()
}

#[test]
fn they_agree() {
    for (few, many) in [(3, 4), (1, 3), (5, 6)] {
        zoo!(pushed_sometimes, pushed_sometimes_grad, pushed_sometimes_grad_into, pushed_sometimes_vjp: &numbers(few), &numbers(many));
        zoo!(written_twice, written_twice_grad, written_twice_grad_into, written_twice_vjp: &numbers(few), &numbers(many));
        zoo!(in_two_loops, in_two_loops_grad, in_two_loops_grad_into, in_two_loops_vjp: &numbers(few), &numbers(many));
        zoo!(into_buffers, into_buffers_grad, into_buffers_grad_into, into_buffers_vjp: &numbers(few), &numbers(many));
        zoo!(over_what_was_read, over_what_was_read_grad, over_what_was_read_grad_into, over_what_was_read_vjp: &numbers(few), &numbers(many));
        zoo!(beside_sums, beside_sums_grad, beside_sums_grad_into, beside_sums_vjp: &numbers(few), &numbers(many));
        zoo!(beside_a_state, beside_a_state_grad, beside_a_state_grad_into, beside_a_state_vjp: &numbers(few), &numbers(many));
        zoo!(read_by_the_next_trip, read_by_the_next_trip_grad, read_by_the_next_trip_grad_into, read_by_the_next_trip_vjp: &numbers(few), &numbers(many));
        zoo!(collected_twice, collected_twice_grad, collected_twice_grad_into, collected_twice_vjp: &numbers(few), &numbers(many));
        zoo!(left_early, left_early_grad, left_early_grad_into, left_early_vjp: &numbers(few), &numbers(many));
        zoo!(in_steps_and_backwards, in_steps_and_backwards_grad, in_steps_and_backwards_grad_into, in_steps_and_backwards_vjp: &numbers(few), &numbers(many));
    }
}
