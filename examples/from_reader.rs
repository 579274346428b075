//! A picture behind a reader, and a picture behind a network: only the ranges that are needed are read.
//!
//! ```sh
//! cargo run --example from_reader -- testdata/replica.jpg
//! ```

use embedmeta::{Error, Extractor, Source};
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

fn main() -> Result<(), Error> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "testdata/replica.jpg".into());

    // Whatever implements `Read` and `Seek`. A `BufReader` would gain nothing: the head is read in one go, and what
    // lies behind it in pieces of 4 KiB or more. For a file on disk `from_path` needs no seeking at all.
    let extraction = Extractor::new().from_reader(File::open(&path)?)?;
    println!("{:?}, {} bytes read", extraction.metadata.text("Title"), extraction.bytes_read);

    let object = RemoteObject::new(File::open(&path)?)?;
    let extraction = Extractor::new().from_source(&object)?;
    println!("{:?}, by these requests:", extraction.metadata.text("Title"));
    for request in object.requests() {
        println!("  {request}");
    }
    Ok(())
}

/// An object in a bucket, read by range. Here a file stands for the server.
///
/// A source of your own makes one request for each call of [`Source::read_at`]; its length is asked for once, by a
/// `HEAD` request or out of a listing. There are few calls: the first asks for the head of the file, which is enough
/// for most pictures (64 KiB; `Limits::head` sets it), and each further one follows an offset that a structure gave.
///
/// - `read_at` may return fewer bytes than asked for only where the object ends; loop until the buffer is full.
/// - Retry in `read_at`, and remember the last error: where a range behind the head cannot be read, what lies there is
///   left out and the rest of the picture is still read.
/// - `Limits::read` bounds what one picture may cost.
/// - The methods block. Call them from a thread that may, as `axum_upload.rs` does.
pub(crate) struct RemoteObject<R> {
    server: RefCell<R>,
    len: u64,
    requests: RefCell<Vec<String>>,
}

impl<R: Read + Seek> RemoteObject<R> {
    pub(crate) fn new(mut server: R) -> io::Result<Self> {
        let len = server.seek(SeekFrom::End(0))?;
        Ok(Self { server: RefCell::new(server), len, requests: RefCell::default() })
    }

    /// The ranges that were asked for, as the header of a request names them.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.borrow().clone()
    }
}

impl<R: Read + Seek> Source for RemoteObject<R> {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.len.min(offset.saturating_add(buffer.len() as u64));
        if end <= offset {
            return Ok(0);
        }
        self.requests.borrow_mut().push(format!("Range: bytes={offset}-{}", end - 1));
        let mut server = self.server.borrow_mut();
        server.seek(SeekFrom::Start(offset))?;
        let mut done = 0;
        while let Some(rest) = buffer.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match server.read(rest) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}
