//! Associated functions.

use grad::differentiable;

use crate::agrees::agrees;

pub struct Plane;

impl Plane {
    pub const SCALE: f64 = 1.5;

    #[differentiable]
    pub fn area(a: f64, b: f64) -> f64 {
        a * b
    }

    /// By the type's name, and by `Self`.
    #[differentiable]
    pub fn sum(x: f64, y: f64) -> f64 {
        Plane::area(x, y) + Self::area(y, y) * Self::SCALE + crate::calls::associated::Plane::area(x, 2.0)
    }

    #[differentiable]
    fn calls_a_free_function(x: f64, n: i32) -> f64 {
        cube(x) * f64::from(n) + cube(x * 2.0)
    }

    #[differentiable(wrt(x))]
    fn selected(x: f64, y: f64) -> f64 {
        Self::area(x, y)
    }

    #[differentiable(partials(x = 2.0 * x * k), constant(k))]
    fn given(x: f64, k: f64) -> f64 {
        x * x * k
    }

    fn rule(x: f64, n: u32) -> (f64, impl FnOnce(f64) -> f64) {
        (x * f64::from(n), move |seed| seed * f64::from(n))
    }

    #[differentiable(vjp = Self::rule)]
    fn ruled(x: f64, n: u32) -> f64 {
        x * f64::from(n)
    }

    #[differentiable]
    fn all_kinds(x: f64, y: f64) -> f64 {
        Self::selected(x, 3.0) * Self::given(y, 0.5) + Self::ruled(x * y, 4)
    }
}

#[differentiable]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiable]
fn from_outside(x: f64, y: f64) -> f64 {
    Plane::area(x, cube(y)) + Plane::sum(x, y) + <Plane>::area(y, x) + Plane::all_kinds(x, y)
}

pub struct Power<const N: u32>;

impl<const N: u32> Power<N> {
    #[differentiable]
    pub fn of(x: f64) -> f64 {
        x.powi(N as i32)
    }

    #[differentiable]
    pub fn more(x: f64, y: f64) -> f64 {
        Self::of(x) + Power::<N>::of(y) * Power::<2>::of(x) + <Power<3>>::of(y) + <Self>::of(x * y)
    }
}

pub struct Table<T, const N: usize>([T; N]);

impl<T: Copy + Into<f64>, const N: usize> Table<T, N>
where
    T: Default,
{
    /// Generics of its own beside those of the `impl`.
    #[differentiable(constant(table, extra))]
    pub fn first<U: Into<f64> + Copy, const M: usize>(x: f64, table: &Table<T, N>, extra: [U; M]) -> f64 {
        let k: f64 = table.0[0].into();
        let e: f64 = extra[M - 1].into();
        x * x * k + x * e * N as f64
    }

    #[differentiable(constant(table))]
    pub fn twice(x: f64, table: &Table<T, N>) -> f64 {
        Self::first::<f32, 2>(Self::first(x, table, [1_u8]), table, [0.5, 0.25])
    }
}

trait Model {
    const RATE: f64;

    #[differentiable]
    fn rate(x: f64) -> f64;

    #[differentiable]
    fn decay(x: f64, t: f64) -> f64;
}

struct Fast;

impl Model for Fast {
    const RATE: f64 = 2.0;

    #[differentiable]
    fn rate(x: f64) -> f64 {
        x * Self::RATE
    }

    #[differentiable]
    fn decay(x: f64, t: f64) -> f64 {
        Self::rate(x) * (-Self::rate(t)).exp()
    }
}

struct Slow;

impl Model for Slow {
    const RATE: f64 = 0.5;

    #[differentiable]
    fn rate(x: f64) -> f64 {
        x * Self::RATE
    }

    #[differentiable]
    fn decay(x: f64, t: f64) -> f64 {
        Self::rate(x) * (-Self::rate(t)).exp()
    }
}

#[differentiable]
fn of_traits(x: f64, t: f64) -> f64 {
    Fast::decay(x, t) - <Slow as Model>::decay(t, x)
}

enum Unit {}

impl Unit {
    #[differentiable]
    fn degrees(x: f64) -> f64 {
        x.to_degrees()
    }
}

mod inner {
    pub struct Deep;
    impl Deep {
        #[grad::differentiable]
        pub fn double(x: f64) -> f64 {
            x + x
        }
    }
    pub type Alias = Deep;
}

#[differentiable]
fn by_paths_of_types(x: f64) -> f64 {
    use inner::Deep as Renamed;
    inner::Deep::double(x) * inner::Alias::double(x) * Renamed::double(Unit::degrees(x))
}

#[test]
fn inherent() {
    let pairs = [(0.5, 0.7), (-1.0, 2.0)];
    agrees(Plane::area, Plane::area_grad, Plane::area_vjp, &pairs);
    agrees(Plane::sum, Plane::sum_grad, Plane::sum_vjp, &pairs);
    agrees(
        |x: f64| Plane::calls_a_free_function(x, 3),
        |x: f64| Plane::calls_a_free_function_grad(x, 3),
        |x: f64| Plane::calls_a_free_function_vjp(x, 3),
        &[0.5, -1.5],
    );
    agrees(Plane::all_kinds, Plane::all_kinds_grad, Plane::all_kinds_vjp, &pairs);
    agrees(from_outside, from_outside_grad, from_outside_vjp, &pairs);
    agrees(by_paths_of_types, by_paths_of_types_grad, by_paths_of_types_vjp, &[0.5, -1.5]);
}

#[test]
fn generic() {
    let pairs = [(0.5, 0.7), (-1.0, 2.0)];
    agrees(Power::<4>::of, Power::<4>::of_grad, Power::<4>::of_vjp, &[0.5, -1.5]);
    agrees(Power::<4>::more, Power::<4>::more_grad, Power::<4>::more_vjp, &pairs);
    let table = Table([3_u8, 4, 5]);
    agrees(
        |x: f64| Table::twice(x, &table),
        |x: f64| Table::twice_grad(x, &table),
        |x: f64| Table::<u8, 3>::twice_vjp(x, &table),
        &[0.5, -1.5],
    );
}

#[test]
fn in_traits() {
    let pairs = [(0.5, 0.7), (-1.0, 2.0)];
    agrees(Fast::decay, Fast::decay_grad, <Fast as Model>::decay_vjp, &pairs);
    agrees(of_traits, of_traits_grad, of_traits_vjp, &pairs);
}
