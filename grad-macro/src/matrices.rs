//! What is known of vectors and matrices: the names of their types, and the operations that the runtime has rules for.

use proc_macro2::{TokenStream, TokenTree};
use syn::{GenericArgument, PathArguments, TypePath};

use crate::ir::{Float, Library, Matrix};

/// An operation of the runtime's rules.
#[derive(Debug)]
pub struct Operation {
    /// The operator or the method.
    pub written: &'static str,
    /// What the runtime's functions are called after.
    pub name: &'static str,
    /// What its way back looks at.
    pub kind: Kind,
    /// Whether it gives a number, whatever it is done with.
    pub number: bool,
}

/// The traits of the runtime, by what the way back looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Two operands: at neither.
    Sum,
    /// Two operands: at the other one.
    Product,
    /// Two operands: at the second one and the result.
    Quotient,
    /// One operand: at nothing.
    Linear,
    /// One operand, and something constant: at nothing.
    Along,
    /// Two operands, and something constant: at nothing.
    Joined,
    /// One operand: at it and the result.
    Curve,
    /// One operand and a function of its elements: at the slopes.
    Elements,
    /// Two operands, of types of the user's own: at both.
    Operator,
}

macro_rules! operations {
    ($($written:literal $name:ident $kind:ident $($number:ident)?;)*) => {
        /// All of them.
        static OPERATIONS: &[Operation] = &[$(Operation {
            written: $written,
            name: stringify!($name),
            kind: Kind::$kind,
            number: operations!(@ $($number)?),
        }),*];
    };
    (@) => { false };
    (@ number) => { true };
}

operations! {
    "+" add Sum;
    "-" sub Sum;
    "*" mul Product;
    "/" div Quotient;
    "neg" neg Linear;
    "dot" dot Product;
    "cross" cross Product;
    "component_mul" component_mul Product;
    "component_div" component_div Quotient;
    "solve" solve Quotient;
    "cholesky solve" cholesky_solve Quotient;
    "tr_mul" tr_mul Product;
    "concatenate" concatenate Joined;
    "sum" sum Linear number;
    "mean" mean Linear number;
    "trace" trace Linear number;
    "row_sum" row_sum Linear;
    "row_mean" row_mean Linear;
    "column_sum" column_sum Linear;
    "column_mean" column_mean Linear;
    "largest" max Curve number;
    "smallest" min Curve number;
    "amax" amax Curve number;
    "amin" amin Curve number;
    "transpose" transpose Linear;
    "sum_axis" sum_axis Along;
    "mean_axis" mean_axis Along;
    "norm" norm Curve number;
    "norm_squared" norm_squared Curve number;
    "try_inverse" try_inverse Curve;
    "into_shape_with_order" reshape Along;
    "diagonal" diagonal Linear;
    "normalize" normalize Curve;
    "determinant" determinant Curve number;
    "Rotation3::new" rotation Curve;
    "UnitQuaternion::new" quaternion Curve;
    "Rotation2::new" plane_rotation Curve;
    "UnitComplex::new" complex Curve;
    "Rotation3::from_euler_angles" euler_rotation Curve;
    "UnitQuaternion::from_euler_angles" euler_quaternion Curve;
    "inverse" reversed Linear;
    "inverse_transform_vector" transform_back Product;
    "into_inner" inner_matrix Linear;
    "matrix" inner_matrix Linear;
    "to_rotation_matrix" rotation_matrix Linear;
    "array!" arrayed Linear;
    "vector!" vectored Linear;
    "part row" row Along;
    "part column" column Along;
    "part rows" rows Along;
    "part columns" columns Along;
    "part view" block Along;
    "part fixed_rows" fixed_rows Along;
    "part fixed_columns" fixed_columns Along;
    "part fixed_view" fixed_block Along;
    "mapv" map Elements;
    "own +" own_add Operator;
    "own -" own_sub Operator;
    "own *" own_mul Operator;
    "own /" own_div Operator;
    "own %" own_rem Operator;
    "own +=" own_add_assign Operator;
    "own -=" own_sub_assign Operator;
    "own *=" own_mul_assign Operator;
    "own /=" own_div_assign Operator;
    "own %=" own_rem_assign Operator;
    "own neg" own_neg Curve;
}

/// The operation of an operator or a method.
pub fn operation(written: &str) -> Option<&'static Operation> {
    let written = if matches!(written, "mapv_into" | "map") { "mapv" } else { written };
    OPERATIONS.iter().find(|operation| operation.written == written)
}

/// Methods of nalgebra that are operations of other names.
pub fn synonym(method: &str, args: usize, library: Library) -> Option<&'static str> {
    if library == Library::Unknown && method == "transform_vector" {
        return Some("*");
    }
    if library != Library::Nalgebra {
        return None;
    }
    Some(match (method, args) {
        ("scale" | "transform_vector", 1) => "*",
        ("unscale", 1) => "/",
        ("add_scalar", 1) => "+",
        ("max", 0) => "largest",
        ("min", 0) => "smallest",
        ("magnitude", 0) => "norm",
        ("magnitude_squared", 0) => "norm_squared",
        ("adjoint", 0) => "transpose",
        _ => return None,
    })
}

