//! The document of `embedmeta summary`.

use super::shape::{CODE, Definition, Member, Shape, closed};

pub(super) fn definitions() -> Vec<Definition> {
    vec![summary(), ranking(), example_of_code(), example_of_date(), example_of_size()]
}

fn files() -> Member {
    Member::required("files", "How many files.", Shape::Count)
}

fn without() -> Member {
    Member::required("without", "The files that were read and have none.", Shape::Count)
}

fn example() -> Member {
    Member::required("example", "The first such file.", Shape::Named("RecordPath"))
}

fn summary() -> Definition {
    let count = |name, description| Member::required(name, description, Shape::Count);
    let named = |name, description, shape| Member::required(name, description, Shape::Named(shape));
    let codes = |name, description| Member::required(name, description, Shape::Named("SummaryCode").list(0));
    Definition {
        name: "SummaryRecord",
        description: "What `embedmeta summary` prints of all files together.",
        shape: closed(vec![
            files(),
            count("read", "The files that were read."),
            count("failed", "The files of which nothing could be read."),
            Member::required(
                "interrupted",
                "Whether the run was ended before the last file.",
                Shape::Boolean,
            ),
            count("withoutMetadata", "The files that were read and carry no metadata."),
            count("bytes", "The size of the files that were read, in bytes."),
            count("bytesRead", "How many bytes were read of all files."),
            Member::required("formats", "The most frequent first.", formats().list(0)),
            codes("failures", "Why files could not be read."),
            codes("issues", "What was refused, damaged or assumed in the files that were read."),
            Member::required("fields", "The most frequent first.", fields().list(0)),
            count(
                "fieldsNotCounted",
                "How often a field was met that is not told apart: there are too many.",
            ),
            named("cameras", "Cameras, by make and model.", "SummaryRanking"),
            named("lenses", "Lenses, by name.", "SummaryRanking"),
            Member::required("years", "Years of capture, the earliest first.", years().list(0)),
            Member::required("dates", "Dates of capture.", dates()),
            Member::required(
                "positions",
                "Files with a place on Earth.",
                closed(vec![count("with", "The files that have one."), without()]),
            ),
            Member::required("pixels", "The sizes of the pictures.", pixels()),
            Member::required(
                "orientations",
                "Pictures that are to be turned or mirrored for showing.",
                orientations().list(0),
            ),
        ]),
    }
}

fn formats() -> Shape {
    closed(vec![
        Member::required("format", "The format, as ExifTool's `File:FileType`.", Shape::Text),
        files(),
        Member::required("bytes", "Their size, in bytes.", Shape::Count),
    ])
}

fn fields() -> Shape {
    closed(vec![
        Member::required("field", "The field.", Shape::Text),
        files(),
        Member::required("percent", "Of the files that were read, to a tenth.", Shape::Number),
    ])
}

fn years() -> Shape {
    closed(vec![Member::required("year", "The year.", Shape::Count), files()])
}

fn dates() -> Shape {
    let count = |name, description| Member::required(name, description, Shape::Count);
    let moment = || Shape::Named("SummaryDate").or_null();
    let fields = closed(vec![Member::required("field", "The field.", Shape::Text), files()]);
    closed(vec![
        count("with", "The files that have one."),
        without(),
        count("offsetKnown", "The file says how far its clock is from UTC."),
        count("offsetAssumed", "The offset from UTC is assumed."),
        count("withoutTime", "The date has no time."),
        Member::required("earliest", "The earliest.", moment()),
        Member::required("latest", "The latest.", moment()),
        Member::required("fields", "The fields that told the date.", fields.list(0)),
    ])
}

fn pixels() -> Shape {
    let size = || Shape::Named("SummarySize").or_null();
    closed(vec![
        Member::required("smallest", "The picture of the fewest pixels.", size()),
        Member::required("largest", "The picture of the most pixels.", size()),
        Member::required("unknown", "The files that do not tell how large their picture is.", Shape::Count),
    ])
}

fn orientations() -> Shape {
    closed(vec![
        Member::required("orientation", "The EXIF code, 2 to 8.", Shape::Count),
        Member::required("meaning", "What it means, as ExifTool prints it.", Shape::Text),
        files(),
    ])
}

fn ranking() -> Definition {
    let name = closed(vec![Member::required("name", "The name.", Shape::Text), files()]);
    Definition {
        name: "SummaryRanking",
        description: "The most frequent of many names.",
        shape: closed(vec![
            Member::required("values", "The most frequent first.", name.list(0)),
            Member::required("more", "How many names there are beyond those.", Shape::Count),
            Member::required("moreFiles", "The files with those names.", Shape::Count),
            Member::required(
                "filesNotCounted",
                "The files whose names are not told apart: there are too many.",
                Shape::Count,
            ),
            without(),
        ]),
    }
}

fn example_of_code() -> Definition {
    Definition {
        name: "SummaryCode",
        description: "A code of errors or issues, and in how many files it was met.",
        shape: closed(vec![
            Member::required("code", "A stable word for the kind.", Shape::Form(CODE)),
            files(),
            example(),
        ]),
    }
}

fn example_of_date() -> Definition {
    Definition {
        name: "SummaryDate",
        description: "A date of capture, and a file that has it.",
        shape: closed(vec![Member::required("date", "The date.", Shape::Text), example()]),
    }
}

fn example_of_size() -> Definition {
    Definition {
        name: "SummarySize",
        description: "The size of a picture in pixels, and a file that has it.",
        shape: closed(vec![
            Member::required("width", "Width as stored, in pixels.", Shape::Count),
            Member::required("height", "Height as stored, in pixels.", Shape::Count),
            example(),
        ]),
    }
}
