//! Where the path of an output leads, and how to open it if it must not be replaced.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// Where the path of an output leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A regular file, or nothing yet.
    File,
    /// A file that this process has open under that number, such as standard output. It is written from its current
    /// position; whoever opened it decided whether to truncate it.
    Open(u32),
    /// Something that cannot be replaced: a pipe, a device, or a file that another process has open.
    Lasting,
}

pub(super) const STDOUT: Place = Place::Open(1);

impl Place {
    /// Where `path` leads; `-` is standard output.
    pub(super) fn of(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            return STDOUT;
        }
        if let Some(place) = open_file(path) {
            return place;
        }
        match path.metadata() {
            Ok(metadata) if !metadata.is_file() => Self::Lasting,
            _ => Self::File,
        }
    }
}

/// The name to show to people.
pub(super) fn name_of(path: &Path) -> String {
    match Place::of(path) {
        STDOUT => "standard output".into(),
        _ => path.display().to_string(),
    }
}

/// The file that is open under a path such as `/dev/stdout`, `/dev/fd/3` or `/proc/self/fd/3`, even through links.
#[cfg(unix)]
fn open_file(path: &Path) -> Option<Place> {
    /// No system follows more links.
    const LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..LINKS {
        let folder = match path.parent() {
            Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
            Some(folder) => folder,
            None => return None,
        };
        let number = path.file_name().and_then(|name| name.to_str()?.parse().ok());
        if let Some((number, place)) = number.zip(descriptors(folder)) {
            return Some(if place == Place::Lasting { place } else { Place::Open(number) });
        }
        path = folder.join(path.read_link().ok()?);
    }
    None
}

#[cfg(not(unix))]
fn open_file(_: &Path) -> Option<Place> {
    None
}

/// Whether a folder lists the open files of this process, or of another one ([`Place::Lasting`]).
#[cfg(unix)]
fn descriptors(folder: &Path) -> Option<Place> {
    let is = |listing: &str, real: &Path| Path::new(listing).canonicalize().is_ok_and(|own| own == real);
    let real = folder.canonicalize().ok()?;
    if is("/dev/fd", &real) || is("/proc/self/fd", &real) || is("/proc/thread-self/fd", &real) {
        return Some(Place::Open(0));
    }
    (real.starts_with("/proc") && real.ends_with("fd")).then_some(Place::Lasting)
}

/// Opens an output that is not replaced. It is not truncated, and its content is not overwritten.
pub(super) fn open_lasting(path: &Path, place: Place) -> io::Result<File> {
    if let Place::Open(number) = place {
        return open_again(path, number);
    }
    let is_file = path.metadata()?.is_file();
    OpenOptions::new().write(true).append(is_file).open(path)
}

/// The file that is open under `number`.
#[cfg(unix)]
fn open_again(path: &Path, number: u32) -> io::Result<File> {
    if let Some(file) = standard_stream(number) {
        return file;
    }
    let mut options = OpenOptions::new();
    let (mut at, mut options) = (None, options.write(true));
    // Linux opens the file anew, so the position must be restored; other systems return the same open file.
    if let Ok(state) = fs::read_to_string(format!("/proc/self/fdinfo/{number}")) {
        let field = |name: &str| state.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let flags = field("flags:").and_then(|flags| i32::from_str_radix(flags, 8).ok()).unwrap_or(0);
        if flags & libc::O_ACCMODE == libc::O_RDONLY {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is open for reading alone"));
        }
        options = options.append(flags & libc::O_APPEND != 0);
        at = field("pos:").and_then(|at| at.parse().ok());
    }
    let mut file = options.open(path)?;
    if let Some(at) = at.filter(|_| file.metadata().is_ok_and(|metadata| metadata.is_file())) {
        io::Seek::seek(&mut file, io::SeekFrom::Start(at))?;
    }
    Ok(file)
}

#[cfg(not(unix))]
fn open_again(path: &Path, _: u32) -> io::Result<File> {
    if path.as_os_str() == "-" {
        use std::os::windows::io::AsHandle;
        return io::stdout().as_handle().try_clone_to_owned().map(File::from);
    }
    OpenOptions::new().write(true).open(path)
}

/// A duplicate of a standard stream, which shares its position.
pub(super) fn standard_stream(number: u32) -> Option<io::Result<File>> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        let stream = match number {
            0 => io::stdin().as_fd().try_clone_to_owned(),
            1 => io::stdout().as_fd().try_clone_to_owned(),
            2 => io::stderr().as_fd().try_clone_to_owned(),
            _ => return None,
        };
        Some(stream.map(File::from))
    }
    #[cfg(not(unix))]
    {
        let _ = number;
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn open_files_are_known_by_their_paths_and_by_links_to_them() {
        let folder = std::env::temp_dir().join(format!("embedmeta-place-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let link = folder.join("link");
        std::os::unix::fs::symlink("/dev/stdout", &link).unwrap();
        for (path, place) in [
            ("-", STDOUT),
            ("/dev/stdout", STDOUT),
            ("/dev/stderr", Place::Open(2)),
            ("/dev/fd/7", Place::Open(7)),
            ("/proc/self/fd/1", STDOUT),
            ("/proc/thread-self/fd/3", Place::Open(3)),
            (link.to_str().unwrap(), STDOUT),
            ("/proc/1/fd/1", Place::Lasting),
            ("/dev/null", Place::Lasting),
            ("/nowhere/at/all", Place::File),
            ("7", Place::File),
        ] {
            // Few users may see the open files of other processes.
            if path != "/proc/1/fd/1" || fs::read_dir("/proc/1/fd").is_ok() {
                assert_eq!(Place::of(Path::new(path)), place, "{path}");
            }
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}
