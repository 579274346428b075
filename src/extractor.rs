//! The whole chain: bytes → container → blocks → tags → fields → object.

use crate::block::Block;
use crate::charset::Charset;
use crate::container::{self, Contents};
use crate::context::Context;
use crate::file_info::FileInfo;
use crate::format_id::FormatId;
use crate::groups::Groups;
use crate::issue::{Error, Issue};
use crate::limits::Limits;
use crate::memory::{self, Memory};
use crate::metadata::EmbeddedMetadata;
use crate::normalize::{
    self, Consolidated, Dates, DigestState, Input, Options, Policy, Profile, Provenance, SidecarPolicy,
};
use crate::source::{FileSource, Reader, SeekSource, Source};
use crate::tag::{Group, Tag};
use crate::track::TrackPoint;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Everything read from one file.
///
/// It serialises to `{"metadata", "tags", "file", "issues", "provenance", "digest"}`, each as its own type does. The
/// number of bytes read is left out, since it describes the reading and not the file.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Extraction {
    /// The consolidated object; empty if the file carries no metadata.
    pub metadata: EmbeddedMetadata,
    /// Every tag, in the order found.
    pub tags: Vec<Tag<'static>>,
    /// What the file is, and its size.
    pub file: FileInfo,
    /// What was refused, damaged or assumed.
    pub issues: Vec<Issue>,
    /// Why each field of `metadata` has its value, in the same order.
    pub provenance: Vec<Provenance>,
    /// What the stored digest says about the IIM block.
    pub digest: DigestState,
    /// The way of the camera in a film, in the order of time, if [`Extractor::track`] asks for it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub track: Vec<TrackPoint>,
    /// How many bytes of the file were read; all of them if the file was in memory.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub bytes_read: u64,
}

/// Reads files, with options.
///
/// Safe on untrusted bytes: no input makes it panic, and time and memory stay within [`Limits`].
///
/// ```
/// use embedmeta::{Extractor, Profile};
///
/// let jpeg = include_bytes!("../testdata/replica.jpg");
/// let extraction = Extractor::new().profile(Profile::Documented).from_bytes(jpeg)?;
/// assert_eq!(extraction.file.mime, "image/jpeg");
/// let creator = extraction.tags.iter().find(|tag| tag.name == "Creator").unwrap();
/// assert_eq!(creator.group.to_string(), "XMP-dc");
/// # Ok::<(), embedmeta::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Extractor {
    options: Options,
    limits: Limits,
    groups: Groups,
    unknown: bool,
    keeps_blocks: bool,
    tracks: bool,
    fallback_charset: Charset,
}

impl Default for Extractor {
    fn default() -> Self {
        Self {
            options: Options { provenance: true, ..Options::default() },
            limits: Limits::default(),
            groups: Groups::default(),
            unknown: false,
            keeps_blocks: false,
            tracks: false,
            fallback_charset: Charset::default(),
        }
    }
}

