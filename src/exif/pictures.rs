//! The tags of the pictures that directories point to.

use super::convert::Printed;
use super::image::Picture;
use super::walk::{LONG, Open, Walk};
use crate::issue::Stage;

impl<'a> Walk<'a, '_> {
    /// Emits the pictures that the directory's tags point to.
    pub(super) fn pictures(&mut self, open: &Open<'a>) {
        for picture in open.pictures.found() {
            self.picture(open, picture);
        }
        self.thumbnail(open);
    }

    /// Emits a picture. Of previews, as of thumbnails, the last is kept.
    fn picture(&mut self, open: &Open<'a>, picture: Picture) {
        let Picture { name, start: Some(start), len: Some(len) } = picture else { return };
        if len == 0 {
            return;
        }
        let inside = start.checked_add(len).is_some_and(|end| end <= self.window.view.len());
        // What is not there comes from the directory that tells of it.
        let at = self.window.view.absolute(if inside { start } else { open.directory.offset });
        if !inside {
            self.cx.issue("bad-offset", Stage::Exif, Some(at), || format!("{name} lies beyond the block"));
        }
        let is_read = inside && len <= LONG && self.pay(len);
        let size = usize::try_from(len).ok().filter(|_| is_read);
        let printed = match size.and_then(|size| self.window.view.get(start, size)) {
            Some(bytes) => Printed::binary(bytes),
            None => Printed::unread(len),
        };
        let tag = self.made(&open.directory.group, name, printed, at);
        let is_single = matches!(name, "PreviewImage" | "JpgFromRaw" | "ThumbnailImage");
        let old = self.shown.iter().find(|(known, _)| is_single && *known == name);
        if let Some(old) = old.and_then(|(_, place)| self.sink.tags.get_mut(*place)) {
            *old = tag;
            return;
        }
        self.shown.push((name, self.sink.tags.len()));
        self.sink.tags.push(tag);
    }

    /// Emits a small picture without compression, which is shown as a TIFF of its own.
    fn thumbnail(&mut self, open: &Open<'a>) {
        let Some((start, len)) = open.thumbnail.range() else { return };
        if start.checked_add(len).is_none_or(|end| end > self.window.view.len()) {
            return;
        }
        let printed = Printed::unread(len.saturating_add(open.thumbnail.overhead()));
        let tag =
            self.made(&open.directory.group, "ThumbnailTIFF", printed, self.window.view.absolute(start));
        self.sink.tags.push(tag);
    }
}
