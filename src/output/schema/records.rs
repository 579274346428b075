//! The records of the command and the parts that they share.

use super::fields::MOMENT;
use super::shape::{Definition, Member, Shape, any_of};

/// What `extract` prints of a file.
pub(crate) fn record() -> Definition {
    Definition {
        name: "Record",
        description: "What `embedmeta extract` prints of a file.",
        shape: any_of([Shape::Named("ExtractRecord"), Shape::Named("FailedRecord")]),
    }
}

/// All other shapes, in the order in which they are read best.
pub(crate) fn definitions() -> Vec<Definition> {
    let mut all = vec![extracted(), failed(), file_record(), path(), issue(), error()];
    all.extend(super::fields::definitions());
    all.extend([file_object(), ai_tag(), version_info()]);
    all
}

fn extracted() -> Definition {
    Definition {
        name: "ExtractRecord",
        description: "A file that was read.",
        shape: closed(vec![
            Member::required("path", "The file.", Shape::Named("Path")),
            Member::required("embeddedMetadata", "Null where the file carries none.", metadata()),
            Member::required(
                "issues",
                "What was refused, damaged or assumed.",
                Shape::Named("Issue").list(0),
            ),
        ]),
    }
}

fn failed() -> Definition {
    Definition {
        name: "FailedRecord",
        description: "A file of which nothing could be read.",
        shape: closed(vec![
            Member::required("path", "The file.", Shape::Named("Path")),
            Member::required("embeddedMetadata", "Always null.", Shape::Null),
            Member::required("error", "Why it could not be read.", Shape::Named("Error")),
        ]),
    }
}

fn file_record() -> Definition {
    Definition {
        name: "FileRecord",
        description: "What `embedmeta extract --file-object` prints of a file.",
        shape: any_of([Shape::Named("FileObject"), Shape::Named("FailedRecord")]),
    }
}

fn path() -> Definition {
    let bytes = Member::required("bytes", "The bytes of the path in base64.", Shape::Form(BASE64));
    Definition {
        name: "Path",
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
        name: "Error",
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
            // What a library gives is taken as it is.
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

/// An object of these members and no others.
fn closed(members: Vec<Member>) -> Shape {
    Shape::Object { members, others: None }
}

fn metadata() -> Shape {
    Shape::Named("EmbeddedMetadata").or_null()
}

const CODE: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
/// [RFC 4648 4]
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
const STAGES: &[&str] = &["container", "exif", "iptc", "xmp", "jumbf", "normalize"];
const ERRORS: &[&str] = &["empty-file", "unknown-format", "not-found", "permission-denied", "io", "internal"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileFacts, FileObject, LibraryFacts, Stage};
    use std::io::ErrorKind;

    #[test]
    fn every_stage_is_named() {
        let all = [Stage::Container, Stage::Exif, Stage::Iptc, Stage::Xmp, Stage::Jumbf, Stage::Normalize];
        let names = all.map(|stage| {
            // A stage that is missing above does not compile here.
            match stage {
                Stage::Container
                | Stage::Exif
                | Stage::Iptc
                | Stage::Xmp
                | Stage::Jumbf
                | Stage::Normalize => {}
            }
            serde_json::to_value(stage).unwrap()
        });
        assert!(names.iter().eq(STAGES), "{names:?}");
    }

    #[test]
    fn every_error_is_named() {
        let io = |kind: ErrorKind| crate::Error::Io(kind.into());
        let all = [
            crate::Error::Empty,
            crate::Error::UnknownFormat { looks_like: "", mime: "" },
            io(ErrorKind::NotFound),
            io(ErrorKind::PermissionDenied),
            io(ErrorKind::Other),
            crate::Error::Internal(String::new()),
        ];
        let codes = all.each_ref().map(|error| {
            // An error that is missing above does not compile here.
            match error {
                crate::Error::Empty
                | crate::Error::UnknownFormat { .. }
                | crate::Error::Io(_)
                | crate::Error::Internal(_) => {}
            }
            error.code()
        });
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