impl Operation {
    /// Whether it is an operator of a type of the user's own.
    pub fn is_own(&self) -> bool {
        self.written.starts_with("own ")
    }
}

/// Methods that ndarray has for each element, as it has them for floats.
const OF_ELEMENTS: &[&str] = &[
    "abs", "acos", "asin", "atan", "atan2", "cbrt", "ceil", "clamp", "cos", "exp", "exp2", "exp_m1", "floor", "fract",
    "hypot", "ln", "ln_1p", "log", "log10", "log2", "powf", "powi", "recip", "round", "signum", "sin", "sqrt", "tan",
    "tanh", "trunc",
];

/// Whether a method is one of each element.
pub fn is_of_elements(method: &str) -> bool {
    OF_ELEMENTS.contains(&method)
}

/// Methods of ndarray that give a view of a part.
const VIEWS: &[&str] = &["row", "column", "slice", "index_axis", "diag", "t"];

/// Methods of nalgebra that give a view of another kind, or one to be changed: these have no rules.
const OTHER_VIEWS: &[&str] = &["as_view", "set_column", "set_row", "view_range"];

/// The operation that gives a part of a matrix of nalgebra, which is copied.
pub fn part(method: &str, library: Library) -> Option<&'static Operation> {
    if library == Library::Nalgebra { operation(&format!("part {method}")) } else { None }
}

/// Methods that give a view of all of it, in another form.
const TURNED: &[&str] = &["reversed_axes", "insert_axis", "remove_axis", "permuted_axes", "swap_axes"];

/// Methods of nalgebra that give a part to be changed. What only looks at a part is given a copy: see [`part`].
const CHANGED_PARTS: &[&str] = &[
    "column_mut",
    "columns_mut",
    "fixed_columns_mut",
    "fixed_rows_mut",
    "fixed_view_mut",
    "row_mut",
    "rows_mut",
    "view_mut",
];

/// Whether a method gives a part of a place. What the library calls `t` has another spelling here.
pub fn is_view(method: &str, library: Library) -> bool {
    match library {
        Library::Nalgebra => CHANGED_PARTS.contains(&method),
        _ => VIEWS.contains(&method.trim_end_matches("_mut")),
    }
}

/// Whether a view's method takes a view by value.
pub fn is_turned(method: &str) -> bool {
    TURNED.contains(&method)
}

/// Methods that only vectors and matrices have.
const TELLING: &[&str] = &[
    "axis_iter",
    "axis_iter_mut",
    "component_div",
    "component_mul",
    "indexed_iter",
    "map_inplace",
    "mapv",
    "mapv_inplace",
    "mapv_into",
    "mean_axis",
    "norm_squared",
    "outer_iter",
    "outer_iter_mut",
    "scaled_add",
    "sum_axis",
    "try_inverse",
    "zip_mut_with",
];

/// Whether a method tells that something is a vector or matrix.
pub fn is_telling(method: &str) -> bool {
    TELLING.contains(&method)
}

/// Whether a function may hold vectors or matrices at all: it names a type of theirs, a method that only they have, or borrows a member as it is. Others are
/// not searched for them.
pub fn may_occur(function: TokenStream) -> bool {
    let mut last = [false; 2];
    function.into_iter().any(|token| {
        let member = matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.') && last[1];
        last = match &token {
            TokenTree::Punct(borrow) if borrow.as_char() == '&' => [true, false],
            TokenTree::Ident(_) => [false, last[0]],
            _ => [false, false],
        };
        member
            || match token {
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    known(&name).is_some() || is_telling(&name)
                }
                TokenTree::Group(group) => may_occur(group.stream()),
                _ => false,
            }
    })
}

/// Methods that an iterator starts with.
const ITERATED: &[&str] = &[
    "iter",
    "iter_mut",
    "into_iter",
    "rows",
    "rows_mut",
    "columns",
    "columns_mut",
    "outer_iter",
    "outer_iter_mut",
    "axis_iter",
    "axis_iter_mut",
    "indexed_iter",
    "indexed_iter_mut",
    "row_iter",
    "row_iter_mut",
    "column_iter",
    "column_iter_mut",
];

/// Whether an iterator starts with a method; nalgebra has parts of the same names.
pub fn is_iterated(method: &str) -> bool {
    ITERATED.contains(&method)
}

/// Whether a method gives the rows or other parts of a matrix one after another.
pub fn is_lanes(method: &str) -> bool {
    matches!(method, "rows" | "columns" | "outer_iter" | "axis_iter" | "row_iter" | "column_iter")
}

/// Methods that change each element of what they are called on.
const CHANGES: &[&str] = &[
    "add_scalar_mut",
    "apply",
    "assign",
    "axpy",
    "copy_from",
    "fill",
    "map_inplace",
    "mapv_inplace",
    "neg_mut",
    "scale_mut",
    "scaled_add",
    "unscale_mut",
    "zip_apply",
    "zip_mut_with",
];

