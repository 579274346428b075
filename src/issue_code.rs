//! The codes of issues.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:literal),+ $(,)?) => {
        /// The stable code of an [`Issue`](crate::Issue).
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum IssueCode {
            $($(#[doc = $doc])* $variant,)+
            /// A code from another version of this crate, unchanged.
            Other(Box<str>),
        }

        impl IssueCode {
            /// The code as text: `bad-offset`.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Other(word) => word,
                    known => known.known().unwrap_or_default(),
                }
            }

            /// The code as text, if this version defines it.
            pub fn known(&self) -> Option<&'static str> {
                match self {
                    $(Self::$variant => Some($word),)+
                    Self::Other(_) => None,
                }
            }
        }

        impl From<&str> for IssueCode {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    other => Self::Other(other.into()),
                }
            }
        }
    };
}

impl fmt::Display for IssueCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for IssueCode {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<str> for IssueCode {
    fn eq(&self, word: &str) -> bool {
        self.as_str() == word
    }
}

impl PartialEq<&str> for IssueCode {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

impl IssueCode {
    /// Whether a limit prevented something from being read; see [`Limits`](crate::Limits).
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::Budget
                | Self::ScanLimit
                | Self::DecompressionLimit
                | Self::TooDeep
                | Self::TooLarge
                | Self::TooLong
                | Self::TooManyParts
                | Self::TooManyDirectories
                | Self::TooManyEntries
                | Self::TooManyPackets
                | Self::TooManyProperties
                | Self::TooManyTags
                | Self::TooManyAttributes
                | Self::TooManyNamespaces
                | Self::TooManyRegions
        )
    }
}

