//! What is known of a film while its boxes are read: the track, its kind, and the keys of its metadata.

use crate::layout::tables::Table;
use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;
use std::fmt::Write;

/// The groups whose names tell in a track what kind of track it is: `VideoKeys`, `AudioUserData`.
const WITH_KIND: [&str; 6] = ["UserData", "ItemList", "Keys", "Meta", "AudioKeys", "VideoKeys"];
/// The groups whose names are the same in every place.
const OF_KIND: [&str; 2] = ["AudioKeys", "VideoKeys"];
/// The group of user data, whose names tell the track as well: `Track2Name`.
const USER_DATA: &str = "UserData";

/// The state of a film.
#[derive(Clone, Copy, Default)]
pub(crate) struct Film<'a> {
    /// How many tracks have been read.
    tracks: u32,
    /// The track that is read: its group, `Track2`.
    track: Option<&'a str>,
    /// The kind of its media, as far as it has a name: `Video`.
    kind: Option<&'static str>,
    /// What is appended to the name of a text that is not in English.
    pub language: Option<&'a str>,
    /// The primary picture.
    pub primary: Option<u32>,
    /// The list of keys to which the items of metadata refer by their numbers, and the table of the keys.
    pub keys: Option<(&'static Table, &'a [&'a [u8]])>,
}

impl<'a> Film<'a> {
    /// The state in the next track.
    pub fn in_track(&self, arena: &'a Bump) -> Self {
        let tracks = self.tracks.saturating_add(1);
        let mut name = ArenaString::new_in(arena);
        // Writing to a string cannot fail.
        let _ = write!(name, "Track{tracks}");
        Self { tracks, track: Some(name.into_bump_str()), ..Self::default() }
    }

    /// The state behind a track.
    pub fn behind(&self, track: &Self) -> Self {
        Self { tracks: track.tracks, ..*self }
    }

    /// Remembers the type of the media, which the first handler of a track tells.
    pub fn learn(&mut self, handler: &[u8]) {
        self.kind = self.kind.or(match handler {
            b"vide" => Some("Video"),
            b"soun" => Some("Audio"),
            _ => None,
        });
    }

    /// The group of tags, if it is not that of their table.
    pub fn group(&self, group: &'static str, arena: &'a Bump) -> Option<&'a str> {
        let track = self.track?;
        if OF_KIND.contains(&group) {
            return Some(group);
        }
        if !WITH_KIND.contains(&group) {
            return Some(track);
        }
        let mut name = ArenaString::from_str_in(self.kind.unwrap_or(track), arena);
        name.push_str(group);
        Some(name.into_bump_str())
    }

    /// The name of a tag, if it is not that of its row.
    pub fn name(&self, group: &str, name: &str, arena: &'a Bump) -> Option<&'a str> {
        let track = self.track.filter(|_| group == USER_DATA);
        if track.is_none() && self.language.is_none() {
            return None;
        }
        let mut whole = ArenaString::from_str_in(track.unwrap_or_default(), arena);
        whole.push_str(name);
        if let Some(language) = self.language {
            whole.push('-');
            whole.push_str(language);
        }
        Some(whole.into_bump_str())
    }

    /// Whether a track is read.
    pub fn is_track(&self) -> bool {
        self.track.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_in_tracks() {
        let arena = Bump::new();
        let film = Film::default();
        assert_eq!(film.group("Keys", &arena), None);
        let mut track = film.in_track(&arena);
        assert_eq!(track.group("QuickTime", &arena), Some("Track1"));
        assert_eq!(track.group("Keys", &arena), Some("Track1Keys"));
        track.learn(b"soun");
        track.learn(b"mdir");
        assert_eq!(track.group("Keys", &arena), Some("AudioKeys"));
        assert_eq!(track.name(USER_DATA, "Name", &arena), Some("Track1Name"));
        assert_eq!(track.name("Keys", "Name", &arena), None);
        let next = film.behind(&track).in_track(&arena);
        assert_eq!(next.group("QuickTime", &arena), Some("Track2"));
    }
}
