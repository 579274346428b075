//! The way through the house: bytes → container → blocks → tags → fields → object.

use crate::block::Block;
use crate::charset::Charset;
use crate::container::{self, Contents};
use crate::context::Context;
use crate::file_info::FileInfo;
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
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

/// Everything that was read of one file.
///
/// It serialises to `{"metadata", "tags", "file", "issues", "provenance", "digest"}`, each as its own type does; how
/// many bytes were read is of the reading and not of the file, and is left out.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Extraction {
    /// The consolidated object; empty where the file carries no metadata.
    pub metadata: EmbeddedMetadata,
    /// Every tag as it was found, in the order found.
    pub tags: Vec<Tag<'static>>,
    /// What the file is, and its size.
    pub file: FileInfo,
    /// What was refused, damaged or assumed.
    pub issues: Vec<Issue>,
    /// For each field of `metadata`, in the same order, why it has its value.
    pub provenance: Vec<Provenance>,
    /// What the stored digest says of the IIM block.
    pub digest: DigestState,
    /// How many bytes were read of the file; all of them where they lay in memory.
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

    /// Whose values come first where sources disagree.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.options.policy = policy;
        self
    }

    /// How a sidecar's values stand to the picture's own: they win, or only fill what it lacks.
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

    /// Whether fields that are language alternatives hold all their items, by language:
    /// `{"x-default": "...", "fr-FR": "..."}`.
    #[must_use]
    pub fn languages(mut self, languages: bool) -> Self {
        self.options.languages = languages;
        self
    }

    /// The language of which a language alternative's item is shown where it has one (`fr`, `pt-BR`): exactly this
    /// one, else one of its regions, else the language without its region, else the default.
    #[must_use]
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.options.lang = Some(lang.into());
        self
    }

    /// Whether every field that measures something is a number in one unit: seconds, millimetres, metres, f-numbers, steps of
    /// exposure, signed degrees. `ExposureTime` is 0.004 then and not `1/250`, `LensInfo` a list of four numbers. What is
    /// no number in the file (a distance of infinity, a text) is no field then, and an issue says so.
    #[must_use]
    pub fn numeric(mut self, numeric: bool) -> Self {
        self.options.numeric = numeric;
        self
    }

    /// What one file may cost.
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

    /// Whether EXIF tags of unknown meaning are among the tags, named by their numbers: `Exif_0xc5d9`. They are no
    /// fields.
    #[must_use]
    pub fn unknown(mut self, unknown: bool) -> Self {
        self.unknown = unknown;
        self
    }

    /// Reads a file that lies in memory; nothing of it is copied but what the result holds.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] where there are no bytes, and [`Error::UnknownFormat`] where they are no picture that is read
    /// here. A damaged picture is no error: its damage is among the issues.
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<Extraction, Error> {
        self.from_source(&bytes)
    }

    /// Reads anything that reads and seeks.
    ///
    /// # Errors
    ///
    /// As [`Extractor::from_source`].
    pub fn from_reader<R: Read + Seek>(&self, reader: R) -> Result<Extraction, Error> {
        self.from_source(&SeekSource::new(reader)?)
    }

    /// Reads a file: its head, and further ranges only where its structures point to them.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the file cannot be opened, and otherwise as [`Extractor::from_source`].
    pub fn from_path(&self, path: impl AsRef<Path>) -> Result<Extraction, Error> {
        self.from_source(&FileSource::new(File::open(path)?)?)
    }

    /// Reads anything that can be read at an offset.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] and [`Error::UnknownFormat`] as [`Extractor::from_bytes`]; [`Error::Io`] where the head cannot
    /// be read. A range behind the head that cannot be read is an issue.
    pub fn from_source(&self, source: &dyn Source) -> Result<Extraction, Error> {
        self.all_of(source, None, &mut Memory::default())
    }

    /// Reads a picture and the sidecar that lies beside it: an XMP packet, or the JSON of Google Takeout.
    ///
    /// The sidecar's values win over the picture's own, or fill what it lacks ([`Extractor::sidecar`]); both are in
    /// the provenance. Google's JSON only fills, for it repeats what the file had when it was uploaded.
    /// [`FileInfo::orientation`] stays the picture's.
    ///
    /// # Errors
    ///
    /// As [`Extractor::from_source`], of either of the two.
    pub fn from_source_and_sidecar(
        &self,
        source: &dyn Source,
        sidecar: &dyn Source,
    ) -> Result<Extraction, Error> {
        self.all_of(source, Some(sidecar), &mut Memory::default())
    }

    /// Stops before consolidation, and says how many tags there were by then: what the benches subtract.
    pub(crate) fn count_tags(&self, bytes: &[u8]) -> Result<usize, Error> {
        let Memory { arena, mut head, .. } = Memory::default();
        let cx = Context::new(&self.limits, &arena, self.fallback_charset.0);
        let reader = Reader::new(&bytes, &cx, &mut head)?;
        let mut contents = Contents::default();
        (container::detect(reader.head())?.read)(&reader, &cx, &mut contents);
        Ok(crate::decode::decode(contents, self.groups, &cx).tags.len())
    }

    /// Reads everything, with the memory of the caller.
    pub(crate) fn all_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        self.visit(source, sidecar, memory, &self.options, |seen| seen.extraction(true))
    }

    /// Reads everything, but of the tags only those that `keep` keeps.
    pub(crate) fn some_of(
        &self,
        source: &dyn Source,
        memory: &mut Memory,
        keep: impl Fn(&Tag<'_>) -> bool,
    ) -> Result<Extraction, Error> {
        self.visit(source, None, memory, &self.options, |seen| seen.extraction_with(keep))
    }

    /// Reads the consolidated object alone: tags and provenance are not kept.
    pub(crate) fn metadata_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        let options = Options { provenance: false, ..self.options.clone() };
        self.visit(source, sidecar, memory, &options, |seen| seen.extraction(false))
    }

    /// Reads the consolidated object, and why it is so: tags are not kept.
    pub(crate) fn explained_of(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
    ) -> Result<Extraction, Error> {
        self.visit(source, sidecar, memory, &self.options, |seen| seen.extraction(false))
    }

    /// Reads a file of which everything is to be decoded again: with all of its blocks and unknown tags.
    pub(crate) fn read_again<T>(
        &self,
        source: &dyn Source,
        show: impl FnOnce(Seen<'_, '_>) -> T,
    ) -> Result<T, Error> {
        let extractor = Self { unknown: true, keeps_blocks: true, groups: Groups::default(), ..self.clone() };
        extractor.visit(source, None, &mut Memory::default(), &extractor.options, show)
    }

    /// Reads a file into `memory`, which is emptied first, and shows what was found before it is gone.
    fn visit<T>(
        &self,
        source: &dyn Source,
        sidecar: Option<&dyn Source>,
        memory: &mut Memory,
        options: &Options,
        show: impl FnOnce(Seen<'_, '_>) -> T,
    ) -> Result<T, Error> {
        let Memory { arena, head, sidecar: sidecar_head, slots, searched, letters, tags } = memory;
        arena.reset();
        let mut cx = Context::new(&self.limits, arena, self.fallback_charset.0);
        cx.unknown = self.unknown;
        // The object alone is asked for without provenance.
        cx.shows_tags = options.provenance;
        cx.keeps_blocks = self.keeps_blocks;
        cx.slots.get_mut().append(slots);
        cx.searched.set(std::mem::take(searched));
        cx.letters
            .set(letters.filter(|(set, _)| *set == self.fallback_charset.0).map(|(_, letters)| letters));
        let reader = Reader::new(source, &cx, head)?;
        let format = container::detect(reader.head())?;
        let mut contents = Contents { tags: memory::emptied(std::mem::take(tags)), ..Contents::default() };
        (format.read)(&reader, &cx, &mut contents);
        let sidecar = sidecar.map(|sidecar| Reader::new(sidecar, &cx, sidecar_head)).transpose()?;
        if let Some(sidecar) = &sidecar {
            contents.blocks.push(container::sidecar::block(sidecar));
        }
        let mut file = std::mem::take(&mut contents.info);
        let decoded = crate::decode::decode(contents, self.groups, &cx);
        // Where the container defines an orientation, Exif's is no more than a tag.
        file.orientation = file.orientation.or_else(|| orientation(&decoded.tags));
        let found = normalize::consolidate(&Input {
            tags: &decoded.tags,
            superseded: &decoded.superseded,
            structures: &decoded.structures,
            packets: &decoded.packets,
            size: file.width.zip(file.height),
            orientation: file.orientation,
            options,
            cx: &cx,
            clocks: std::cell::OnceCell::new(),
        });
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
            cx: &cx,
        });
        *tags = memory::emptied(decoded.tags);
        Ok(shown)
    }
}

