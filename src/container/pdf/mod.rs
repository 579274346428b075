//! PDF: the packet that the catalog refers to, the Photoshop resources of the first page, and what the document says of
//! itself [ISO 32000-1].
//!
//! They are found by the structure of the file: the last `startxref`, the cross-references and the catalog. The file
//! is searched only if these are damaged.

mod info;
mod strings;
mod syntax;
mod xref;

use super::contents::Contents;
use super::format::Format;
use super::scan;
use crate::block::{Block, BlockKind};
use crate::bytes::Bytes;
use crate::context::Context;
use crate::format_id::FormatId;
use crate::issue::Stage;
use crate::issue_code::IssueCode;
use crate::source::{Reader, View};
use syntax::{Dict, Object};
use xref::Document;

const SIGNATURE: &[u8] = b"%PDF-";

pub(crate) const FORMAT: Format = Format { id: FormatId::Pdf, sniff, read };

fn sniff(head: Bytes<'_>) -> bool {
    let blanks = head.up_to(0, 64).as_slice().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    head.from(blanks).starts_with(SIGNATURE)
}

fn read<'a>(reader: &'a Reader<'a>, cx: &'a Context<'a>, out: &mut Contents<'a>) {
    let mut document = Document::open(reader, cx);
    let catalog = document.catalog();
    if cx.shows_tags {
        info::show(reader, &mut document, catalog, cx, out);
    }
    let Some(catalog) = catalog else {
        cx.issue(
            IssueCode::BadXref,
            Stage::Container,
            None,
            || "the catalog was not found; the file was searched",
        );
        if let Some((at, length)) = scan::packet(reader, cx, 0, reader.len(), |_| true) {
            let data = View::file(reader, at, length);
            out.blocks.push(Block { standard: false, ..Block::new(BlockKind::Xmp, data) });
        }
        return;
    };
    let (streams, metadata) = document.encrypted();
    if metadata {
        return cx.issue(
            IssueCode::Encrypted,
            Stage::Container,
            None,
            || "the document's metadata is encrypted",
        );
    }
    // [ISO 32000-1 14.3.2]
    if let Some(data) = catalog.get(b"Metadata").and_then(|stream| document.stream(stream)) {
        out.blocks.push(Block::new(BlockKind::Xmp, data));
    }
    if !streams && let Some(data) = photoshop(&mut document, catalog) {
        out.blocks.push(Block::new(BlockKind::Irb, data));
    }
}

/// Photoshop's resources, which are private data of the first page [ISO 32000-1 14.5].
fn photoshop<'a>(document: &mut Document<'a>, catalog: Dict<'a>) -> Option<View<'a>> {
    let page = first_page(document, catalog)?;
    let mut dict = page;
    for name in [&b"PieceInfo"[..], b"AdobePhotoshop", b"Private"] {
        let value = dict.get(name)?;
        dict = document.dict(value)?;
    }
    document.stream(dict.get(b"ImageResources")?)
}

