//! The allocator that counts, each thread for itself, so that tests can run beside each other.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

struct Counting;

#[derive(Clone, Copy)]
struct Counts {
    allocations: usize,
    /// Negative if a thread frees what another one has allocated.
    bytes: isize,
    peak: isize,
}

thread_local! {
    static COUNTS: Cell<Counts> = const { Cell::new(Counts { allocations: 0, bytes: 0, peak: 0 }) };
}

// The trait is unsafe, there is no other way to count. All it does is to hand on to the system's allocator. `realloc` is left to
// the trait, which writes it with these two: while it moves, both copies count.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        changed(|counts| {
            counts.allocations += 1;
            counts.bytes += layout.size().cast_signed();
            counts.peak = counts.peak.max(counts.bytes);
        });
        // SAFETY: as promised to us.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        changed(|counts| counts.bytes -= layout.size().cast_signed());
        // SAFETY: as promised to us, and it came from there.
        unsafe { System.dealloc(memory, layout) }
    }
}

fn changed(change: impl FnOnce(&mut Counts)) {
    // At the very end of a thread there is nothing to count with, nor anybody to tell.
    let _ = COUNTS.try_with(|cell| {
        let mut counts = cell.get();
        change(&mut counts);
        cell.set(counts);
    });
}

/// What a call has used of the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// How often it has allocated.
    pub allocations: usize,
    /// How many bytes it had at once, at most.
    pub peak: usize,
    /// How many of them are left: its result.
    pub left: usize,
}

impl Used {
    pub const NOTHING: Used = Used { allocations: 0, peak: 0, left: 0 };

    /// What it had beside its result.
    pub fn beside_the_result(self) -> usize {
        self.peak - self.left
    }
}

/// Calls, and counts what the call uses.
pub fn used_by<T>(call: impl FnOnce() -> T) -> (T, Used) {
    changed(|counts| counts.peak = counts.bytes);
    let before = COUNTS.get();
    let result = call();
    let after = COUNTS.get();
    let bytes = |now: isize| usize::try_from(now - before.bytes).expect("a call frees only what it has allocated");
    let used =
        Used { allocations: after.allocations - before.allocations, peak: bytes(after.peak), left: bytes(after.bytes) };
    (result, used)
}

#[test]
fn counts_what_is_allocated() {
    let (vector, used) = used_by(|| vec![1_u8; 100]);
    assert_eq!(used, Used { allocations: 1, peak: 100, left: 100 });
    let (length, used) = used_by(|| vector.clone().len() + vec![0_u64; 2].len());
    assert_eq!(length, 102);
    // A vector whose elements nobody looks at may be left out by the compiler.
    assert!(used.allocations <= 2 && used.peak <= 116 && used.left == 0);
}

#[test]
fn counts_both_copies_while_a_vector_moves() {
    let ((), used) = used_by(|| {
        let mut vector = std::hint::black_box(vec![1_u8; 100]);
        vector.reserve_exact(200);
        std::hint::black_box(&vector);
    });
    assert_eq!(used, Used { allocations: 2, peak: 100 + 300, left: 0 });
}

#[test]
fn counts_each_thread_for_itself() {
    let both = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            both.wait();
            let large = std::hint::black_box(vec![1_u8; 1_000_000]);
            both.wait();
            drop(large);
        });
        let (_, used) = used_by(|| {
            both.wait();
            both.wait();
        });
        assert!(used.peak < 1_000_000, "{used:?}");
    });
}