/// What was read of a file, while its bytes are still there.
pub struct Seen<'s, 'a> {
    tags: &'s [Tag<'a>],
    found: Consolidated,
    file: FileInfo,
    issues: Vec<Issue>,
    bytes_read: u64,
    /// All blocks, with those inside others.
    pub blocks: &'s [Block<'a>],
    pub cx: &'a Context<'a>,
}

impl Seen<'_, '_> {
    /// What was read, in memory of its own; the tags only where they are wanted.
    pub fn extraction(self, with_tags: bool) -> Extraction {
        self.extraction_with(|_| with_tags)
    }

    /// The same, of the tags with those alone that `keep` keeps.
    pub fn extraction_with(self, keep: impl Fn(&Tag<'_>) -> bool) -> Extraction {
        Extraction {
            metadata: self.found.metadata,
            tags: self.tags.iter().filter(|tag| keep(tag)).cloned().map(Tag::into_owned).collect(),
            file: self.file,
            issues: self.issues,
            provenance: self.found.provenance,
            digest: self.found.digest,
            bytes_read: self.bytes_read,
        }
    }
}

/// The orientation code that Exif has for the picture [EXIF30 4.6.5.1.7].
fn orientation(tags: &[Tag<'_>]) -> Option<u8> {
    let tag = tags.iter().find(|tag| tag.group == Group::Ifd(0) && tag.name == "Orientation")?;
    match tag.raw() {
        crate::tag::Value::Int(code @ 1..=8) => u8::try_from(*code).ok(),
        _ => None,
    }
}