/// Whether a method does that.
pub fn is_change(method: &str) -> bool {
    CHANGES.contains(&method)
}

/// Methods of the libraries without a rule.
const WITHOUT_RULE: &[&str] = &[
    "accumulate_axis_inplace",
    "axis_chunks_iter",
    "broadcast",
    "cholesky",
    "cumprod",
    "cumsum",
    "exact_chunks",
    "exact_chunks_mut",
    "fold_axis",
    "for_each",
    "fold",
    "into_shape",
    "lu",
    "lanes",
    "map_axis",
    "map_mut",
    "product",
    "product_axis",
    "qr",
    "select",
    "std",
    "std_axis",
    "svd",
    "swap",
    "to_shape",
    "var",
    "var_axis",
    "windows",
];

/// Whether a method is one of the library's that has no rule.
pub fn is_without_rule(method: &str, library: Library) -> bool {
    WITHOUT_RULE.contains(&method) || library == Library::Nalgebra && OTHER_VIEWS.contains(&method)
}

/// Rotations, of the plane and of space.
const ROTATIONS: &[&str] = &["Rotation2", "Rotation3", "UnitComplex", "UnitQuaternion"];

/// `Rotation3::new`, `UnitQuaternion::from_scaled_axis`: what makes a rotation of an axis times an angle, or of angles.
pub fn rotation(path: &syn::Path) -> Option<&'static str> {
    let (owner, function) = rotation_of(path)?;
    let function = if function == "from_scaled_axis" { "new" } else { &function };
    OPERATIONS.iter().map(|operation| operation.written).find(|written| *written == format!("{owner}::{function}"))
}

/// Whether a function makes a rotation of something else.
pub fn is_other_rotation(path: &syn::Path) -> bool {
    rotation_of(path).is_some() && rotation(path).is_none()
}

/// The type of a rotation and the function that makes it.
fn rotation_of(path: &syn::Path) -> Option<(String, String)> {
    let mut names = path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, owner) = (names.next()?, names.next()?);
    let known = ROTATIONS.contains(&owner.as_str()) || matches!(owner.as_str(), "Isometry2" | "Isometry3");
    (cfg!(feature = "nalgebra") && known).then_some((owner, function))
}

/// Methods that tell of lengths.
const LENGTHS: &[&str] =
    &["nrows", "ncols", "dim", "raw_dim", "shape", "ndim", "len", "len_of", "is_empty", "is_square"];

/// Whether a method tells of lengths.
pub fn is_length(method: &str) -> bool {
    LENGTHS.contains(&method)
}

/// What is known of a type by its name.
pub fn of_type(path: &TypePath, float: impl Fn(&syn::Type) -> Float) -> Option<Matrix> {
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let element = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })?;
    let name = last.ident.to_string();
    let (library, rank) = known(&name)?;
    let rank = rank.or_else(|| match arguments.args.last() {
        Some(GenericArgument::Type(syn::Type::Path(dimension))) => {
            dimension.path.segments.last()?.ident.to_string().strip_prefix("Ix")?.parse().ok()
        }
        _ => None,
    });
    Some(Matrix { float: float(element), rank, library })
}

/// The library that a type's name belongs to, and how many axes it has.
pub fn known(name: &str) -> Option<(Library, Option<usize>)> {
    if cfg!(feature = "ndarray") {
        let rest = ["ArrayViewMut", "ArrayView", "Array"].iter().find_map(|prefix| name.strip_prefix(prefix));
        match rest {
            Some("" | "D" | "Base") => return Some((Library::Ndarray, None)),
            Some(rest) if rest.len() == 1 => {
                if let Ok(rank) = rest.parse() {
                    return Some((Library::Ndarray, Some(rank)));
                }
            }
            _ => {}
        }
    }
    if cfg!(feature = "nalgebra") {
        let digits = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || c == 'x' || c == 'X') && !rest.is_empty();
        let numbered = ["RowVector", "Vector", "Matrix"].iter().find_map(|prefix| name.strip_prefix(prefix));
        let named = ["SVector", "DVector", "OVector", "SMatrix", "DMatrix", "OMatrix", "RowSVector", "RowDVector"];
        if named.contains(&name) || ROTATIONS.contains(&name) || numbered.is_some_and(digits) {
            return Some((Library::Nalgebra, None));
        }
    }
    None
}

/// `VectorView3`, `DMatrixView` and other types of nalgebra that borrow: what is done with them has no rules.
pub fn is_view_type(name: &str) -> bool {
    let owners = ["Vector", "RowVector", "Matrix", "SVector", "SMatrix", "DVector", "DMatrix"];
    cfg!(feature = "nalgebra")
        && owners.iter().any(|owner| name.strip_prefix(owner).is_some_and(|rest| rest.starts_with("View")))
}
