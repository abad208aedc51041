//! Files and names that are still there after the power went.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Brings the names in a folder to the disk. Nothing on systems that have no way to.
///
/// # Errors
/// When the folder can't be opened, or the disk does not take them.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    // A bare file name has no folder written before it.
    let here = Path::new(".");
    let folder = Some(folder).filter(|f| !f.as_os_str().is_empty());
    synced(&File::open(folder.unwrap_or(here))?)
}

#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Brings the name of a file or folder to the disk, and those of so many folders above it: the
/// folder that holds it counts as one.
///
/// # Errors
/// As [`sync_folder`].
pub fn sync_names(path: &Path, folders: usize) -> io::Result<()> {
    path.ancestors()
        .skip(1)
        .take(folders)
        .try_for_each(sync_folder)
}

/// Makes a folder and those above it that are missing, and brings their names to the disk.
///
/// # Errors
/// When one can't be made, or as [`sync_folder`].
pub fn create_folders(folder: &Path) -> io::Result<()> {
    let new = folder.ancestors().take_while(|a| !a.is_dir()).count();
    fs::create_dir_all(folder)?;
    // The name of each new folder is in the one above it.
    sync_names(folder, new)
}

/// Writes a file where none is, and brings its bytes to the disk, but not its name: of many files
/// in one folder [`sync_folder`] does that once.
///
/// # Errors
/// When there is something of that name, or it can't be written.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    synced(&file)
}

/// Writes a file, over what may be there, and brings bytes and name to the disk.
///
/// # Errors
/// When it can't be written, or as [`sync_folder`].
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    synced(&file)?;
    sync_names(path, 1)
}

fn synced(file: &File) -> io::Result<()> {
    match file.sync_all() {
        // A pipe or a terminal keeps nothing, and some disks know no way to.
        Err(e) if e.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_whole_and_only_where_they_may_be() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("a/b");
        create_folders(&folder).expect("made");
        create_folders(&folder).expect("there already");
        let file = folder.join("file");
        create(&file, b"one").expect("written");
        let again = create(&file, b"two").expect_err("it is there");
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).expect("read"), b"one");
        write(&file, b"2").expect("written over");
        assert_eq!(fs::read(&file).expect("read"), b"2");
        sync_names(&file, 3).expect("synced");
        assert!(sync_folder(&dir.path().join("nowhere")).is_err());
        sync_folder(Path::new("")).expect("where we are");
    }
}
