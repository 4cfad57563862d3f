//! LSTM: how badly a small recurrent network predicts the next character of a text, with one number as the result.

use grad::differentiable;

/// The loss over a text of characters of `b` bits each.
///
/// All weights are diagonal: each layer has, in `main`, `4 b` weights and `4 b` biases; `extra` holds `b` weights of the
/// input, then `b` weights and `b` biases of the output. `hidden` and `cell` are the state at the start, `b` numbers per layer.
#[differentiable(constant(hidden, cell, text))]
pub fn lstm(main: &[f64], extra: &[f64], hidden: &[f64], cell: &[f64], text: &[f64], b: usize) -> f64 {
    let mut hidden = hidden.to_vec();
    let mut cell = cell.to_vec();
    let mut prediction = vec![0.0; b];
    let steps = text.len() / b - 1;
    let mut total = 0.0;
    for t in 0..steps {
        let character = &text[t * b..(t + 1) * b];
        let next = &text[(t + 1) * b..(t + 2) * b];
        predict(main, extra, character, &mut hidden, &mut cell, &mut prediction);
        total += log_likelihood(next, &prediction);
    }
    -total / (steps * b) as f64
}

/// Takes the network one character further, and writes what it expects next.
#[differentiable(constant(character))]
fn predict(
    main: &[f64],
    extra: &[f64],
    character: &[f64],
    hidden: &mut [f64],
    cell: &mut [f64],
    prediction: &mut [f64],
) {
    let b = character.len();
    let mut input: Vec<f64> = character.iter().zip(&extra[..b]).map(|(x, weight)| x * weight).collect();
    for (layer, parameters) in main.chunks_exact(8 * b).enumerate() {
        let (start, end) = (layer * b, (layer + 1) * b);
        let (weights, biases) = parameters.split_at(4 * b);
        update_layer(weights, biases, &input, &mut hidden[start..end], &mut cell[start..end]);
        input.copy_from_slice(&hidden[start..end]);
    }
    for i in 0..b {
        prediction[i] = input[i] * extra[b + i] + extra[2 * b + i];
    }
}

/// One layer: what it forgets, takes in and puts out, unit by unit.
#[differentiable]
fn update_layer(weights: &[f64], biases: &[f64], input: &[f64], hidden: &mut [f64], cell: &mut [f64]) {
    let b = input.len();
    for i in 0..b {
        let forget = sigmoid(input[i] * weights[i] + biases[i]);
        let ingate = sigmoid(hidden[i] * weights[b + i] + biases[b + i]);
        let outgate = sigmoid(input[i] * weights[2 * b + i] + biases[2 * b + i]);
        let change = (hidden[i] * weights[3 * b + i] + biases[3 * b + i]).tanh();
        cell[i] = cell[i] * forget + ingate * change;
        hidden[i] = outgate * cell[i].tanh();
    }
}

#[differentiable]
pub fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

/// How likely the bits of `next` are, where `prediction` holds a number for each.
#[differentiable(constant(next))]
fn log_likelihood(next: &[f64], prediction: &[f64]) -> f64 {
    let sum: f64 = prediction.iter().map(|y| y.exp()).sum();
    let log_sum = (2.0 + sum).ln();
    next.iter().zip(prediction).map(|(x, y)| x * (y - log_sum)).sum()
}
