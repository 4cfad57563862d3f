// Formulas: a small part of Rust, read once and run often. What cannot be read gives null, and the page says so.

const WORD = /^(?:[0-9][0-9_]*(?:\.(?![.a-zA-Z_])[0-9_]*)?(?:[eE][+-]?[0-9_]+)?(?:_?(?:f32|f64|i32|i64|u32|u64|usize|isize|u8|i8|u16|i16))?|[A-Za-z_][A-Za-z0-9_]*|::|&&|\|\||==|!=|<=|>=|[-+*\/%<>!(){},.&])/;

function words(text) {
  const list = [];
  for (let rest = text.trim(); rest; rest = rest.trim()) {
    const word = WORD.exec(rest);
    if (!word) throw new SyntaxError(text);
    list.push(word[0]);
    rest = rest.slice(word[0].length);
  }
  return list;
}

const CONSTANTS = { PI: Math.PI, TAU: 2 * Math.PI, E: Math.E, LN_2: Math.LN2, LN_10: Math.LN10, SQRT_2: Math.SQRT2, FRAC_1_SQRT_2: Math.SQRT1_2, FRAC_PI_2: Math.PI / 2, FRAC_PI_3: Math.PI / 3, FRAC_PI_4: Math.PI / 4, FRAC_PI_6: Math.PI / 6, INFINITY: Infinity, NEG_INFINITY: -Infinity, NAN: NaN, EPSILON: Number.EPSILON, true: true, false: false };

const sign = (x) => (Number.isNaN(x) ? NaN : x < 0 || Object.is(x, -0) ? -1 : 1);
const even = (x) => { const low = Math.floor(x), rest = x - low; return rest < 0.5 ? low : rest > 0.5 ? low + 1 : low % 2 === 0 ? low : low + 1; };

// An integer power, by squaring, as the compiled function has it.
function power(x, n) {
  let result = 1;
  for (let k = Math.abs(n); k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result *= x;
    x *= x;
  }
  return n < 0 ? 1 / result : result;
}

const METHODS = {
  sin: Math.sin, cos: Math.cos, tan: Math.tan, asin: Math.asin, acos: Math.acos, atan: Math.atan, atan2: Math.atan2,
  sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh, asinh: Math.asinh, acosh: Math.acosh, atanh: Math.atanh,
  exp: Math.exp, exp2: (x) => 2 ** x, exp_m1: Math.expm1, ln: Math.log, log2: Math.log2, log10: Math.log10, ln_1p: Math.log1p,
  log: (x, base) => Math.log(x) / Math.log(base), sqrt: Math.sqrt, cbrt: Math.cbrt, recip: (x) => 1 / x, hypot: (x, y) => Math.hypot(x, y),
  powi: power, powf: (x, p) => (x === 1 || p === 0 ? 1 : x ** p), abs: Math.abs, signum: sign,
  copysign: (x, s) => (Number.isNaN(s) ? x : Math.abs(x) * sign(s)),
  max: (a, b) => (a > b || Number.isNaN(b) ? a : b), min: (a, b) => (a <= b || Number.isNaN(b) ? a : b),
  clamp: (x, low, high) => (x < low ? low : x > high ? high : x), abs_sub: (a, b) => (a <= b ? 0 : a - b),
  floor: Math.floor, ceil: Math.ceil, trunc: Math.trunc, fract: (x) => x - Math.trunc(x),
  round: (x) => sign(x) * Math.floor(Math.abs(x) + 0.5), round_ties_even: even,
  rem_euclid: (a, b) => { const r = a % b; return r < 0 ? r + Math.abs(b) : r; },
  div_euclid: (a, b) => { const q = Math.trunc(a / b); return a % b < 0 ? (b > 0 ? q - 1 : q + 1) : q; },
  mul_add: (a, b, c) => a * b + c, midpoint: (a, b) => (a + b) / 2,
  to_degrees: (x) => x * (180 / Math.PI), to_radians: (x) => x * (Math.PI / 180),
  is_nan: Number.isNaN, is_finite: Number.isFinite, is_infinite: (x) => Math.abs(x) === Infinity,
  is_sign_negative: (x) => sign(x) < 0, is_sign_positive: (x) => sign(x) > 0,
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, rem: (a, b) => a % b, neg: (a) => -a,
  saturating_sub: (a, b) => a - b, clone: (a) => a, to_owned: (a) => a,
};

const LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];
const OPERATORS = {
  "||": (a, b) => a || b, "&&": (a, b) => a && b, "==": (a, b) => a === b, "!=": (a, b) => a !== b,
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b,
};
const FLOATS = ["f32", "f64"];

// A function from the variables by name to the value. Numbers of type f32 are rounded after every operation.
function compile(text, single) {
  const list = words(text);
  const rounded = single ? (x) => (typeof x === "number" ? Math.fround(x) : x) : (x) => x;
  let at = 0;
  const fail = () => { throw new SyntaxError(text); };
  const eat = (word) => (list[at] === word ? (at += 1, true) : false);
  const expect = (word) => eat(word) || fail();

  function block() {
    expect("{");
    const inner = expression();
    expect("}");
    return inner;
  }
  function choice() {
    const test = expression(), then = block();
    expect("else");
    const other = eat("if") ? choice() : block();
    return (scope) => (test(scope) ? then(scope) : other(scope));
  }
  function list_of_arguments() {
    const all = [];
    while (!eat(")")) {
      all.push(expression());
      if (!eat(",") && list[at] !== ")") fail();
    }
    return all;
  }
  function method(name, all) {
    const run = METHODS[name];
    if (!run || !Object.hasOwn(METHODS, name)) fail();
    return (scope) => rounded(run(...all.map((one) => one(scope))));
  }
  function primary() {
    const word = list[at++];
    if (word === undefined) fail();
    if (word === "(") {
      const inner = expression();
      expect(")");
      return inner;
    }
    if (word === "if") return choice();
    if (/^[0-9]/.test(word)) {
      const number = rounded(Number(word.replace(/_?(f32|f64|[iu](8|16|32|64|size))$/, "").replaceAll("_", "")));
      return () => number;
    }
    if (!/^[A-Za-z_]/.test(word)) fail();
    let name = word, path = false;
    while (eat("::")) {
      name = list[at++];
      path = true;
    }
    if (path && eat("(")) return method(name, list_of_arguments());
    if (path || Object.hasOwn(CONSTANTS, name)) {
      if (!Object.hasOwn(CONSTANTS, name)) fail();
      return () => rounded(CONSTANTS[name]);
    }
    return (scope) => {
      if (!Object.hasOwn(scope, name)) throw new ReferenceError(name);
      return scope[name];
    };
  }
  function postfix() {
    let inner = primary();
    while (eat(".")) {
      const name = list[at++];
      expect("(");
      inner = method(name, [inner, ...list_of_arguments()]);
    }
    return inner;
  }
  function prefix() {
    if (eat("-")) {
      const inner = prefix();
      return (scope) => -inner(scope);
    }
    if (eat("!")) {
      const inner = prefix();
      return (scope) => !inner(scope);
    }
    if (eat("&") || eat("*")) return prefix();
    let inner = postfix();
    while (eat("as")) {
      const to = list[at++], from = inner;
      if (!FLOATS.includes(to)) fail();
      inner = to === "f32" ? (scope) => Math.fround(from(scope)) : from;
    }
    return inner;
  }
  function binary(level) {
    if (level === LEVELS.length) return prefix();
    let left = binary(level + 1);
    while (LEVELS[level].includes(list[at])) {
      const run = OPERATORS[list[at++]], a = left, b = binary(level + 1);
      left = (scope) => rounded(run(a(scope), b(scope)));
    }
    return left;
  }
  function expression() {
    return binary(0);
  }
  const whole = expression();
  if (at !== list.length) fail();
  return whole;
}

// The same, or null.
function readable(text, single) {
  if (!text) return null;
  try {
    return compile(text, single);
  } catch {
    return null;
  }
}
