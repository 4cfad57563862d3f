//! Copies of slices that the calls of a loop keep, one behind the other.
//!
//! A slice that is lent to a function, and changed afterwards, is kept for the function's way back. In a loop that is one copy a trip,
//! each of which would have to be allocated.

use alloc::vec::Vec;

/// What one place of the code keeps, in boards that are filled one after the other: a single vector would have to be moved when it grows.
#[derive(Clone, Debug)]
pub struct Shelf<T> {
    boards: Vec<Vec<T>>,
    last: Vec<T>,
}

/// How many elements a board has room for, if they are not of one longer slice: a page of memory. Allocators give larger ones back to the
/// system, which is slow to hand them out again.
const BOARD: usize = 512;

/// Empty; allocates nothing.
#[inline]
#[must_use]
pub const fn shelf<T>() -> Shelf<T> {
    Shelf { boards: Vec::new(), last: Vec::new() }
}

impl<T: Copy> Shelf<T> {
    /// Keeps a copy; gives its length.
    #[inline]
    pub fn keep(&mut self, slice: &[T]) -> usize {
        match self.boards.last_mut() {
            Some(board) if board.capacity() - board.len() >= slice.len() => board.extend_from_slice(slice),
            _ => self.on_a_new_board(slice),
        }
        slice.len()
    }

    #[cold]
    fn on_a_new_board(&mut self, slice: &[T]) {
        let mut board = Vec::with_capacity(BOARD.max(slice.len()));
        board.extend_from_slice(slice);
        self.boards.push(board);
    }

    /// The copy of this length that was kept last, which goes.
    #[inline]
    pub fn take(&mut self, length: usize) -> &Vec<T> {
        self.last.clear();
        if length > 0 {
            // The last one is left when it is empty: more may be kept soon.
            while self.boards.last().is_some_and(Vec::is_empty) {
                self.boards.pop();
            }
            if let Some(board) = self.boards.last_mut() {
                let start = board.len() - length;
                self.last.extend_from_slice(&board[start..]);
                board.truncate(start);
            }
        }
        &self.last
    }
}
