//! The records of the command and the parts that they share.

use super::fields::MOMENT;
use super::shape::{CODE, Definition, Member, Shape, any_of, closed};

/// The output of a command for one file, or for all files together: the root.
pub(crate) fn record() -> Definition {
    let kinds = [
        "ExtractRecord",
        "TagsRecord",
        "ExplainRecord",
        "VerifyRecord",
        "FileObject",
        "FailedRecord",
        "SummaryRecord",
    ];
    Definition {
        name: "AnyRecord",
        description: "What `embedmeta` prints of a file: with `extract`, `tags`, `explain`, `verify`, or \
                      `extract --file-object`, and of a file that could not be read; and what `summary` prints of \
                      all files together.",
        shape: any_of(kinds.map(Shape::Named)),
    }
}

/// All other shapes, in reading order.
pub(crate) fn definitions(numeric: bool) -> Vec<Definition> {
    let mut all = vec![extracted(), tags(), explained(), verified(), failed(), path(), file_info()];
    all.extend([issue(), error()]);
    all.extend(super::fields::definitions(numeric));
    all.extend([tag(), track_point(), explained_field(), carried(), disagreement(), unasked(), finding()]);
    all.extend([file_object(), ai_tag(), version_info()]);
    all.extend(super::summary::definitions());
    all
}

fn path_member() -> Member {
    Member::required("path", "The file.", Shape::Named("RecordPath"))
}

fn issues_member() -> Member {
    Member::required("issues", "What was refused, damaged or assumed.", Shape::Named("Issue").list(0))
}

const FILE: &str = "What the file is, and its size.";

fn extracted() -> Definition {
    Definition {
        name: "ExtractRecord",
        description: "What `embedmeta extract` prints of a file that was read.",
        shape: closed(vec![
            path_member(),
            Member::required("embeddedMetadata", "Null where the file carries none.", metadata()),
            Member::optional("file", FILE, Shape::Named("FileInfo")),
            issues_member(),
        ]),
    }
}

fn tags() -> Definition {
    Definition {
        name: "TagsRecord",
        description: "What `embedmeta tags` prints of a file that was read.",
        shape: closed(vec![
            path_member(),
            Member::required("tags", "Every tag, in the order found.", Shape::Named("FoundTag").list(0)),
            Member::optional(
                "track",
                "With `--track`: the way of the camera in a film.",
                Shape::Named("TrackPoint").list(1),
            ),
            Member::required("file", FILE, Shape::Named("FileInfo")),
            issues_member(),
        ]),
    }
}

fn track_point() -> Definition {
    Definition {
        name: "TrackPoint",
        description: "A place on the way of a camera.",
        shape: closed(vec![
            Member::required("time", "How long the film has lasted there, in seconds.", Shape::Number),
            Member::required("latitude", "Degrees; south is negative.", Shape::Number),
            Member::required("longitude", "Degrees; west is negative.", Shape::Number),
            Member::optional("altitude", "Metres; below the sea is negative.", Shape::Number),
            Member::optional("speed", "Metres in a second.", Shape::Number),
            Member::optional("dateTime", "The time of the satellites, in UTC.", Shape::Text),
        ]),
    }
}

fn explained() -> Definition {
    Definition {
        name: "ExplainRecord",
        description: "What `embedmeta explain` prints of a file that was read.",
        shape: closed(vec![
            path_member(),
            Member::required("file", FILE, Shape::Named("FileInfo")),
            Member::required(
                "digest",
                "What the stored digest says of the IPTC block.",
                Shape::Words(&["no-iim", "missing", "matches", "differs"]),
            ),
            Member::required("fields", "Why each has its value.", Shape::Named("ExplainedField").list(0)),
            issues_member(),
        ]),
    }
}

