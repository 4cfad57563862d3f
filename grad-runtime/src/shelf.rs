//! Copies of slices that the calls of a loop keep, one behind the other.
//!
//! A slice that is lent to a function, and changed afterwards, is kept for the function's way back. In a loop that is one copy a trip,
//! each of which would have to be allocated.

use core::cell::OnceCell;

use alloc::vec::Vec;

use crate::lend::Lends;

/// What one place of the code keeps: boards that are filled one after the other, since a single vector would have to be moved when it grows.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    board: Vec<T>,
    /// How much of the board is in use.
    used: usize,
    full: Vec<Vec<T>>,
}

/// How long a board gets, if it does not hold a single longer slice: a page of memory. Allocators give larger ones back to the system, which
/// is slow to hand them out again.
const PAGE: usize = 512;

/// Empty; allocates nothing.
#[inline]
#[must_use]
pub const fn shelf<T>() -> Shelf<T> {
    Shelf { board: Vec::new(), used: 0, full: Vec::new() }
}

impl<T: Copy> Shelf<T> {
    /// Keeps a copy; gives its length.
    #[inline]
    pub fn keep(&mut self, slice: &[T]) -> usize {
        self.board.truncate(self.used);
        if self.used > 0 && self.used + slice.len() > PAGE {
            self.next_board();
        }
        self.board.extend_from_slice(slice);
        self.used = self.board.len();
        slice.len()
    }

    #[cold]
    fn next_board(&mut self) {
        self.full.push(core::mem::replace(&mut self.board, Vec::with_capacity(PAGE)));
        self.used = 0;
    }

    /// The copy of this length that was kept last, which goes.
    #[inline]
    pub fn take(&mut self, length: usize) -> Kept<'_, T> {
        if self.used == 0
            && let Some(board) = self.full.pop()
        {
            self.used = board.len();
            self.board = board;
        }
        let end = self.used;
        self.used -= length;
        Kept { slice: &self.board[self.used..end], vector: OnceCell::new() }
    }
}

/// A copy that was kept.
#[derive(Debug)]
pub struct Kept<'a, T> {
    slice: &'a [T],
    /// Of its own, for functions that want one.
    vector: OnceCell<Vec<T>>,
}

impl<T> Lends<[T]> for Kept<'_, T> {
    #[inline]
    fn lend(&self) -> &[T] {
        self.slice
    }
}

impl<T: Clone> Lends<Vec<T>> for Kept<'_, T> {
    #[inline]
    fn lend(&self) -> &Vec<T> {
        self.vector.get_or_init(|| self.slice.to_vec())
    }
}
