//! The codes of issues.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:literal),+ $(,)?) => {
        /// A stable word for the kind of an [`Issue`](crate::Issue).
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum IssueCode {
            $($(#[doc = $doc])* $variant,)+
            /// A code of another version of this crate, as it was written.
            Other(Box<str>),
        }

        impl IssueCode {
            /// The word: `bad-offset`.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Other(word) => word,
                    known => known.known().unwrap_or_default(),
                }
            }

            /// The word, where it is one of this version.
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
    /// Whether a limit kept something from being read; see [`Limits`](crate::Limits).
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
    /// Something ends before its own length says.
    Truncated = "truncated",
    /// A header that says something impossible.
    BadHeader = "bad-header",
    /// Bytes where a marker of a segment belongs.
    BadMarker = "bad-marker",
    /// A length that cannot be.
    BadLength = "bad-length",
    /// An offset that leads out of the block, or to where nothing may lie.
    BadOffset = "bad-offset",
    /// A checksum that does not match.
    BadChecksum = "bad-checksum",
    /// A trailer whose parts do not fit together.
    BadTrailer = "bad-trailer",
    /// A cross-reference of a PDF that leads nowhere.
    BadXref = "bad-xref",
    /// A manifest store that is damaged.
    BadStore = "bad-store",
    /// A label of a box that is no label.
    BadLabel = "bad-label",
    /// A description box that is damaged.
    BadDescription = "bad-description",
    /// A claim that is no CBOR, or not what claims are.
    BadClaim = "bad-claim",
    /// A sidecar that cannot be read as one.
    BadSidecar = "bad-sidecar",
    /// Compressed data that cannot be unpacked.
    BadCompression = "bad-compression",
    /// Compressed data of an unknown method.
    UnknownCompression = "unknown-compression",
    /// A raw profile of an unknown kind.
    UnknownProfile = "unknown-profile",
    /// Bytes that belong to nothing.
    Garbage = "garbage",
    /// Something that must be there is not.
    Missing = "missing",
    /// Parts that do not come in their order.
    Disordered = "disordered",
    /// Data that lies in another file.
    Elsewhere = "elsewhere",
    /// The file is encrypted.
    Encrypted = "encrypted",
    /// A part that leads back to where it came from.
    Loop = "loop",
    /// A variant of the format that is not read here.
    Unsupported = "unsupported",
    /// The source could not be read there.
    Unreadable = "unreadable",
    /// An extended packet that is not whole, or not the one that is named.
    ExtendedXmp = "extended-xmp",
    /// One more packet of XMP.
    SecondPacket = "second-packet",
    /// One more manifest store: a file may have one.
    SecondStore = "second-store",
    /// A manifest store without a manifest.
    NoManifest = "no-manifest",
    /// A manifest without a claim.
    NoClaim = "no-claim",
    /// A directory that does not fit into its block.
    BadDirectory = "bad-directory",
    /// A directory that is left out, for its tags would have no group.
    UnreadDirectory = "unread-directory",
    /// A field of no known type.
    BadType = "bad-type",
    /// More values than may be.
    BadCount = "bad-count",
    /// A block that was written in the wrong byte order, and is read in the right one.
    ByteSwapped = "byte-swapped",
    /// A packet that is no UTF-8.
    NotUtf8 = "not-utf8",
    /// Text whose character set is not declared.
    CharsetAssumed = "charset-assumed",
    /// Another decoder refused the block.
    Refused = "refused",
    /// A document type declaration: such a packet is not read.
    Doctype = "doctype",
    /// Markup that is not well-formed.
    BrokenXml = "broken-xml",
    /// A value whose quotes do not match.
    UnbalancedQuotes = "unbalanced-quotes",
    /// A prefix that no namespace is bound to.
    UndeclaredPrefix = "undeclared-prefix",
    /// The address of a namespace that is nearly that of a known one.
    NamespaceAssumed = "namespace-assumed",
    /// More bytes than may be read of one file.
    Budget = "budget",
    /// A search that was ended at its limit.
    ScanLimit = "scan-limit",
    /// More bytes than compressed data may become.
    DecompressionLimit = "decompression-limit",
    /// Nested deeper than the limit.
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
    /// More regions than are compared.
    TooManyRegions = "too-many-regions",
    /// How many issues there are beyond those that are kept.
    MoreIssues = "more-issues",
    /// A text that a camera or a program writes by itself.
    Boilerplate = "boilerplate",
    /// A date that no calendar has.
    ImpossibleDate = "impossible-date",
    /// A text in the place of a date.
    NotADate = "not-a-date",
    /// A text in the place of a number.
    NotANumber = "not-a-number",
    /// A text in the place of an offset from UTC.
    NotAnOffset = "not-an-offset",
    /// A date whose offset from UTC is not known.
    OffsetAssumed = "offset-assumed",
    /// A date without a time.
    TimeAssumed = "time-assumed",
    /// A coordinate or an altitude that does not say on which side it lies.
    ReferenceAssumed = "reference-assumed",
    /// A value that was plainly miswritten, and is mended.
    Mended = "mended",
    /// A part of a place that is left out: the place comes from another source.
    OtherPlace = "other-place",
    /// A value beyond what it can be.
    OutOfRange = "out-of-range",
    /// Regions that were drawn on a picture of another shape.
    StaleRegions = "stale-regions",
    /// A region that cannot be placed, for the size of the picture is not known.
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
        // A code of a later version is kept as it is.
        let later: IssueCode = serde_json::from_str("\"bad-w\\u0065ather\"").unwrap();
        assert_eq!((later.known(), later.to_string()), (None, "bad-weather".to_owned()));
        assert!(IssueCode::from("too-deep").is_limit() && !later.is_limit() && later == "bad-weather");
    }
}
