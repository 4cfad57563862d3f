//! LSTM: forward through the text, then back. For each unit and step, what its gates were is saved.

use crate::lstm::sigmoid;

/// What one unit did in one step.
struct Saved {
    input: f64,
    /// The state before the step.
    hidden: f64,
    cell: f64,
    forget: f64,
    ingate: f64,
    outgate: f64,
    change: f64,
    /// `tanh` of the cell after the step.
    tanh: f64,
}

/// The value, and what it owes to `main` and `extra`.
pub fn lstm(
    main: &[f64],
    extra: &[f64],
    hidden: &[f64],
    cell: &[f64],
    text: &[f64],
    b: usize,
) -> (f64, (Vec<f64>, Vec<f64>)) {
    let steps = text.len() / b - 1;
    let scale = -1.0 / (steps * b) as f64;
    let units = hidden.len();
    let (in_weights, out) = extra.split_at(b);
    let (out_weights, out_biases) = out.split_at(b);
    let mut d_main = vec![0.0; main.len()];
    let mut d_extra = vec![0.0; extra.len()];
    let (d_in_weights, d_out) = d_extra.split_at_mut(b);
    let (d_out_weights, d_out_biases) = d_out.split_at_mut(b);

    // forward
    let mut saved = Vec::with_capacity(steps * units);
    let mut d_outputs = Vec::with_capacity(steps * b);
    let mut hidden = hidden.to_vec();
    let mut cell = cell.to_vec();
    let mut input = vec![0.0; b];
    let mut exps = vec![0.0; b];
    let mut total = 0.0;
    for (character, next) in text.chunks_exact(b).zip(text[b..].chunks_exact(b)) {
        for i in 0..b {
            input[i] = character[i] * in_weights[i];
        }
        let layers = main.chunks_exact(8 * b).zip(hidden.chunks_exact_mut(b)).zip(cell.chunks_exact_mut(b));
        for ((parameters, hidden), cell) in layers {
            update_layer(parameters, &mut input, hidden, cell, &mut saved);
        }

        let mut sum = 0.0;
        for i in 0..b {
            exps[i] = (input[i] * out_weights[i] + out_biases[i]).exp();
            sum += exps[i];
        }
        let log_sum = (2.0 + sum).ln();
        let bits: f64 = next.iter().sum();
        let share = scale * bits / (2.0 + sum);
        let mut likelihood = 0.0;
        for i in 0..b {
            let y = input[i] * out_weights[i] + out_biases[i];
            likelihood += next[i] * (y - log_sum);
            let d_y = scale * next[i] - share * exps[i];
            d_out_weights[i] += d_y * input[i];
            d_out_biases[i] += d_y;
            d_outputs.push(d_y * out_weights[i]);
        }
        total += likelihood;
    }

    // backward
    let mut d_hidden = vec![0.0; units];
    let mut d_cell = vec![0.0; units];
    let steps = d_outputs.chunks_exact_mut(b).zip(saved.chunks_exact(units)).zip(text.chunks_exact(b));
    for ((d_input, saved), character) in steps.rev() {
        let layers = main.chunks_exact(8 * b).zip(d_main.chunks_exact_mut(8 * b)).zip(saved.chunks_exact(b));
        let d_state = d_hidden.chunks_exact_mut(b).zip(d_cell.chunks_exact_mut(b));
        for (((parameters, d_parameters), saved), (d_hidden, d_cell)) in layers.zip(d_state).rev() {
            go_back(parameters, saved, d_input, d_hidden, d_cell, d_parameters);
        }
        for i in 0..b {
            d_in_weights[i] += d_input[i] * character[i];
        }
    }
    (-total / (text.len() - b) as f64, (d_main, d_extra))
}

/// One step of a layer. Its output goes to `hidden`, and to the `input` of the layer above.
fn update_layer(parameters: &[f64], input: &mut [f64], hidden: &mut [f64], cell: &mut [f64], saved: &mut Vec<Saved>) {
    let b = input.len();
    let (weights, biases) = parameters.split_at(4 * b);
    for i in 0..b {
        let forget = sigmoid(input[i] * weights[i] + biases[i]);
        let ingate = sigmoid(hidden[i] * weights[b + i] + biases[b + i]);
        let outgate = sigmoid(input[i] * weights[2 * b + i] + biases[2 * b + i]);
        let change = (hidden[i] * weights[3 * b + i] + biases[3 * b + i]).tanh();
        let new_cell = cell[i] * forget + ingate * change;
        let tanh = new_cell.tanh();
        saved.push(Saved { input: input[i], hidden: hidden[i], cell: cell[i], forget, ingate, outgate, change, tanh });
        cell[i] = new_cell;
        hidden[i] = outgate * tanh;
        input[i] = hidden[i];
    }
}

/// The step back. `d_input` is what is owed to the output on its way up, then what is owed to the input.
fn go_back(
    parameters: &[f64],
    saved: &[Saved],
    d_input: &mut [f64],
    d_hidden: &mut [f64],
    d_cell: &mut [f64],
    d_parameters: &mut [f64],
) {
    let b = saved.len();
    let weights = &parameters[..4 * b];
    let (d_weights, d_biases) = d_parameters.split_at_mut(4 * b);
    for (i, unit) in saved.iter().enumerate() {
        let d_output = d_hidden[i] + d_input[i];
        let d_new_cell = d_cell[i] + d_output * unit.outgate * (1.0 - unit.tanh * unit.tanh);
        d_cell[i] = d_new_cell * unit.forget;
        let d_z = [
            d_new_cell * unit.cell * unit.forget * (1.0 - unit.forget),
            d_new_cell * unit.change * unit.ingate * (1.0 - unit.ingate),
            d_output * unit.tanh * unit.outgate * (1.0 - unit.outgate),
            d_new_cell * unit.ingate * (1.0 - unit.change * unit.change),
        ];
        let inputs = [unit.input, unit.hidden, unit.input, unit.hidden];
        for (gate, (d_z, input)) in d_z.into_iter().zip(inputs).enumerate() {
            d_weights[gate * b + i] += d_z * input;
            d_biases[gate * b + i] += d_z;
        }
        d_input[i] = d_z[0] * weights[i] + d_z[2] * weights[2 * b + i];
        d_hidden[i] = d_z[1] * weights[b + i] + d_z[3] * weights[3 * b + i];
    }
}
