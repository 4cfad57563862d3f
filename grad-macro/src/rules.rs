//! The rule table: every derivative that is known, one line each.
//!
//! A line gives, for each argument, how much of the cotangent `d` of the `output` goes to it. The text is Rust over
//! the argument names, `d` and `output`, linear in `d`; it is lowered to IR like the user's own code. An argument
//! that is no float has `()`. A text that is the number zero contributes nothing at all.
//!
//! Where a derivative is a matter of choice (ties, kinks, domain edges) the choice is that of the table in
//! `docs/kinks.md`.

/// The derivative of one operation.
pub struct Rule {
    /// The method's name; operators go by their trait's method (`add`).
    pub name: &'static str,
    /// What the texts call the arguments, the receiver first.
    pub args: &'static [&'static str],
    /// What each argument gets of the cotangent.
    pub partials: &'static [&'static str],
}

macro_rules! rules {
    ($($name:ident($($arg:ident),*) => [$($partial:expr),*];)*) => {
        /// All rules.
        pub static RULES: &[Rule] = &[$(Rule {
            name: stringify!($name),
            args: &[$(stringify!($arg)),*],
            partials: &[$(stringify!($partial)),*],
        }),*];
    };
}

rules! {
    // Operators.
    neg(x) => [-d];
    add(a, b) => [d, d];
    sub(a, b) => [d, -d];
    mul(a, b) => [d * b, d * a];
    div(a, b) => [d / b, -(d / b * output)];
    rem(a, b) => [d, -(d * ((a - output) / b))];

    // Powers and roots. `powi` is written out in `reverse/powi.rs`: its exponent is an integer.
    powi(x, n) => [powi, ()];
    powf(x, p) => [
        if p == 0.0 { 0.0 } else { d * p * x.powf(p - 1.0) },
        if x == 0.0 && p >= 0.0 { 0.0 } else { d * output * x.ln() }
    ];
    sqrt(x) => [if d == 0.0 { 0.0 } else { d / (2.0 * output) }];
    cbrt(x) => [if d == 0.0 { 0.0 } else { d / (3.0 * output * output) }];
    recip(x) => [-(d * (output * output))];
    hypot(x, y) => [
        if output == 0.0 { 0.0 } else { d * (x / output) },
        if output == 0.0 { 0.0 } else { d * (y / output) }
    ];

    // Exponentials and logarithms. Out of domain the output is NaN, and so is the derivative.
    exp(x) => [d * output];
    exp2(x) => [d * output * 0.6931471805599453];
    exp_m1(x) => [d * x.exp()];
    ln(x) => [if x < 0.0 { output } else { d / x }];
    log2(x) => [if x < 0.0 { output } else { d / (x * 0.6931471805599453) }];
    log10(x) => [if x < 0.0 { output } else { d / (x * 2.302585092994046) }];
    ln_1p(x) => [if x < -1.0 { output } else { d / (1.0 + x) }];
    log(x, base) => [
        if x < 0.0 { output } else { d / (x * base.ln()) },
        if base == 0.0 { -(d * x.ln() / base) } else { -(d * output / (base * base.ln())) }
    ];

    // Trigonometric and hyperbolic functions and their inverses.
    sin(x) => [d * x.cos()];
    cos(x) => [-(d * x.sin())];
    tan(x) => [d * (1.0 + output * output)];
    asin(x) => [d / ((1.0 - x) * (1.0 + x)).sqrt()];
    acos(x) => [-(d / ((1.0 - x) * (1.0 + x)).sqrt())];
    atan(x) => [d / (1.0 + x * x)];
    atan2(y, x) => [
        if x == 0.0 && y == 0.0 { 0.0 } else { d * (x / x.hypot(y)) / x.hypot(y) },
        if x == 0.0 && y == 0.0 { 0.0 } else { -(d * (y / x.hypot(y)) / x.hypot(y)) }
    ];
    sinh(x) => [d * x.cosh()];
    cosh(x) => [d * x.sinh()];
    tanh(x) => [d * (1.0 - output * output)];
    asinh(x) => [d / x.hypot(1.0)];
    acosh(x) => [d / ((x - 1.0).sqrt() * (x + 1.0).sqrt())];
    atanh(x) => [if x.abs() > 1.0 { output } else { d / ((1.0 - x) * (1.0 + x)) }];

    // Piecewise functions.
    abs(x) => [if x == 0.0 { 0.0 } else { d * x.signum() }];
    signum(x) => [0.0];
    copysign(x, s) => [if x == 0.0 { 0.0 } else { d * x.signum() * output.signum() }, 0.0];
    max(a, b) => [if a > b || b.is_nan() { d } else { 0.0 }, if a > b || b.is_nan() { 0.0 } else { d }];
    min(a, b) => [if a <= b || b.is_nan() { d } else { 0.0 }, if a <= b || b.is_nan() { 0.0 } else { d }];
    clamp(x, low, high) => [
        if x < low || x > high { 0.0 } else { d },
        if x < low { d } else { 0.0 },
        if x > high { d } else { 0.0 }
    ];
    abs_sub(a, b) => [if a <= b { 0.0 } else { d }, if a <= b { 0.0 } else { -d }];
    floor(x) => [0.0];
    ceil(x) => [0.0];
    round(x) => [0.0];
    round_ties_even(x) => [0.0];
    trunc(x) => [0.0];
    fract(x) => [d];
    rem_euclid(a, b) => [d, -(d * ((a - output) / b))];
    div_euclid(a, b) => [0.0, 0.0];

    // The rest.
    mul_add(a, b, c) => [d * b, d * a, d];
    midpoint(a, b) => [0.5 * d, 0.5 * d];
    to_degrees(x) => [d * 57.29577951308232];
    to_radians(x) => [d * 0.017453292519943295];
}