fn verified() -> Definition {
    let counts = vec![
        Member::required("exif", "Of Exif blocks.", Shape::Count),
        Member::required("xmp", "Of XMP packets.", Shape::Count),
    ];
    Definition {
        name: "VerifyRecord",
        description: "What `embedmeta verify` prints of a file that was read.",
        shape: closed(vec![
            path_member(),
            Member::required("agrees", "Whether no decoder reads it otherwise.", Shape::Boolean),
            Member::required("agreements", "How many values both decoders read alike.", closed(counts)),
            Member::required(
                "disagreements",
                "Where they do not.",
                Shape::Named("DecoderDisagreement").list(0),
            ),
            Member::required(
                "unasked",
                "Blocks of which no second opinion was had.",
                Shape::Named("UnaskedBlock").list(0),
            ),
            Member::required("findings", "What looks odd.", Shape::Named("OddFinding").list(0)),
        ]),
    }
}

fn failed() -> Definition {
    let null = |name, command| Member::optional(name, command, Shape::Null);
    Definition {
        name: "FailedRecord",
        description: "A file of which nothing could be read. What was asked for is null; in the file of \
                      `--errors` it is left out.",
        shape: closed(vec![
            path_member(),
            null("embeddedMetadata", "Of `extract`: null."),
            null("tags", "Of `tags`: null."),
            null("fields", "Of `explain`: null."),
            null("agrees", "Of `verify`: null."),
            Member::required("error", "Why it could not be read.", Shape::Named("ReadError")),
        ]),
    }
}

fn file_info() -> Definition {
    Definition {
        name: "FileInfo",
        description: "What a file is, read from its container and not from its metadata.",
        shape: closed(vec![
            Member::required("format", "The format, as ExifTool's `File:FileType`.", Shape::Text),
            Member::required("mime", "The media type.", Shape::Text),
            Member::optional("width", "Width as stored, in pixels.", Shape::Count),
            Member::optional("height", "Height as stored, in pixels.", Shape::Count),
            Member::optional("displayWidth", "Width of a film as it is shown, in pixels.", Shape::Count),
            Member::optional("displayHeight", "Height of a film as it is shown, in pixels.", Shape::Count),
            Member::optional(
                "orientation",
                "How the picture is to be turned for showing: the EXIF code, 1 to 8.",
                Shape::Count,
            ),
            Member::optional("hasAlpha", "Whether the picture has an alpha channel.", Shape::Boolean),
            Member::optional("components", "The number of colour components.", Shape::Count),
            Member::optional("duration", "How long a film or a sound lasts, in seconds.", Shape::Number),
            Member::optional("bitRate", "Bits in a second of a film or a sound, on average.", Shape::Count),
            Member::optional(
                "codecs",
                "The codecs of a film or a sound, as the file names them.",
                Shape::Text.list(1),
            ),
            Member::required("size", "Size in bytes.", Shape::Count),
        ]),
    }
}

fn tag() -> Definition {
    Definition {
        name: "FoundTag",
        description: "A tag as it was found.",
        shape: closed(vec![
            Member::required("group", "ExifTool's group of family 1.", Shape::Text),
            Member::required("name", "ExifTool's name.", Shape::Text),
            Member::required("value", "As `exiftool -j` prints it.", Shape::Anything),
            Member::optional("raw", "As `exiftool -n` prints it, where that differs.", Shape::Anything),
        ]),
    }
}

fn explained_field() -> Definition {
    let carriers = || Shape::Named("CarryingTag").list(0);
    Definition {
        name: "ExplainedField",
        description: "Why a field has its value.",
        shape: closed(vec![
            Member::required("field", "The field.", Shape::Text),
            Member::required("value", "Its value, as `extract` prints it.", Shape::Anything),
            Member::required("rule", "A stable word for the rule that chose it.", Shape::Form(CODE)),
            Member::required("explanation", "The rule, for people.", Shape::Text),
            Member::optional("offset", "Of a date, where its offset from UTC came from.", Shape::Form(CODE)),
            Member::required("winners", "The tags that the value was made of.", carriers()),
            Member::required("losers", "The tags that were passed over.", carriers()),
        ]),
    }
}

