//! Fields of your own choice, why they have their values, and the tags of one group.
//!
//! ```sh
//! cargo run --example chosen_fields -- testdata/replica.jpg
//! ```

use embedmeta::{Carried, EmbeddedMetadata, Error, Extraction, Extractor, Group, Provenance, fields};

/// The constants are made of the table of fields: a name that is misspelled does not compile.
const CHOSEN: &[&str] =
    &[fields::TITLE, fields::CREATOR, fields::KEYWORDS, fields::DATE_TIME_ORIGINAL, fields::CITY];

fn main() -> Result<(), Error> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "testdata/replica.jpg".into());
    let extraction = Extractor::new().from_path(path)?;

    for (name, value) in &chosen(extraction.metadata.clone()) {
        println!("{name}: {value}");
        if let Some(why) = why(&extraction, name) {
            println!("  {}", reason(why));
        }
    }

    println!("ExifIFD:");
    for (name, value) in tags_of(&extraction, &Group::ExifIfd) {
        println!("  {name}: {value}");
    }
    Ok(())
}

/// The object with the chosen fields alone, in its own order.
pub(crate) fn chosen(mut metadata: EmbeddedMetadata) -> EmbeddedMetadata {
    metadata.retain(|name| CHOSEN.contains(&name));
    metadata
}

/// Why a field has its value.
pub(crate) fn why<'e>(extraction: &'e Extraction, field: &str) -> Option<&'e Provenance> {
    extraction.provenance.iter().find(|why| why.field == field)
}

/// The tags that won and those that were passed over, and the rule that decided.
pub(crate) fn reason(why: &Provenance) -> String {
    let names = |tags: &[Carried]| {
        let name = |tag: &Carried| format!("{}:{} at byte {}", tag.group, tag.name, tag.offset);
        tags.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let reason = format!("from {} by the rule {:?}", names(&why.winners), why.rule);
    if why.losers.is_empty() { reason } else { format!("{reason}, over {}", names(&why.losers)) }
}

/// The names and the printed values of the tags of a group, as ExifTool has them.
pub(crate) fn tags_of(extraction: &Extraction, group: &Group<'_>) -> Vec<(String, String)> {
    let tags = extraction.tags.iter().filter(|tag| tag.group == *group);
    tags.map(|tag| (tag.full_name().into_owned(), tag.value.to_string())).collect()
}
