//! What differs from later editions in and around annotated functions.

use grad::{check, differentiable};

/// `gen` is a name here.
#[differentiable]
fn gen(x: f64, n: i32) -> f64 {
    let r#async = x * x;
    r#async * f64::from(n)
}

/// What the pullback holds of borrowed arguments is told by the companions' types.
#[differentiable(partials(x = table.iter().sum::<f64>()), constant(table))]
fn borrowed(x: f64, table: &[f64]) -> f64 {
    x * table.iter().sum::<f64>()
}

#[differentiable(constant(table))]
fn calls_with_borrowed(x: f64, table: &[f64], name: &str) -> f64 {
    let first = table[0];
    borrowed(x * first, table) + gen(x, 3) * name.len() as f64 + x * table.first().copied().unwrap_or(0.0)
}

struct Table<'a, const N: usize>(&'a [f64; N]);

impl<'a, const N: usize> Table<'a, N> {
    #[differentiable(constant(table))]
    fn last<'b>(x: f64, table: &'b Table<'a, N>) -> f64 {
        if N == 0 {
            return x;
        }
        x * x * table.0[N - 1]
    }
}

#[differentiable]
fn temporaries(x: f64, text: &str) -> f64 {
    // Temporaries of the tail and of `if let` live longer here.
    if let Some(digit) = text.chars().next().and_then(|c| c.to_digit(10)) {
        x.powi(digit as i32)
    } else {
        x * text.to_uppercase().len() as f64
    }
}

#[differentiable]
fn recursive(x: f64, n: u32) -> f64 {
    if n == 0 {
        return 1.0;
    }
    x * recursive(x, n - 1)
}

#[test]
fn editions() {
    assert_eq!(gen_grad(2.0, 3), (12.0, 12.0));
    let table = [2.0, 3.0];
    assert_eq!(borrowed_grad(2.0, &table), (10.0, 5.0));
    for x in [0.6, -1.7] {
        check::gradient(
            |x: f64| calls_with_borrowed(x, &table, "ab"),
            |x: f64| calls_with_borrowed_grad(x, &table, "ab"),
            x,
        )
        .assert();
        check::gradient(|x: f64| temporaries(x, "3a"), |x: f64| temporaries_grad(x, "3a"), x).assert();
    }
    assert_eq!(Table::last_grad(2.0, &Table(&table)), (12.0, 12.0));
    let last = Table(&table);
    let (value, pullback) = Table::last_vjp(2.0, &last);
    assert_eq!((value, pullback(0.5)), (12.0, 6.0));
    assert_eq!(recursive_grad(2.0, 4), (16.0, 32.0));
}