impl Extractor {
    /// An extractor with the defaults: all fields, the MWG's rule, dates in UTC.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which fields the object has.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = profile;
        self
    }

    /// Which source takes precedence if sources disagree.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.options.policy = policy;
        self
    }

    /// Whether a sidecar's values override the picture's own or only fill in what it lacks.
    #[must_use]
    pub fn sidecar(mut self, sidecar: SidecarPolicy) -> Self {
        self.options.sidecar = sidecar;
        self
    }

    /// How dates are shown.
    #[must_use]
    pub fn dates(mut self, dates: Dates) -> Self {
        self.options.dates = dates;
        self
    }

    /// Whether language alternatives are returned with all their items, by language:
    /// `{"x-default": "...", "fr-FR": "..."}`.
    #[must_use]
    pub fn languages(mut self, languages: bool) -> Self {
        self.options.languages = languages;
        self
    }

    /// The preferred language of language alternatives (`fr`, `pt-BR`). The item in exactly this language is used, else
    /// one in a region of it, else one in the language without its region, else the default.
    #[must_use]
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.options.lang = Some(lang.into());
        self
    }

    /// Whether every field that measures something is a number in a fixed unit: seconds, millimetres, metres,
    /// f-numbers, exposure steps, signed degrees. `ExposureTime` is then 0.004 instead of `1/250`, and `LensInfo` a
    /// list of four numbers. A field whose value is not a number (a distance of infinity, a text) is left out, with an
    /// issue.
    #[must_use]
    pub fn numeric(mut self, numeric: bool) -> Self {
        self.options.numeric = numeric;
        self
    }

    /// The limits on the cost of reading one file.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The character set of IPTC and EXIF text that declares none and is not UTF-8; Windows-1252 by default.
    #[must_use]
    pub fn fallback_charset(mut self, charset: Charset) -> Self {
        self.fallback_charset = charset;
        self
    }

    /// Which families of tags are read.
    #[must_use]
    pub fn groups(mut self, groups: Groups) -> Self {
        self.groups = groups;
        self
    }

    /// Whether to include EXIF tags of unknown meaning, named by their numbers: `Exif_0xc5d9`. They never become
    /// fields.
    #[must_use]
    pub fn unknown(mut self, unknown: bool) -> Self {
        self.unknown = unknown;
        self
    }

    /// Whether the timed metadata of films are read as a whole, for [`Extraction::track`]. Otherwise only the first
    /// sample of each track is read, for the fields of the place.
    #[must_use]
    pub fn track(mut self, track: bool) -> Self {
        self.tracks = track;
        self
    }

    /// Reads a file in memory. Only what the result holds is copied.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no bytes, and [`Error::UnknownFormat`] if they are not a picture in a supported
    /// format. A damaged picture is not an error: the damage is reported in the issues.
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<Extraction, Error> {
        self.from_source(&bytes)
    }

    /// Reads from anything that implements [`Read`] and [`Seek`].
    ///
    /// # Errors
    ///
    /// As [`Extractor::from_source`].
    pub fn from_reader<R: Read + Seek>(&self, reader: R) -> Result<Extraction, Error> {
        self.from_source(&SeekSource::new(reader)?)
    }

    /// Reads a file: its head, and further ranges only if its structures point to them.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the file cannot be opened, and otherwise as [`Extractor::from_source`].
    pub fn from_path(&self, path: impl AsRef<Path>) -> Result<Extraction, Error> {
        self.from_source(&FileSource::new(File::open(path)?)?)
    }

    /// Reads from anything that can be read at an offset.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] and [`Error::UnknownFormat`] as [`Extractor::from_bytes`]; [`Error::Io`] if the head cannot be
    /// read. If a later range cannot be read, an issue reports it.
    pub fn from_source(&self, source: &dyn Source) -> Result<Extraction, Error> {
        self.all_of(source, None, &mut Memory::default())
    }

    /// Reads a picture and its sidecar: an XMP packet, or the JSON of Google Takeout.
    ///
    /// The sidecar's values override the picture's own or fill in what it lacks ([`Extractor::sidecar`]); the
    /// provenance lists both. Google's JSON only fills in, because it repeats what the file had when it was uploaded.
    /// [`FileInfo::orientation`] is always the picture's.
    ///
    /// # Errors
    ///
    /// As [`Extractor::from_source`], for either of the two.
    pub fn from_source_and_sidecar(
        &self,
        source: &dyn Source,
        sidecar: &dyn Source,
    ) -> Result<Extraction, Error> {
        self.all_of(source, Some(sidecar), &mut Memory::default())
    }

    /// Stops before consolidation and returns the number of tags. The benches subtract this part.
    pub(crate) fn count_tags(&self, bytes: &[u8]) -> Result<usize, Error> {
        let Memory { arena, mut head, .. } = Memory::default();
        let cx = Context::new(&self.limits, &arena, self.fallback_charset.0);
        let reader = Reader::new(&bytes, &cx, &mut head)?;
        let mut contents = Contents::default();
        (container::detect(reader.head())?.read)(&reader, &cx, &mut contents);
        let detected = contents.info.format.unwrap_or_default();
        Ok(crate::decode::decode(contents, detected, self.groups, &cx).tags.len())
    }

    /// Reads everything, using the caller's memory.
    pub(crate) fn all_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        self.visit(source, sidecar, memory, (Some(&self.options), true), |seen| seen.extraction(true))
    }

    /// Reads everything, but keeps only the tags that `keep` accepts, and no provenance.
    pub(crate) fn some_of(
        &self,
        source: &dyn Source,
        memory: &mut Memory,
        keep: impl Fn(&Tag<'_>) -> bool,
    ) -> Result<Extraction, Error> {
        let options = Options { provenance: false, ..self.options.clone() };
        self.visit(source, None, memory, (Some(&options), true), |seen| seen.extraction_with(keep))
    }

    /// Reads the tags and passes them to `show` while the memory is valid. Nothing is consolidated.
    pub(crate) fn tags_of<T>(
        &self,
        source: &dyn Source,
        memory: &mut Memory,
        show: impl FnOnce(Seen<'_, '_>) -> T,
    ) -> Result<T, Error> {
        self.visit(source, None, memory, (None, true), show)
    }

    /// Reads only the consolidated object; tags and provenance are not kept.
    pub(crate) fn metadata_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        let options = Options { provenance: false, ..self.options.clone() };
        self.visit(source, sidecar, memory, (Some(&options), false), |seen| seen.extraction(false))
    }

    /// Reads the consolidated object and its provenance; tags are not kept.
    pub(crate) fn explained_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        self.visit(source, sidecar, memory, (Some(&self.options), true), |seen| seen.extraction(false))
    }

    /// Reads a file and keeps all of its blocks and unknown tags, so that they can be decoded again.
    pub(crate) fn read_again<T>(
        &self,
        source: &dyn Source,
        show: impl FnOnce(Seen<'_, '_>) -> T,
    ) -> Result<T, Error> {
        let extractor = Self { unknown: true, keeps_blocks: true, groups: Groups::default(), ..self.clone() };
        extractor.visit(source, None, &mut Memory::default(), (Some(&extractor.options), true), show)
    }

    /// Clears `memory`, reads a file into it, and passes the result to `show` while the memory is still valid. Without
    /// `options` nothing is consolidated; without `shows_tags` only the tags that fields need are read.
    fn visit<T>(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
        (options, shows_tags): (Option<&Options>, bool),
        show: impl FnOnce(Seen<'_, '_>) -> T,
    ) -> Result<T, Error> {
        let Memory { arena, head, sidecar: sidecar_head, slots, searched, letters, tags } = memory;
        arena.reset();
        let mut cx = Context::new(&self.limits, arena, self.fallback_charset.0);
        cx.unknown = self.unknown;
        cx.shows_tags = shows_tags;
        // The documented fields are those of the standards, so maker notes, profiles and films give them nothing.
        let is_documented = options.is_some_and(|options| options.profile == Profile::Documented);
        let groups = if is_documented && !shows_tags {
            let others = Groups::ICC_PROFILE | Groups::PNG | Groups::QUICK_TIME | Groups::OTHERS;
            self.groups.without(Groups::MAKER_NOTES | others)
        } else {
            self.groups
        };
        cx.profiles = groups.contains(Groups::ICC_PROFILE);
        cx.texts = groups.contains(Groups::PNG);
        cx.keeps_blocks = self.keeps_blocks;
        cx.tracks = self.tracks;
        cx.slots.get_mut().append(slots);
        cx.searched.set(std::mem::take(searched));
        cx.letters
            .set(letters.filter(|(set, _)| *set == self.fallback_charset.0).map(|(_, letters)| letters));
        let reader = Reader::new(source, &cx, head)?;
        let format = container::detect(reader.head())?;
        let mut contents = Contents { tags: memory::emptied(std::mem::take(tags)), ..Contents::default() };
        (format.read)(&reader, &cx, &mut contents);
        if cx.shows_tags && self.groups.contains(Groups::FILE) {
            container::facts::add(&mut contents, format.id);
        }
        let sidecar = sidecar.map(|sidecar| Reader::new(sidecar, &cx, sidecar_head)).transpose()?;
        if let Some(sidecar) = &sidecar {
            contents.blocks.push(container::sidecar::block(sidecar));
        }
        let mut file = std::mem::take(&mut contents.info);
        contents.info.format = file.format;
        let mut decoded = crate::decode::decode(contents, format.id, groups, &cx);
        if cx.shows_tags && format.id == FormatId::Jpeg && groups.contains(Groups::OTHERS) {
            crate::segments::behind(&reader, &cx, &mut decoded);
        }
        // If the container defines an orientation, the one in Exif is only a tag.
        file.orientation = file.orientation.or_else(|| orientation(&decoded.tags));
        let consolidate = |options| {
            normalize::consolidate(&Input {
                tags: &decoded.tags,
                superseded: &decoded.superseded,
                structures: &decoded.structures,
                packets: &decoded.packets,
                companions: &decoded.companions,
                length: reader.len(),
                size: file.width.zip(file.height),
                orientation: file.orientation,
                options,
                cx: &cx,
                clocks: std::cell::OnceCell::new(),
                notes: std::cell::OnceCell::new(),
                colours: std::cell::OnceCell::new(),
            })
        };
        let found = options.map(consolidate).unwrap_or_default();
        if cx.shows_tags && groups.contains(Groups::COMPOSITE) {
            crate::composite::add(&mut decoded.tags, decoded.camera, &cx);
        }
        slots.append(&mut cx.slots.borrow_mut());
        *searched = cx.searched.take();
        *letters = cx.letters.get().map(|letters| (self.fallback_charset.0, letters));
        let shown = show(Seen {
            tags: &decoded.tags,
            found,
            file: file.of_size(reader.len(), format.id),
            issues: cx.take_issues(),
            bytes_read: reader.bytes_read(),
            blocks: &decoded.kept,
            track: decoded.track,
            cx: &cx,
        });
        *tags = memory::emptied(decoded.tags);
        Ok(shown)
    }
}

