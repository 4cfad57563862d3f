//! Which way a branch went.

/// One of two ways, with what the way back needs. More ways are nested on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Either<L, R> {
    /// The first way.
    Left(L),
    /// Another.
    Right(R),
}
