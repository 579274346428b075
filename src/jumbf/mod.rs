//! JUMBF boxes, as far as C2PA's manifest store uses them [ISO/IEC 19566-5 annex A; C2PA 2.1 11.1].
//!
//! The store is a superbox that contains manifests. The last one is active and describes the file. Its claim says what
//! made it. Only these are read, box header by box header; pictures and signatures never are. Nothing is validated,
//! because that would need the signature, the certificates and the hash of every byte.

mod cbor;
mod claim;
mod json;
mod superbox;
mod tell;

use crate::block::{Block, BlockKind};
use crate::context::Context;
use crate::isobmff::boxes::Uuid;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::sink::Sink;
use crate::source::View;
use crate::tag::{Group, Origin, Tag, Value};
use claim::Claim;
use superbox::{Superbox, SuperboxReader};

// The types of superboxes [C2PA 2.1 11.1.4]: four letters, then the suffix that all ISO types share [19566-5 B.1].
const STORE: Uuid = *b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
const MANIFEST: Uuid = *b"c2ma\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
const UPDATE_MANIFEST: Uuid = *b"c2um\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
const COMPRESSED_MANIFEST: Uuid = *b"c2cm\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
const CLAIM: Uuid = *b"c2cl\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";

/// The type of the store, as `ExifTool` prints it without and with `-n`.
const STORE_TYPE: (&str, &str) = ("(c2pa)-0011-0010-800000aa00389b71", "6332706100110010800000aa00389b71");

/// Decodes a block of JUMBF boxes. If it is the file's manifest store, emits what that says of the file; and what any
/// boxes say, if tags are wanted.
pub(crate) fn decode<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    manifest_store(block, cx, sink);
    if cx.shows_tags {
        let reader = SuperboxReader::new(cx);
        if let Some(superbox) = reader.outermost(block.data) {
            tell::tell(&reader, &superbox, (block, superbox.content_type == STORE), cx, sink);
        }
    }
}

fn manifest_store<'a>(block: &Block<'a>, cx: &'a Context<'a>, sink: &mut Sink<'a>) {
    let mut emit = |group, name, value, raw, offset| {
        let source = Origin { block: BlockKind::Jumbf, offset, standard: block.standard, charset: None };
        sink.tags.push(Tag::new(Group::Other(group), name, value, raw, source));
    };
    let start = block.data.absolute(0);
    let issue = |code, what: &'static str| cx.issue(code, Stage::Jumbf, Some(start), || what);
    let reader = SuperboxReader::new(cx);
    let store = reader.outermost(block.data);
    let is_store = store.as_ref().map(|store| store.content_type == STORE);
    match (is_store, block.carrier.dedicated) {
        (Some(true), _) => {}
        // A shared place may contain any kind of box: depth maps, panoramas, earlier drafts.
        (Some(false), false) => return,
        (None, true) => issue(IssueCode::BadStore, "the manifest store cannot be read"),
        (Some(false), true) | (None, false) => {
            return issue(IssueCode::BadStore, "these boxes are no manifest store");
        }
    }
    if std::mem::replace(&mut sink.has_manifest_store, true) {
        return issue(IssueCode::SecondStore, "a file has one manifest store: this one is not read");
    }
    let jumbf = || "JUMBF".into();
    emit(jumbf(), "Carrier", Value::text(block.carrier.name), None, start);
    let Some(store) = store else { return };
    emit(jumbf(), "JUMDType", Value::text(STORE_TYPE.0), Some(Value::text(STORE_TYPE.1)), store.offset());
    if let Some(label) = reader.label(&store) {
        emit(jumbf(), "JUMDLabel", Value::text(label), None, store.offset());
    }
    let (count, active) = manifests(&reader, &store);
    emit(jumbf(), "ManifestCount", Value::Int(count), None, store.offset());
    let Some(active) = active else {
        return cx.issue(IssueCode::NoManifest, Stage::Jumbf, Some(start), || {
            format!("which of {count} manifests is the active one cannot be told")
        });
    };
    if let Some(label) = reader.label(&active) {
        emit(jumbf(), "ActiveManifest", Value::text(label), None, active.offset());
    }
    let Some((offset, claim)) = claim(&reader, &active, cx) else { return };
    let texts = [
        ("Claim_generator", claim.generator),
        ("Claim_Generator_InfoName", claim.info.name),
        ("Claim_Generator_InfoVersion", claim.info.version),
        ("Title", claim.title),
        ("Format", claim.format),
        ("InstanceID", claim.instance),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            emit("CBOR".into(), name, Value::text(cx.text(&text)), None, offset);
        }
    }
}

/// The number of manifests, and the last one, which is active [C2PA 2.1 11.1.4]. `None` if the last box cannot be
/// read.
fn manifests<'a>(reader: &SuperboxReader<'a>, store: &Superbox<'a>) -> (i64, Option<Superbox<'a>>) {
    let (mut count, mut active) = (0, None);
    for part in reader.children(store.content).filter(|part| part.box_type == *b"jumb") {
        match reader.superbox(part.body) {
            Some(found)
                if !matches!(found.content_type, MANIFEST | UPDATE_MANIFEST | COMPRESSED_MANIFEST) => {}
            found => {
                count += 1;
                active = found;
            }
        }
    }
    (count, active)
}

/// The claim of a manifest, and its offset.
fn claim<'a>(reader: &SuperboxReader<'a>, manifest: &Superbox<'a>, cx: &Context<'_>) -> Option<(u64, Claim)> {
    let issue = |code, offset, what: &str| cx.issue(code, Stage::Jumbf, Some(offset), || what);
    if manifest.content_type == COMPRESSED_MANIFEST {
        issue(
            IssueCode::Unsupported,
            manifest.offset(),
            "the active manifest is compressed: its claim is not read",
        );
        return None;
    }
    let found = reader
        .children(manifest.content)
        .filter(|part| part.box_type == *b"jumb")
        .filter_map(|part| reader.superbox(part.body))
        .find(|part| part.content_type == CLAIM)
        .and_then(|claim| reader.children(claim.content).find(|part| part.box_type == *b"cbor"));
    let Some(found) = found else {
        issue(IssueCode::NoClaim, manifest.offset(), "the active manifest has no claim that can be read");
        return None;
    };
    let offset = found.body.absolute(0);
    let Some(bytes) =
        Some(found.body).filter(|body| body.len() <= cx.limits.claim).and_then(|b: View| b.all())
    else {
        issue(IssueCode::TooLarge, offset, "the claim is beyond the limit");
        return None;
    };
    let claim = claim::read(bytes);
    if claim.is_damaged {
        issue(IssueCode::BadClaim, offset, "the claim is damaged: what stands before the damage is shown");
    }
    Some((offset, claim))
}

#[cfg(test)]
mod tests;