/// What was read from a file, borrowing from its bytes.
pub struct Seen<'s, 'a> {
    pub tags: &'s [Tag<'a>],
    found: Consolidated,
    pub file: FileInfo,
    pub issues: Vec<Issue>,
    bytes_read: u64,
    /// All blocks, including those nested in others.
    pub blocks: &'s [Block<'a>],
    pub track: Vec<TrackPoint>,
    pub cx: &'a Context<'a>,
}

impl Seen<'_, '_> {
    /// The result as owned data, with the tags if they are wanted.
    pub fn extraction(self, with_tags: bool) -> Extraction {
        self.extraction_with(|_| with_tags)
    }

    /// The result as owned data, with only the tags that `keep` accepts.
    pub fn extraction_with(self, keep: impl Fn(&Tag<'_>) -> bool) -> Extraction {
        Extraction {
            metadata: self.found.metadata,
            tags: self.tags.iter().filter(|tag| keep(tag)).cloned().map(Tag::into_owned).collect(),
            file: self.file,
            issues: self.issues,
            provenance: self.found.provenance,
            digest: self.found.digest,
            track: self.track,
            bytes_read: self.bytes_read,
        }
    }
}

/// The picture's orientation code in Exif [EXIF30 4.6.5.1.7].
fn orientation(tags: &[Tag<'_>]) -> Option<u8> {
    let tag = tags.iter().find(|tag| tag.group == Group::Ifd(0) && tag.name == "Orientation")?;
    match tag.raw() {
        crate::tag::Value::Int(code @ 1..=8) => u8::try_from(*code).ok(),
        _ => None,
    }
}