fn carried() -> Definition {
    Definition {
        name: "CarryingTag",
        description: "A tag that carries a field.",
        shape: closed(vec![
            Member::required("group", "ExifTool's group of family 1.", Shape::Text),
            Member::required("name", "ExifTool's name.", Shape::Text),
            Member::required("value", "As `exiftool -j` prints it.", Shape::Anything),
            Member::required("block", "The kind of the block that held it.", Shape::Form(CODE)),
            Member::required("offset", "Where in the file, in bytes from its start.", Shape::Count),
            Member::optional(
                "charset",
                "How the character set of its text was found.",
                Shape::Words(&["declared", "utf8", "fallback"]),
            ),
        ]),
    }
}

const DECODERS: &[&str] = &["kamadak-exif", "xmp-toolkit"];

fn disagreement() -> Definition {
    Definition {
        name: "DecoderDisagreement",
        description: "A value that two decoders do not read alike.",
        shape: closed(vec![
            Member::required("block", "The kind of the block.", Shape::Form(CODE)),
            Member::required("offset", "Where the value or its block stands.", Shape::Count),
            Member::required("tag", "The tag, or the path in the packet.", Shape::Text),
            Member::optional("ours", "What is read here.", Shape::Text),
            Member::optional("theirs", "What the other decoder reads.", Shape::Text),
            Member::required("decoder", "The other decoder.", Shape::Words(DECODERS)),
        ]),
    }
}

fn unasked() -> Definition {
    Definition {
        name: "UnaskedBlock",
        description: "A block of which no second opinion was had.",
        shape: closed(vec![
            Member::required("block", "The kind of the block.", Shape::Form(CODE)),
            Member::required("offset", "Where it stands in the file.", Shape::Count),
            Member::required("decoder", "The decoder that has no opinion of it.", Shape::Words(DECODERS)),
            Member::required("code", "A stable word for the reason.", Shape::Form(CODE)),
            Member::required("detail", "The reason, for people.", Shape::Text),
        ]),
    }
}

fn finding() -> Definition {
    Definition {
        name: "OddFinding",
        description: "Something that looks odd, and may have a harmless reason.",
        shape: closed(vec![
            Member::required("code", "A stable word for the kind.", Shape::Form(CODE)),
            Member::required("severity", "How odd it is.", Shape::Form(CODE)),
            Member::optional("offset", "Where in the file.", Shape::Count),
            Member::required("detail", "A sentence for people.", Shape::Text),
        ]),
    }
}

fn path() -> Definition {
    let bytes = Member::required("bytes", "The bytes of the path in base64.", Shape::Form(BASE64));
    Definition {
        name: "RecordPath",
        description: "A path as it was given or found; one that is no UTF-8 by its bytes.",
        shape: any_of([Shape::Text, closed(vec![bytes])]),
    }
}

fn issue() -> Definition {
    Definition {
        name: "Issue",
        description: "Something in the file that was refused, damaged or assumed; the rest was read.",
        shape: closed(vec![
            Member::required("code", "A stable word for the kind.", Shape::Form(CODE)),
            Member::required("stage", "The layer that met it.", Shape::Words(STAGES)),
            Member::optional("offset", "Where in the file, in bytes from its start.", Shape::Count),
            Member::required("detail", "What it is about, for people.", Shape::Text),
        ]),
    }
}

fn error() -> Definition {
    Definition {
        name: "ReadError",
        description: "Why nothing could be read of a file.",
        shape: closed(vec![
            Member::required("code", "A stable word for the kind.", Shape::Words(ERRORS)),
            Member::required("message", "What went wrong, for people.", Shape::Text),
        ]),
    }
}

