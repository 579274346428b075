//! What an AVI film is: its size, how long it lasts, and how it is coded [AVI RIFF File Reference].

use super::super::contents::Contents;
use super::super::media::{Span, codec};
use crate::bytes::{ByteOrder::Little, Bytes};
use crate::source::View;
use std::borrow::Cow;

/// How many codecs are listed.
const CODECS: usize = 16;

/// What the headers of a film say.
#[derive(Default)]
pub(super) struct Film {
    size: Option<(u32, u32)>,
    /// How long it lasts, by its own header, and by that of its first video stream.
    duration: Option<Span>,
    of_stream: Option<Span>,
    /// The size of its media data in bytes.
    media: u64,
    codecs: Vec<Cow<'static, str>>,
}

/// The header of a stream.
pub(super) struct Stream {
    kind: [u8; 4],
    handler: [u8; 4],
}

impl Film {
    /// Counts a list of media data, which begins with its type.
    pub fn add_media(&mut self, data: View<'_>) {
        self.media = self.media.saturating_add(data.len().saturating_sub(4));
    }

    /// Reads the header of the film: microseconds for each frame, the number of frames, and the size.
    pub fn header(&mut self, data: View<'_>) {
        self.size = self.size.or(size(data, 32));
        let number = |at| data.peek::<4>(at).map(u32::from_le_bytes).map(u64::from);
        if let (Some(frame), Some(frames)) = (number(0), number(16)) {
            // Both have 32 bits.
            self.duration = Some(Span { units: frame.saturating_mul(frames), scale: 1_000_000 });
        }
    }

    /// Reads the header of a stream. Its length counts frames of all parts of a large film, that of the film does not.
    pub fn stream(&mut self, data: View<'_>) -> Option<Stream> {
        let [kind, handler] = [data.peek::<4>(0)?, data.peek::<4>(4).unwrap_or_default()];
        let number = |at| data.peek::<4>(at).map(u32::from_le_bytes);
        if let (b"vids", None, Some(scale), Some(rate), Some(frames)) =
            (&kind, self.of_stream, number(20), number(24), number(32))
        {
            let units = u64::from(frames).saturating_mul(scale.into());
            self.of_stream = Some(Span { units, scale: rate });
        }
        Some(Stream { kind, handler })
    }

    /// Reads the format of a stream: a BMP header or a wave format.
    pub fn format(&mut self, stream: &Stream, data: View<'_>) {
        let name = match &stream.kind {
            b"vids" => {
                self.size = self.size.or(size(data, 4));
                // What is not compressed has a number there.
                let code = data.peek::<4>(16).filter(|code| code.iter().all(u8::is_ascii_graphic));
                codec(code.unwrap_or(stream.handler))
            }
            b"auds" => match data.peek::<2>(0) {
                Some(tag) => Cow::Owned(format!("{:#06x}", u16::from_le_bytes(tag))),
                None => return,
            },
            _ => return,
        };
        if !name.is_empty() && self.codecs.len() < CODECS && !self.codecs.contains(&name) {
            self.codecs.push(name);
        }
    }

    /// Adds the facts of the film to those of the file.
    pub fn finish(self, out: &mut Contents<'_>) {
        let info = &mut out.info;
        (info.width, info.height) = self.size.unzip();
        let duration = self.of_stream.into_iter().chain(self.duration).find(|span| span.is_stated());
        info.duration = duration.and_then(Span::duration);
        info.bit_rate = duration.and_then(|duration| duration.bit_rate(self.media));
        info.codecs = self.codecs;
        (info.display_width, info.display_height) = self.size.unzip();
    }
}

/// The width and height at `at`. A negative height means that the rows are stored from top to bottom.
fn size(data: View<'_>, at: u64) -> Option<(u32, u32)> {
    let numbers = data.peek::<8>(at)?;
    let side = |at| Bytes::new(&numbers, 0).u32(at, Little).map(|side| side.cast_signed().unsigned_abs());
    let (width, height) = (side(0)?, side(4)?);
    (width > 0 && height > 0).then_some((width, height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[allow(clippy::trivially_copy_pass_by_ref)] // `b"vids"` is a reference
    fn film(kind: &[u8; 4], handler: &[u8; 4], numbers: [u32; 3], format: &[u8]) -> Film {
        let [scale, rate, frames] = numbers.map(u32::to_le_bytes);
        let header = [&kind[..], handler, &[0; 12], &scale, &rate, &[0; 4], &frames].concat();
        let mut film = Film::default();
        let view = |bytes| View::memory(Bytes::new(bytes, 0));
        if let Some(stream) = film.stream(view(&header)) {
            film.format(&stream, view(format));
        }
        film
    }

    #[test]
    fn a_stream_tells_how_long_it_lasts() {
        let found = film(b"vids", b"xvid", [1001, 30_000, 300], &[0; 40]);
        assert_eq!(found.of_stream.and_then(Span::duration), Some(Duration::from_millis(10_010)));
        assert_eq!(found.codecs, ["xvid"], "its format names none");
        assert_eq!(film(b"vids", b"xvid", [1, 0, 300], &[]).of_stream.and_then(Span::duration), None);
        assert_eq!(film(b"auds", &[0; 4], [1, 1, 1], &[0x55, 0]).codecs, ["0x0055"]);
        assert!(film(b"txts", b"text", [1, 1, 1], &[1, 0]).codecs.is_empty());
    }
}