/// The first leaf of the page tree [ISO 32000-1 7.7.3].
fn first_page<'a>(document: &mut Document<'a>, catalog: Dict<'a>) -> Option<Dict<'a>> {
    let mut node = document.dict(catalog.get(b"Pages")?)?;
    // A deeper tree was crafted.
    for _ in 0..32 {
        let Some(kids) = node.get(b"Kids") else { return Some(node) };
        let Object::Array(kids) = document.resolve(kids)? else { return None };
        let (first, _) = syntax::object(kids, 0)?;
        node = document.dict(first)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::testing::{every_prefix, read};
    use miniz_oxide::deflate::compress_to_vec_zlib;

    const PACKET: &str = "<?xpacket begin='' id=''?><x/><?xpacket end='w'?>";

    /// Builds the objects, and returns the offset of each.
    fn objects(list: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
        let (mut out, mut places) = (b"%PDF-1.7\n".to_vec(), Vec::new());
        for (index, object) in list.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n", index + 1).bytes());
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        (out, places)
    }

    fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("<< {dict} /Length {} >>\nstream\r\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    }

    fn with_table(list: &[Vec<u8>], trailer: &str) -> Vec<u8> {
        let (mut out, places) = objects(list);
        let start = out.len();
        out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
        for place in &places {
            out.extend(format!("{place:010} 00000 n \n").bytes());
        }
        out.extend(format!("trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes());
        out
    }

    fn document() -> Vec<Vec<u8>> {
        vec![
            b"<< /Type /Catalog /Pages 2 0 R /Metadata 4 0 R >>".to_vec(),
            b"<< /Kids [ 3 0 R ] /Count 1 >>".to_vec(),
            b"<< /Title (a \\( string >>) /PieceInfo << /AdobePhotoshop << /Private << /ImageResources 5 0 R >> >> >> >>"
                .to_vec(),
            stream("/Type /Metadata", PACKET.as_bytes()),
            stream("/Filter /FlateDecode", &compress_to_vec_zlib(b"8BIM", 6)),
        ]
    }

    #[test]
    fn a_table_leads_to_the_metadata() {
        let file = with_table(&document(), "/Root 1 0 R /Size 6");
        let found = read(&FORMAT, &file);
        let expected = [(BlockKind::Xmp, PACKET.as_bytes()), (BlockKind::Irb, b"8BIM")];
        assert_eq!((found.contents(), found.issues.len()), (expected.to_vec(), 0));
        every_prefix(&FORMAT, &file);
    }

    #[test]
    fn a_stream_of_references_and_objects_in_streams() {
        let list = document();
        // Objects 1 to 3 are stored in stream 6.
        let (mut header, mut body) = (Vec::new(), Vec::new());
        for (index, object) in list.iter().take(3).enumerate() {
            header.extend(format!("{} {} ", index + 1, body.len()).bytes());
            body.extend(object);
            body.push(b' ');
        }
        let dict = format!("/Type /ObjStm /N 3 /First {} /Filter /FlateDecode", header.len());
        let packed = stream(&dict, &compress_to_vec_zlib(&[header, body].concat(), 6));
        let mut kept: Vec<Vec<u8>> = (0..3).map(|_| b"null".to_vec()).collect();
        kept.extend_from_slice(&list[3..]);
        kept.push(packed);
        let (mut out, places) = objects(&kept);
        let start = out.len();
        let mut rows = vec![[0, 0, 0, 0]];
        (0..3).for_each(|index| rows.push([2, 0, 6, index]));
        for place in places.get(3..).unwrap() {
            let [high, low] = u16::try_from(*place).unwrap().to_be_bytes();
            rows.push([1, high, low, 0]);
        }
        // Each row is stored as its difference from the row above, after a byte that names this filter.
        let (mut above, mut predicted) = ([0; 4], Vec::new());
        for row in &rows {
            predicted.push(2);
            predicted.extend(row.iter().zip(above).map(|(value, above)| value.wrapping_sub(above)));
            above = *row;
        }
        let dict = "/Type /XRef /W [1 2 1] /Index [0 7] /Root 1 0 R /Size 7 /Filter /FlateDecode \
                    /DecodeParms << /Predictor 12 /Columns 4 >>";
        out.extend(b"7 0 obj\n");
        out.extend(stream(dict, &compress_to_vec_zlib(&predicted, 6)));
        out.extend(format!("\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
        let found = read(&FORMAT, &out);
        let expected = [(BlockKind::Xmp, PACKET.as_bytes()), (BlockKind::Irb, b"8BIM")];
        assert_eq!((found.contents(), found.issues.len()), (expected.to_vec(), 0));
        every_prefix(&FORMAT, &out);
    }

    #[test]
    fn what_cannot_be_followed_is_an_issue() {
        let file = with_table(&document(), "/Root 1 0 R /Encrypt << /V 4 >>");
        assert_eq!(read(&FORMAT, &file).issues, ["encrypted"]);
        let file = with_table(&document(), "/Root 1 0 R /Encrypt << /V 4 /EncryptMetadata false >>");
        assert_eq!(read(&FORMAT, &file).blocks.len(), 1);
        let file = with_table(&document(), "/Root 9 0 R");
        let found = read(&FORMAT, &file);
        assert_eq!((found.blocks.len(), &found.issues[..]), (1, &["bad-xref"][..]));
        // References that form a circle.
        let file = with_table(&[b"1 0 R".to_vec()], "/Root 1 0 R /Prev 9");
        assert_eq!(read(&FORMAT, &file).blocks.len(), 0);
    }
}