fn file_object() -> Definition {
    let moment = || Shape::Moment(MOMENT);
    Definition {
        name: "FileObject",
        description: "A file as a media library describes it.",
        shape: closed(vec![
            Member::required("type", "Always `file`.", Shape::Words(&["file"])),
            Member::required("name", "The file's name without its folder.", Shape::Text),
            // The library's values are passed through unchanged.
            Member::required(
                "createdAt",
                "When the file came into being, in UTC.",
                any_of([moment(), Shape::Text, Shape::Null]),
            ),
            Member::required("updatedAt", "When it was last written, in UTC.", moment().or_null()),
            Member::required(
                "fileId",
                "24 hexadecimal digits of a hash of the content, or the library's own id.",
                Shape::Text,
            ),
            Member::required("tags", "Tags that people have given.", Shape::Text.list(0).or_null()),
            Member::required(
                "AITags",
                "Tags that machines have given.",
                Shape::Named("AiTag").list(0).or_null(),
            ),
            Member::required("versionInfo", "The version that this is.", Shape::Named("VersionInfo")),
            Member::required("embeddedMetadata", "Null where the file carries none.", metadata()),
            Member::required(
                "customCoordinates",
                "The focus area, `x,y,width,height` in pixels.",
                Shape::Text.or_null(),
            ),
            Member::required(
                "customMetadata",
                "The library's own fields.",
                Shape::Object { members: Vec::new(), others: Some(Box::new(Shape::Anything)) },
            ),
            Member::required("isPrivateFile", "Whether the file is hidden from the public.", Shape::Boolean),
            Member::required("url", "Where the file is served.", Shape::Text.or_null()),
            Member::required("thumbnail", "Where a small picture of it is served.", Shape::Text.or_null()),
            Member::required(
                "fileType",
                "Whether the file is a picture.",
                Shape::Words(&["image", "non-image"]),
            ),
            Member::required(
                "filePath",
                "The path within the library, with a slash at its start.",
                Shape::Form("^/"),
            ),
            Member::required("height", "Height as stored, in pixels.", Shape::Count.or_null()),
            Member::required("width", "Width as stored, in pixels.", Shape::Count.or_null()),
            Member::required("size", "Size in bytes.", Shape::Count),
            Member::required(
                "hasAlpha",
                "Whether the picture has an alpha channel.",
                Shape::Boolean.or_null(),
            ),
            Member::required("mime", "The media type.", Shape::Text.or_null()),
        ]),
    }
}

fn ai_tag() -> Definition {
    Definition {
        name: "AiTag",
        description: "A tag that a machine has given.",
        shape: closed(vec![
            Member::required("name", "The tag.", Shape::Text),
            Member::required("confidence", "How sure the machine is, 0 to 100.", Shape::Number),
            Member::required("source", "Which machine it is.", Shape::Text),
        ]),
    }
}

fn version_info() -> Definition {
    Definition {
        name: "VersionInfo",
        description: "A version of a file.",
        shape: closed(vec![
            Member::required("id", "The version's id; the file's own where there is only one.", Shape::Text),
            Member::required("name", "The version's name.", Shape::Text),
        ]),
    }
}

fn metadata() -> Shape {
    Shape::Named("EmbeddedMetadata").or_null()
}

/// [RFC 4648 4]
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
const STAGES: &[&str] = &["container", "exif", "makernote", "iptc", "xmp", "jumbf", "normalize"];
const ERRORS: &[&str] = &["empty-file", "unknown-format", "not-found", "permission-denied", "io", "internal"];

#[cfg(test)]
mod tests {
    use super::*;
    use embedmeta::{FileFacts, FileObject, LibraryFacts, internal};

    #[test]
    fn every_stage_is_named() {
        let names: Vec<_> =
            internal::STAGES.iter().map(|stage| serde_json::to_value(stage).unwrap()).collect();
        assert!(names.iter().eq(STAGES), "{names:?}");
    }

    #[test]
    fn every_error_is_named() {
        let codes: Vec<_> = internal::errors().iter().map(embedmeta::Error::code).collect();
        assert_eq!(codes, ERRORS);
    }

    #[test]
    fn the_file_object_has_its_members_in_their_order() {
        let object = FileObject::new(FileFacts::default(), None, LibraryFacts::default());
        let json = serde_json::to_value(object).unwrap();
        let Shape::Object { members, .. } = file_object().shape else { panic!("an object") };
        assert!(json.as_object().unwrap().keys().eq(members.iter().map(|member| member.name)));
    }
}
