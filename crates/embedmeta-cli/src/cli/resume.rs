//! Resumes an output where it ends.

use super::arguments::{self, Arguments};
use crate::output::{Job, start_of_record};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// An output to be resumed.
pub(super) struct Resumed {
    /// The path of the last record, and how many records have that path: a file may have been named twice.
    pub last: Option<(PathBuf, usize)>,
    /// How many records report that their file failed, or that decoders disagree.
    pub failures: u64,
    /// Whether the arguments that made the output are known: they are those of this run.
    pub is_known: bool,
}

/// How much of a record's start is read: more than the longest path takes as bytes.
const START: usize = 512 * 1024;
const CHUNK: usize = 64 * 1024;

/// Opens or creates the output at `path` and continues after its last complete line; a torn last line is cut off.
///
/// The error says why the file is no output of this job; the file is then left unchanged.
pub(super) fn resume(path: &Path, job: &Job<'_>, given: &Arguments) -> Result<(File, Resumed), String> {
    let wrong = |error: &dyn std::fmt::Display| format!("cannot resume {}: {error}", path.display());
    let mut options = OpenOptions::new();
    let file = options.read(true).write(true).create(true).truncate(false).open(path);
    let mut file = file.map_err(|error| wrong(&error))?;
    let end = end_of(&mut file, job).map_err(|error| wrong(&error))?;
    let mut is_known = false;
    if end.whole > 0 {
        let before = arguments::read_beside(path).map_err(|error| wrong(&error))?;
        if let Some(difference) = before.as_ref().and_then(|before| given.difference(before)) {
            let forget = format!("remove {} to go on all the same", arguments::path_beside(path).display());
            return Err(wrong(&format!("{difference} ({forget})")));
        }
        is_known = before.is_some_and(|before| before == *given);
    }
    cut(&mut file, end.whole, end.len).map_err(|error| wrong(&error))?;
    Ok((file, Resumed { last: end.last, failures: end.failures, is_known }))
}

/// Opens a file of lines for appending; a torn last line is cut off.
pub(super) fn append(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mut file = options.read(true).write(true).create(true).truncate(false).open(path)?;
    let len = file.seek(SeekFrom::End(0))?;
    let whole = end_of_line_before(&mut file, len)?;
    cut(&mut file, whole, len)?;
    Ok(file)
}

/// Where the records of a file end.
struct End {
    /// After the last complete line.
    whole: u64,
    len: u64,
    last: Option<(PathBuf, usize)>,
    failures: u64,
}

fn end_of(file: &mut File, job: &Job<'_>) -> io::Result<End> {
    if !file.metadata()?.is_file() {
        return Err(invalid("not a regular file"));
    }
    let len = file.seek(SeekFrom::End(0))?;
    let whole = end_of_line_before(file, len)?;
    // A torn record must still look like a record; otherwise, cutting it would destroy something else.
    if !looks_like_record(&start_at(file, whole)?) || (whole > 0 && record_at(file, 0, job)?.is_none()) {
        return Err(invalid("it holds no such records"));
    }
    let Some(before) = whole.checked_sub(1) else { return Ok(End { whole, len, last: None, failures: 0 }) };
    let at = end_of_line_before(file, before)?;
    let record = record_at(file, at, job)?;
    let Some((path, start)) = record else { return Err(invalid("its last line is no such record")) };
    let (same, failures) = count(file, &start)?;
    Ok(End { whole, len, last: Some((path, same)), failures })
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

/// The path of the record at `at`, and the bytes of the record up to the end of that path.
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

/// The end of the last line that ends before `end`; 0 if there is none.
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

/// How many lines begin with `start`, and how many report a failure.
fn count(file: &mut File, start: &[u8]) -> io::Result<(usize, u64)> {
    file.seek(SeekFrom::Start(0))?;
    let mut reader = BufReader::with_capacity(CHUNK, file);
    let (mut same, mut failures) = (0, 0);
    let mut head = Vec::new();
    let error = memchr::memmem::Finder::new(br#","error":{"code":""#);
    loop {
        head.clear();
        if reader.by_ref().take(START as u64).read_until(b'\n', &mut head)? == 0 {
            return Ok((same, failures));
        }
        let is_short = head.last() == Some(&b'\n');
        // A torn line does not count.
        if !is_short && reader.skip_until(b'\n')? == 0 {
            continue;
        }
        same += usize::from(head.starts_with(start));
        // The record of a failure is short, and few other records look like one.
        let is_failure = (is_short && error.find(&head).is_some() && is_failure(&head)) || disagrees(&head);
        failures += u64::from(is_failure);
    }
}

/// Whether the record itself has an error; text from a picture may look like one.
fn is_failure(line: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Told {
        error: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_slice(line).is_ok_and(|told: Told| told.error.is_some())
}

/// Whether a record of `verify` says that decoders disagree.
fn disagrees(line: &[u8]) -> bool {
    const KEY: &[u8] = br#","agrees":false"#;
    cfg!(feature = "verify")
        && memchr::memmem::find(line, KEY).is_some()
        && start_of_record(line)
            .is_some_and(|(_, end, _)| line.get(end..).is_some_and(|rest| rest.starts_with(KEY)))
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
            let resumed = resume(&path, &JOB, &Arguments::default()).unwrap().1;
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
            assert!(resume(&path, &JOB, &Arguments::default()).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn failures_are_counted_and_what_looks_like_one_is_not() {
        let good = "{\"path\":\"a\",\"embeddedMetadata\":{\"X\":{\"y\":1,\"error\":{\"code\":\"z\"}}}}\n";
        let bad =
            "{\"path\":\"b\",\"embeddedMetadata\":null,\"error\":{\"code\":\"io\",\"message\":\"x\"}}\n";
        let torn = &bad[..bad.len() - 1];
        let path = file_of("failures", &format!("{good}{bad}{good}{bad}{torn}"));
        let resumed = resume(&path, &JOB, &Arguments::default()).unwrap().1;
        assert_eq!((resumed.failures, resumed.last), (2, Some(("b".into(), 2))));
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn long_lines_are_found() {
        let long = format!("{{\"path\":\"long\",\"embeddedMetadata\":\"{}\"}}\n", "x".repeat(3 * CHUNK));
        let path = file_of("long", &format!("{long}{long}{{\"path\":\"torn"));
        assert_eq!(resume(&path, &JOB, &Arguments::default()).unwrap().1.last, Some(("long".into(), 2)));
        assert_eq!(fs::metadata(&path).unwrap().len(), 2 * long.len() as u64);
        fs::remove_file(path).unwrap();
    }
}
