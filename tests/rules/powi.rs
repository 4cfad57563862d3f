pub const ROW: super::Signature = ("powi", &["x", "n"]);
