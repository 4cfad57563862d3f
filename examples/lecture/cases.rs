//! What the lecture says that its functions and their gradients are, as data.
//!
//! Where the lecture prints rounded numbers, these are the same numbers to all digits of an `f64`.

#![allow(clippy::unreadable_literal, reason = "results are written the way they are printed")]

/// A function at a point.
pub struct Case {
    /// The name in `functions.rs`.
    pub name: &'static str,
    pub formula: &'static str,
    pub point: &'static [f64],
    pub value: f64,
    /// One number per argument.
    pub gradient: &'static [f64],
    /// The values on the way, as far as the lecture shows them.
    pub steps: &'static [Step],
}

/// A value on the way from the arguments to the result.
pub struct Step {
    pub name: &'static str,
    pub forward: f64,
    /// The derivative of the result with respect to this value, where the lecture shows it.
    pub cotangent: Option<f64>,
}

const fn step(name: &'static str, forward: f64, cotangent: Option<f64>) -> Step {
    Step { name, forward, cotangent }
}

/// All scalar cases of the lecture.
pub const CASES: &[Case] = &[
    Case {
        name: "reciprocal_exp",
        formula: "1 / (y + e^-x)",
        point: &[0.0, 1.0],
        value: 0.5,
        gradient: &[0.25, -0.25],
        steps: &[],
    },
    Case {
        name: "relu_square",
        formula: "(max(3x, 0) - y)^2 + z",
        point: &[1.0, 0.0, -2.0],
        value: 7.0,
        gradient: &[18.0, -6.0, 1.0],
        steps: &[
            step("p", 3.0, Some(6.0)),
            step("q", 3.0, Some(6.0)),
            step("r", 3.0, Some(6.0)),
            step("s", 9.0, Some(1.0)),
            step("t", 7.0, Some(1.0)),
        ],
    },
    Case {
        name: "relu_square",
        formula: "(max(3x, 0) - y)^2 + z",
        point: &[-1.0, 2.0, 3.0],
        value: 7.0,
        gradient: &[0.0, 4.0, 1.0],
        steps: &[],
    },
    Case {
        name: "relu_square_w",
        formula: "(max(x w, 0) - y)^2 + z",
        point: &[1.0, 3.0, 0.0, -2.0],
        value: 7.0,
        gradient: &[18.0, 6.0, -6.0, 1.0],
        steps: &[],
    },
    Case {
        name: "mlp_loss",
        formula: "(max(max(w1 x + b1, 0) w2 + b2, 0) - y)^2",
        point: &[2.0, 10.0, -1.0, 4.0, 3.0, 1.0],
        value: 9.0,
        gradient: &[18.0, 6.0, -36.0, -18.0, -12.0, -6.0],
        steps: &[],
    },
    Case {
        name: "square_affine",
        formula: "(2 + 3w)^2",
        point: &[3.0],
        value: 121.0,
        gradient: &[66.0],
        steps: &[step("a", 11.0, Some(22.0))],
    },
    Case {
        name: "half_square_error",
        formula: "(w x + b - y)^2 / 2",
        point: &[-2.0, 2.0, 8.0, 1.0],
        value: 4.5,
        gradient: &[6.0, -6.0, 3.0, -3.0],
        steps: &[step("c", -4.0, Some(3.0)), step("a", 4.0, Some(3.0)), step("d", 3.0, Some(3.0))],
    },
    Case {
        name: "half_square_error",
        formula: "(w x + b - y)^2 / 2",
        point: &[2.0, -2.0, 8.0, 2.0],
        value: 2.0,
        gradient: &[-4.0, 4.0, 2.0, -2.0],
        steps: &[],
    },
    Case {
        name: "two_layer_half_square",
        formula: "(relu(w2 relu(w1 x + b1) + b2) - y)^2 / 2",
        point: &[1.0, 5.0, 2.0, 0.0, 3.0, 1.0],
        value: 2.0,
        gradient: &[12.0, -2.0, 6.0, 6.0, 4.0, 2.0],
        steps: &[],
    },
    Case {
        name: "three_a_plus_bc",
        formula: "3 (a + b c)",
        point: &[5.0, 3.0, 2.0],
        value: 33.0,
        gradient: &[3.0, 6.0, 9.0],
        steps: &[step("u", 6.0, Some(3.0)), step("v", 11.0, Some(3.0))],
    },
    Case {
        name: "exp_plus_x_squared",
        formula: "(e^x + x)^2",
        point: &[0.7],
        value: 7.364453757303341,
        gradient: &[16.35715913908897],
        steps: &[],
    },
    Case {
        name: "poly_minus_sin",
        formula: "x^2 (3x + 1) - sin(x^2)",
        point: &[0.7],
        value: 1.0483741118288417,
        gradient: &[4.574733997945829],
        steps: &[],
    },
    Case {
        name: "log_loss",
        formula: "-y ln(h) - (1-y) ln(1-h), h = sigmoid(w1 x1 + w2 x2 + b)",
        point: &[1.5, 2.5, -4.0, 3.0, -1.0, 1.0],
        value: 0.47407698418010663,
        gradient: &[
            1.5101626751925816,
            -1.132622006394436,
            -0.566311003197218,
            -0.9438516719953636,
            -0.3775406687981454,
            -0.5000000000000002,
        ],
        steps: &[step("h", 0.6224593312018546, None)],
    },
    Case { name: "inverse_of_exp_neg", formula: "1 / e^-x", point: &[0.0], value: 1.0, gradient: &[1.0], steps: &[] },
    Case { name: "log_exp_squared", formula: "ln((e^x)^2)", point: &[0.0], value: 0.0, gradient: &[2.0], steps: &[] },
    Case {
        name: "sum_times",
        formula: "(x + y) z",
        point: &[1.0, 2.0, -3.0],
        value: -9.0,
        gradient: &[-3.0, -3.0, 3.0],
        steps: &[],
    },
    Case { name: "fan_out", formula: "x^2 + 3x", point: &[2.0], value: 10.0, gradient: &[7.0], steps: &[] },
    Case {
        name: "perceptron3",
        formula: "(s(s(s(w1 x + b1) w2 + b2) w3 + b3) - y)^2, s = sigmoid",
        point: &[0.5, 1.0, 0.1, -0.2, 0.7, 0.3, -1.1, 0.4],
        value: 0.3345413806230293,
        gradient: &[
            0.0012266881589791858,
            1.1567910453025287,
            0.006133440794895928,
            0.012266881589791856,
            0.032607263457124856,
            0.07049149870327513,
            -0.18366263556867388,
            -0.2820882878581934,
        ],
        steps: &[],
    },
    Case {
        name: "net_1_2_1",
        formula: "-y ln(h) - (1-y) ln(1-h), h = s(v1 s(w11 x + b11) + v2 s(w12 x + b12) + c), s = sigmoid",
        point: &[0.8, 0.0, 0.5, -0.1, -1.2, 0.3, 0.9, -0.4, 0.2],
        value: 1.0250710251580184,
        gradient: &[
            0.13967993126956535,
            -0.5807024205110474,
            0.11286270933671022,
            0.14107838667088776,
            -0.04609382528941433,
            -0.057617281611767907,
            0.3683492105302207,
            0.21849212625648542,
            0.6412290172647342,
        ],
        steps: &[],
    },
];
