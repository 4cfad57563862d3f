//! Reads and writes of arrays. An index out of bounds is a fault of the generator.

use std::ops::Range;

use super::frame::{Frame, Stop};
use super::machine::{Cell, Slot, Value};
use crate::ast::{Array, Kind, Place, VarId, View};
use crate::dual::Dual;

impl Frame<'_, '_> {
    pub fn array_type(&self, var: VarId) -> Array {
        match self.function.vars[var].kind {
            Kind::Array(array) => array,
            kind => unreachable!("an array of kind {kind:?}"),
        }
    }

    /// The number of items.
    pub fn length(&self, var: VarId) -> usize {
        self.cells(var).len() / self.array_type(var).width()
    }

    fn index(&mut self, index: &crate::ast::IntExpr, length: usize) -> Result<usize, Stop> {
        let value = self.int(index)?;
        let place = usize::try_from(value).ok().filter(|&place| place < length);
        Ok(place.unwrap_or_else(|| panic!("the index {value} in an array of {length}")))
    }

    /// Where the numbers of a place lie among those of its array.
    fn stretch(&mut self, place: &Place) -> Result<Range<usize>, Stop> {
        let array = self.array_type(place.var);
        let width = array.width();
        let first = self.index(&place.index[0], self.length(place.var))? * width;
        Ok(match place.index.get(1) {
            None => first..first + width,
            Some(second) => {
                let second = self.index(second, width)?;
                first + second..first + second + 1
            }
        })
    }

    /// The same for a view.
    pub fn view(&mut self, view: &View) -> Result<Range<usize>, Stop> {
        let array = self.array_type(view.var);
        let mut range = 0..self.cells(view.var).len();
        let mut width = array.width();
        if let Some(row) = &view.row {
            range = self.stretch(&Place { var: view.var, index: vec![row.clone()] })?;
            width = 1;
        }
        let Some((from, to)) = &view.span else { return Ok(range) };
        let length = range.len() / width;
        // The end of a stretch may be the length itself.
        let from = from.as_ref().map_or(Ok(0), |from| self.index(from, length + 1))?;
        let to = to.as_ref().map_or(Ok(length), |to| self.index(to, length + 1))?;
        assert!(from <= to, "the stretch {from}..{to}");
        Ok(range.start + from * width..range.start + to * width)
    }

    pub fn viewed(&mut self, view: &View) -> Result<Vec<Cell>, Stop> {
        let range = self.view(view)?;
        Ok(self.cells(view.var)[range].to_vec())
    }

    pub fn element(&mut self, place: &Place) -> Result<Value, Stop> {
        let range = self.stretch(place)?;
        let cells = self.cells(place.var)[range].to_vec();
        let mut duals = self.read_all(&cells);
        let row = place.index.len() == 1 && self.array_type(place.var).inner.is_some();
        Ok(if row { Value::Array(duals) } else { Value::Float(duals.remove(0)) })
    }

    /// A number that is to be updated.
    pub fn read_place(&mut self, place: &Place) -> Result<Dual, Stop> {
        if place.index.is_empty() {
            return Ok(self.get(place.var));
        }
        Ok(self.element(place)?.float())
    }

    pub fn write_place(&mut self, place: &Place, value: Value) -> Result<(), Stop> {
        if place.index.is_empty() {
            match value {
                Value::Float(dual) => self.set(place.var, dual),
                value => {
                    let cells = self.machine.cells(value.numbers());
                    self.slots[place.var] = Some(Slot::Array(cells));
                }
            }
            return Ok(());
        }
        let range = self.stretch(place)?;
        self.overwrite(place.var, range, value.numbers());
        Ok(())
    }

    /// New numbers for a stretch of an array.
    pub fn overwrite(&mut self, var: VarId, range: Range<usize>, duals: Vec<Dual>) {
        let cells = self.machine.cells(duals);
        self.put_back(var, range, &cells);
    }

    /// What a callee or a loop has left in a stretch that it had for itself.
    pub fn put_back(&mut self, var: VarId, range: Range<usize>, cells: &[Cell]) {
        self.cells_mut(var)[range].clone_from_slice(cells);
    }
}
