use grad::{Differentiable, differentiable};

#[derive(Clone, Differentiable)]
struct Matrix<const R: usize, const C: usize> {
    data: [[f64; C]; R],
}

impl<const R: usize, const C: usize> std::ops::Index<(usize, usize)> for Matrix<R, C> {
    type Output = f64;
    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.data[row][column]
    }
}

impl<const R: usize, const C: usize> std::ops::IndexMut<(usize, usize)> for Matrix<R, C> {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.data[row][column]
    }
}

impl<const R: usize, const C: usize> Matrix<R, C> {
    #[differentiable]
    fn corner(&self) -> f64 {
        self[(0, 0)]
    }
}

#[differentiable]
fn determinant(m: &Matrix<2, 2>) -> f64 {
    m[(0, 0)] * m.data[1][1] - m[(0, 1)] * m.data[1][0]
}

#[differentiable]
fn shift(m: &mut Matrix<2, 2>, x: f64) {
    m[(0, 0)] += x;
}

fn main() {
    let mut m = Matrix { data: [[1.0, 2.0], [3.0, 4.0]] };
    m.corner_grad();
    determinant_grad(&m);
    shift_vjp(&mut m, 1.0);
}
