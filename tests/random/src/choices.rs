//! A tape of random numbers that a generator spends, one per decision.
//!
//! Where the tape ends, every further decision is the first alternative. Generators list the
//! simplest alternative first, so a shorter tape means a smaller program, and shrinking a program
//! is cutting its tape.

pub struct Choices<'a> {
    tape: &'a [u32],
    next: usize,
}

impl<'a> Choices<'a> {
    pub fn new(tape: &'a [u32]) -> Self {
        Choices { tape, next: 0 }
    }

    fn draw(&mut self) -> u32 {
        let value = self.tape.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        value
    }

    /// How many decisions were made so far.
    pub fn spent(&self) -> usize {
        self.next
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        debug_assert!(n > 0);
        self.draw() as usize % n
    }

    /// True in `percent` of a hundred cases, and never on an exhausted tape.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.draw() % 100 >= 100 - percent
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// An alternative, as often as its weight says; weight 0 excludes it.
    pub fn weighted<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let total: u32 = items.iter().map(|item| item.0).sum();
        let mut rest = self.draw() % total;
        for &(weight, item) in items {
            if rest < weight {
                return item;
            }
            rest -= weight;
        }
        unreachable!("the weights cover the range")
    }
}
