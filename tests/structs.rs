//! Structs: the derive and what it writes, and functions of structs, held to what the zoo's harness checks.

#![allow(clippy::all)]

#[path = "zoo/dual.rs"]
mod dual;
#[macro_use]
#[path = "zoo/harness.rs"]
mod harness;

mod structs {
    mod basics;
    mod boxed;
    mod by_value;
    mod calls;
    mod derive;
    mod enums;
    mod folded;
    mod generics;
    mod indices;
    mod methods;
    mod named_as_usual;
    mod operators;
    mod options;
    mod results_of_operators;
    mod ruled;
    mod taken_apart;
}

/// What the harness asks of a struct and of its tangent.
macro_rules! floats_of {
    ($($name:ty)*) => {$(
        floats_of!(@one $name);
        floats_of!(@one <$name as grad::Differentiable>::Tangent);
    )*};
    (@one $name:ty) => {
        impl crate::harness::Floats for $name {
            type Dual = ();
            type Tangent = <$name as grad::Differentiable>::Tangent;

            fn pour_out(&self, into: &mut Vec<f64>) {
                into.extend(grad::Floats::<f64>::floats(self));
            }

            fn pour_in(&mut self, from: &mut dyn Iterator<Item = f64>) {
                for float in grad::Floats::<f64>::floats_mut(self) {
                    *float = from.next().expect("too few numbers");
                }
            }

            fn tangent(&self, from: &mut dyn Iterator<Item = f64>) -> Self::Tangent {
                let mut tangent = grad::Differentiable::zero_tangent(self);
                crate::harness::Floats::pour_in(&mut tangent, from);
                tangent
            }

            fn with_tangents(&self, _: &mut dyn Iterator<Item = f64>) {}
        }
    };
}
pub(crate) use floats_of;
