//! Which rows of maker notes have to be read if nothing but fields is wanted.

use std::collections::BTreeSet;

/// What a row does, and on what it depends.
pub struct Needs {
    /// Rows with the same place are tried one after the other.
    pub place: u32,
    /// Whether a field is made of it.
    pub is_field: bool,
    /// Whether it moves the offsets of later rows.
    pub shifts: bool,
    /// The register that it sets.
    pub sets: String,
    /// The table that it leads to.
    pub leads_to: Option<usize>,
    /// Its condition, and its other formulas.
    pub when: String,
    pub formulas: String,
}

/// Whether each row of each table is needed: a field is made of it, it leads to such a row, or it sets a register that
/// a needed row asks for. `registers` are needed in any case.
pub fn feeds(tables: &[Vec<Needs>], registers: &[&str]) -> Vec<Vec<bool>> {
    let mut asked: BTreeSet<String> = registers.iter().map(|name| (*name).to_owned()).collect();
    let mut needed: Vec<Vec<bool>> =
        tables.iter().map(|rows| rows.iter().map(|row| row.is_field).collect()).collect();
    loop {
        let before = (asked.len(), count(&needed));
        let feeds: Vec<bool> = needed.iter().map(|rows| rows.contains(&true)).collect();
        for (rows, needed) in tables.iter().zip(&mut needed) {
            let is_read = needed.contains(&true);
            for (row, is_needed) in rows.iter().zip(&mut *needed) {
                *is_needed |= asked.contains(&row.sets)
                    || row.leads_to.is_some_and(|table| feeds[table])
                    || is_read && row.shifts;
            }
            let places: BTreeSet<u32> =
                rows.iter().zip(&*needed).filter(|(_, needed)| **needed).map(|(row, _)| row.place).collect();
            for (row, is_needed) in rows.iter().zip(&*needed) {
                if places.contains(&row.place) {
                    asked.extend(words(&row.when));
                }
                if *is_needed {
                    asked.extend(words(&row.formulas));
                }
            }
        }
        if (asked.len(), count(&needed)) == before {
            return needed;
        }
    }
}

fn count(needed: &[Vec<bool>]) -> usize {
    needed.iter().flatten().filter(|needed| **needed).count()
}

/// The words of a formula, among which are the registers that it asks for.
fn words(formula: &str) -> impl Iterator<Item = String> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    formula.split(move |letter| !is_letter(letter)).filter(|word| !word.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(place: u32, is_field: bool, sets: &str, leads_to: Option<usize>, when: &str) -> Needs {
        let (sets, when) = (sets.to_owned(), when.to_owned());
        Needs { place, is_field, shifts: false, sets, leads_to, when, formulas: String::new() }
    }

    #[test]
    fn registers_and_ways_to_fields_are_needed() {
        let tables = [
            vec![
                row(1, false, "", Some(1), "A == 1"),
                row(2, false, "A", None, ""),
                row(3, false, "B", None, ""),
            ],
            vec![row(1, true, "", None, ""), row(2, false, "", Some(2), "")],
            vec![row(1, false, "", None, "")],
        ];
        assert_eq!(feeds(&tables, &[]), [vec![true, true, false], vec![true, false], vec![false]]);
        assert_eq!(feeds(&tables, &["B"])[0], [true, true, true]);
    }
}
