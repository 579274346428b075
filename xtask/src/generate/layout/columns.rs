//! The columns that ways into maker notes and subtables share.

use crate::generate::table::Row;

/// What offsets are counted from.
pub(super) fn base(row: &Row<'_>, text: &str) -> String {
    let text = text.replace(' ', "");
    match text.as_str() {
        "" | "0" => "Same".to_owned(),
        "-base" => "File".to_owned(),
        "start" => "Start(0)".to_owned(),
        text => match text.strip_prefix("start") {
            Some(rest) => format!("Start({})", rest.trim_start_matches('+')),
            None => format!("At({})", text.parse::<i32>().unwrap_or_else(|_| row.wrong("base"))),
        },
    }
}

/// How a part is read, if not as its table says.
pub(super) fn process(row: &Row<'_>, text: &str) -> String {
    match text.trim_start_matches("Process") {
        "" => "None",
        "Canon" => "Canon",
        "Unknown" => "Search",
        "UnknownOrPreview" => "Guess",
        "KodakPatch" => "KodakPatch",
        "GE2" => "Ge2",
        "FixLeicaBase" => "LeicaBase",
        "NikonCaptureEditVersions" => "CaptureVersions",
        "Nikon" => "Nikon(4)",
        "TIFF" => "Tiff",
        "Text" => "Text",
        "Track" => "Track",
        "KodakIFD" => "KodakIfd",
        _ => row.wrong("no such process"),
    }
    .to_owned()
}