/// Rules whose slope can be infinite or NaN where the value itself is not used: `ln` at zero, `exp` far out. Where the
/// cotangent may be zero because the value was cut off (by a branch, by `max`), a zero contributes zero.
const STEEP: &[&str] = &[
    "div", "recip", "powf", "powi", "exp", "exp2", "exp_m1", "sinh", "cosh", "ln", "log2", "log10", "ln_1p", "log",
    "asin", "acos", "acosh", "atanh",
];

/// Methods whose answer is no float: a comparison, a classification, bits. It may steer, but not be counted with.
const CUTS: &[&str] = &[
    "is_nan",
    "is_infinite",
    "is_finite",
    "is_normal",
    "is_subnormal",
    "is_sign_positive",
    "is_sign_negative",
    "classify",
    "total_cmp",
    "partial_cmp",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "to_bits",
    "to_be_bytes",
    "to_le_bytes",
    "to_ne_bytes",
    "to_string",
];

/// Methods of the standard library that give floats and have no derivative worth the name.
const WITHOUT_RULE: &[&str] = &[
    "next_up",
    "next_down",
    "from_bits",
    "from_be_bytes",
    "from_le_bytes",
    "from_ne_bytes",
    "to_int_unchecked",
    "gamma",
    "ln_gamma",
    "erf",
    "erfc",
    "maximum",
    "minimum",
    "algebraic_add",
    "algebraic_sub",
    "algebraic_mul",
    "algebraic_div",
    "algebraic_rem",
    "into",
    "try_into",
    "borrow",
    "as_ref",
];

/// Methods that the lowering itself rewrites to others.
const REWRITTEN: &[&str] = &["sin_cos", "clone", "to_owned"];

/// The rule for a method with so many arguments, the receiver counted.
pub fn find(name: &str, args: usize) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name && rule.args.len() == args)
}

/// Whether a rule's slope can be infinite or NaN where its value is not used.
pub fn is_steep(rule: &str) -> bool {
    STEEP.contains(&rule)
}

/// Whether a method's answer is no float.
pub fn is_cut(name: &str) -> bool {
    CUTS.contains(&name)
}

/// Whether the standard library has the method and there is no rule for it.
pub fn is_without_rule(name: &str) -> bool {
    WITHOUT_RULE.contains(&name)
}

/// Whether the name is a float's method that changes nothing in place.
pub fn is_known(name: &str) -> bool {
    is_cut(name) || REWRITTEN.contains(&name) || RULES.iter().any(|rule| rule.name == name)
}

/// The trait in `core::ops` that has a method of this name.
pub fn operator_trait(method: &str) -> Option<&'static str> {
    let traits = [("add", "Add"), ("sub", "Sub"), ("mul", "Mul"), ("div", "Div"), ("rem", "Rem"), ("neg", "Neg")];
    traits.iter().find(|(name, _)| *name == method).map(|(_, of)| *of)
}

/// The operator of a method of `std::ops`.
pub fn operator(method: &str) -> &'static str {
    match method {
        "add" => "+",
        "sub" => "-",
        "mul" => "*",
        "div" => "/",
        _ => "%",
    }
}

/// The method of `std::ops` of an operator.
pub fn method(operator: &str) -> &'static str {
    match operator {
        "+" => "add",
        "-" => "sub",
        "*" => "mul",
        "/" => "div",
        _ => "rem",
    }
}
