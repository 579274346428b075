//! Going on where an output ends.

use crate::output::{Job, start_of_record};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// An output that is gone on with.
pub(super) struct Resumed {
    /// Open for writing, behind its last whole line.
    pub file: File,
    /// The path of its last record, and how many records are of that path: it may have been named twice.
    pub last: Option<(PathBuf, usize)>,
}

/// The start of a record is looked at so far: more than the longest path takes as bytes.
const START: usize = 512 * 1024;
const CHUNK: usize = 64 * 1024;

/// Opens the output at `path` to go on with it, or makes it; a torn last line is cut.
///
/// The error says why it is no output of this job, and then nothing of it is changed.
pub(super) fn resume(path: &Path, job: &Job<'_>) -> Result<Resumed, String> {
    let wrong = |error: &dyn std::fmt::Display| format!("cannot resume {}: {error}", path.display());
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    let mut file = file.map_err(|error| wrong(&error))?;
    let last = last_record(&mut file, job).map_err(|error| wrong(&error))?;
    Ok(Resumed { file, last })
}

/// Opens a file of lines to append to it; a torn last line is cut.
pub(super) fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).open(path)?;
    let len = file.seek(SeekFrom::End(0))?;
    let whole = end_of_line_before(&mut file, len)?;
    cut(&mut file, whole, len)?;
    Ok(file)
}

fn last_record(file: &mut File, job: &Job<'_>) -> io::Result<Option<(PathBuf, usize)>> {
    if !file.metadata()?.is_file() {
        return Err(invalid("not a regular file"));
    }
    let len = file.seek(SeekFrom::End(0))?;
    let whole = end_of_line_before(file, len)?;
    // A torn record is still the start of one, and is what would be lost otherwise.
    if !looks_like_record(&start_at(file, whole)?) || (whole > 0 && record_at(file, 0, job)?.is_none()) {
        return Err(invalid("it holds no such records"));
    }
    let last = match whole.checked_sub(1) {
        None => None,
        Some(before) => {
            let at = end_of_line_before(file, before)?;
            let record = record_at(file, at, job)?;
            let Some((path, start)) = record else { return Err(invalid("its last line is no such record")) };
            Some((path, count_lines(file, &start)?))
        }
    };
    cut(file, whole, len)?;
    Ok(last)
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

fn cut(file: &mut File, whole: u64, len: u64) -> io::Result<()> {
    if whole < len {
        file.set_len(whole)?;
    }
    file.seek(SeekFrom::Start(whole)).map(drop)
}

fn looks_like_record(start: &[u8]) -> bool {
    let opening = br#"{"path":"#;
    let common = opening.len().min(start.len());
    start.get(..common) == opening.get(..common)
}

/// The path of the record at `at`, and its bytes up to the end of that path.
fn record_at(file: &mut File, at: u64, job: &Job<'_>) -> io::Result<Option<(PathBuf, Vec<u8>)>> {
    let start = start_at(file, at)?;
    let record = start_of_record(&start).filter(|(_, _, key)| job.is_second_key(key));
    Ok(record.and_then(|(path, end, _)| Some((path, start.get(..=end)?.to_vec()))))
}

fn start_at(file: &mut File, at: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut start = Vec::new();
    file.take(START as u64).read_to_end(&mut start)?;
    Ok(start)
}

/// Where the last line that ends before `end` does end; 0 where there is none.
fn end_of_line_before(file: &mut File, end: u64) -> io::Result<u64> {
    let mut buffer = vec![0; CHUNK];
    let mut end = end;
    while end > 0 {
        let at = end.saturating_sub(CHUNK as u64);
        let len = usize::try_from(end - at).unwrap_or(CHUNK);
        let Some(part) = buffer.get_mut(..len) else { break };
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(part)?;
        if let Some(found) = memchr::memrchr(b'\n', part) {
            return Ok(at + found as u64 + 1);
        }
        end = at;
    }
    Ok(0)
}

/// How many lines start so.
fn count_lines(file: &mut File, start: &[u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::with_capacity(CHUNK, file);
    let mut count = 0;
    let mut head = Vec::new();
    loop {
        head.clear();
        if reader.by_ref().take(start.len() as u64).read_until(b'\n', &mut head)? == 0 {
            return Ok(count);
        }
        if head.last() == Some(&b'\n') {
            continue;
        }
        // What is torn is no line.
        let is_whole = reader.skip_until(b'\n')? > 0;
        count += usize::from(is_whole && head == start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const JOB: Job<'_> = Job::Extract { fields: &[], file: true };

    fn file_of(name: &str, text: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("embedmeta-resume-{name}-{}", std::process::id()));
        fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn the_last_whole_record_is_found_and_what_is_torn_is_cut() {
        let a = "{\"path\":\"a\",\"embeddedMetadata\":null}\n";
        let b = "{\"path\":\"b \\u001b\",\"embeddedMetadata\":{\"X\":1}}\n";
        let all = format!("{a}{b}{a}");
        for end in 0..=all.len() {
            let path = file_of("cut", &all[..end]);
            let resumed = resume(&path, &JOB).unwrap();
            let lines = all[..end].matches('\n').count();
            let last = [None, Some(("a", 1)), Some(("b \u{1b}", 1)), Some(("a", 2))][lines];
            assert_eq!(resumed.last, last.map(|(path, count)| (path.into(), count)), "{end}");
            let kept = [0, a.len(), a.len() + b.len(), all.len()][lines];
            assert_eq!(fs::read_to_string(&path).unwrap(), all[..kept], "{end}");
            fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn what_is_no_such_output_is_refused_and_stays() {
        for text in [
            "my letters",
            "{\"name\":1}\n",
            "{\"path\":\"a\",\"tags\":[]}\n",
            "{\"path\":\"a\",\"embeddedMetadata\":null}\nx\n",
            "{\n  \"path\": \"a\",\n  \"embeddedMetadata\": null\n}\n",
            "{\"path\":\"a\",\"embeddedMetadata\":null}\nletters",
        ] {
            let path = file_of("refused", text);
            assert!(resume(&path, &JOB).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn long_lines_are_found() {
        let long = format!("{{\"path\":\"long\",\"embeddedMetadata\":\"{}\"}}\n", "x".repeat(3 * CHUNK));
        let path = file_of("long", &format!("{long}{long}{{\"path\":\"torn"));
        assert_eq!(resume(&path, &JOB).unwrap().last, Some(("long".into(), 2)));
        assert_eq!(fs::metadata(&path).unwrap().len(), 2 * long.len() as u64);
        fs::remove_file(path).unwrap();
    }
}