codes! {
    /// A part ends before its stated length.
    Truncated = "truncated",
    /// A header with impossible values.
    BadHeader = "bad-header",
    /// Other bytes in place of a segment marker.
    BadMarker = "bad-marker",
    /// An impossible length.
    BadLength = "bad-length",
    /// An offset that points outside the block, or where nothing may be stored.
    BadOffset = "bad-offset",
    /// A maker note that was moved without its offsets, which are counted from another place to mend them.
    MovedNote = "moved-note",
    /// A checksum that does not match.
    BadChecksum = "bad-checksum",
    /// A trailer whose parts do not fit together.
    BadTrailer = "bad-trailer",
    /// A PDF cross-reference that points to nothing.
    BadXref = "bad-xref",
    /// A damaged manifest store.
    BadStore = "bad-store",
    /// An invalid label of a box.
    BadLabel = "bad-label",
    /// A damaged description box.
    BadDescription = "bad-description",
    /// A claim that is not CBOR, or does not have the structure of a claim.
    BadClaim = "bad-claim",
    /// A file that cannot be read as a sidecar.
    BadSidecar = "bad-sidecar",
    /// Compressed data that cannot be decompressed.
    BadCompression = "bad-compression",
    /// Data compressed with an unknown method.
    UnknownCompression = "unknown-compression",
    /// A raw profile of an unknown kind.
    UnknownProfile = "unknown-profile",
    /// Bytes that belong to no part of the file.
    Garbage = "garbage",
    /// A required part is missing.
    Missing = "missing",
    /// Parts that are out of order.
    Disordered = "disordered",
    /// Data that is stored in another file.
    Elsewhere = "elsewhere",
    /// The file or a part of it is encrypted, and is not read.
    Encrypted = "encrypted",
    /// A part that refers back to one that led to it.
    Loop = "loop",
    /// A variant of the format that is not supported.
    Unsupported = "unsupported",
    /// The source could not be read at this offset.
    Unreadable = "unreadable",
    /// An extended packet that is incomplete, or not the one that the main packet names.
    ExtendedXmp = "extended-xmp",
    /// An additional XMP packet.
    SecondPacket = "second-packet",
    /// An additional manifest store; a file may have only one.
    SecondStore = "second-store",
    /// A manifest store without a manifest.
    NoManifest = "no-manifest",
    /// A manifest without a claim.
    NoClaim = "no-claim",
    /// A directory that does not fit into its block.
    BadDirectory = "bad-directory",
    /// A directory that is left out because its tags would have no group.
    UnreadDirectory = "unread-directory",
    /// A directory entry of unknown type.
    BadType = "bad-type",
    /// More values than allowed.
    BadCount = "bad-count",
    /// A block that states the wrong byte order and is read in the right one.
    ByteSwapped = "byte-swapped",
    /// A packet that is not UTF-8.
    NotUtf8 = "not-utf8",
    /// A time that should be in UTC, but is local, as another clock of the file shows.
    NotUtc = "not-utc",
    /// Text whose character set is not declared.
    CharsetAssumed = "charset-assumed",
    /// Another decoder refused the block.
    Refused = "refused",
    /// A document type declaration; a packet with one is not read.
    Doctype = "doctype",
    /// Markup that is not well-formed.
    BrokenXml = "broken-xml",
    /// A value whose quotes do not match.
    UnbalancedQuotes = "unbalanced-quotes",
    /// A prefix that is not bound to a namespace.
    UndeclaredPrefix = "undeclared-prefix",
    /// A namespace URI that is nearly that of a known namespace.
    NamespaceAssumed = "namespace-assumed",
    /// More bytes than may be read from one file.
    Budget = "budget",
    /// A search that was stopped at its limit.
    ScanLimit = "scan-limit",
    /// More decompressed bytes than allowed.
    DecompressionLimit = "decompression-limit",
    /// Nesting deeper than the limit.
    TooDeep = "too-deep",
    /// A part larger than the limit.
    TooLarge = "too-large",
    /// A value longer than the limit.
    TooLong = "too-long",
    /// More segments, chunks or boxes than the limit.
    TooManyParts = "too-many-parts",
    /// More directories than the limit.
    TooManyDirectories = "too-many-directories",
    /// More entries or datasets than the limit.
    TooManyEntries = "too-many-entries",
    /// More packets than the limit.
    TooManyPackets = "too-many-packets",
    /// More properties than the limit.
    TooManyProperties = "too-many-properties",
    /// More tags than the limit.
    TooManyTags = "too-many-tags",
    /// More attributes than the limit.
    TooManyAttributes = "too-many-attributes",
    /// More namespaces than the limit.
    TooManyNamespaces = "too-many-namespaces",
    /// More regions than the limit for comparing them.
    TooManyRegions = "too-many-regions",
    /// The number of issues beyond those that are kept.
    MoreIssues = "more-issues",
    /// A text that a camera or a program writes on its own.
    Boilerplate = "boilerplate",
    /// A date that does not exist in the calendar.
    ImpossibleDate = "impossible-date",
    /// A text in place of a date.
    NotADate = "not-a-date",
    /// A text in place of a number.
    NotANumber = "not-a-number",
    /// A text in place of a UTC offset.
    NotAnOffset = "not-an-offset",
    /// A date whose UTC offset is not known.
    OffsetAssumed = "offset-assumed",
    /// A date without a time.
    TimeAssumed = "time-assumed",
    /// A coordinate or an altitude without its reference (north or south, above or below sea level).
    ReferenceAssumed = "reference-assumed",
    /// A value that was plainly miswritten and has been repaired.
    Mended = "mended",
    /// A part of a place that is left out because the place comes from another source.
    OtherPlace = "other-place",
    /// A value outside its valid range.
    OutOfRange = "out-of-range",
    /// Regions that were drawn on a picture of a different shape.
    StaleRegions = "stale-regions",
    /// A region that cannot be placed because the size of the picture is not known.
    UnknownSize = "unknown-size",
    /// A value that its standard does not define.
    Undefined = "undefined",
    /// A value that means "unknown".
    Unset = "unset",
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    #[test]
    fn codes_are_their_words() {
        let code: IssueCode = serde_json::from_str("\"bad-offset\"").unwrap();
        assert_eq!((code.as_str(), &code), ("bad-offset", &IssueCode::BadOffset));
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"bad-offset\"");
        // A code from a later version is kept unchanged.
        let later: IssueCode = serde_json::from_str("\"bad-w\\u0065ather\"").unwrap();
        assert_eq!((later.known(), later.to_string()), (None, "bad-weather".to_owned()));
        assert!(IssueCode::from("too-deep").is_limit() && !later.is_limit() && later == "bad-weather");
    }
}
