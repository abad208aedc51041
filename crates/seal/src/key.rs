//! Keys, signing and checking, in the form of OpenSSH (PROTOCOL.sshsig).

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};

use crate::{Purpose, SealError};

/// Private keys are small; whatever is longer is none.
const LONGEST: u64 = 1 << 16;

/// A key that signs.
pub struct Key {
    path: PathBuf,
    public: PublicKey,
    /// `None` where only the user's own `ssh-keygen` can use it: it has a passphrase, lies in a
    /// token, or is of another kind than Ed25519.
    own: Option<PrivateKey>,
}

/// A signature that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
    /// `ssh-ed25519 AAAA…`, without comment.
    pub public: String,
}

impl Key {
    /// Makes an Ed25519 key for one case and writes it, readable by nobody else, with its public
    /// half beside it (`.pub`). An existing file is never written over.
    ///
    /// # Errors
    /// When the file is there already or can't be written.
    pub fn make(path: &Path, comment: &str) -> Result<Self, SealError> {
        let no = |e: ssh_key::Error| SealError::NoKey(e.to_string());
        let mut key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).map_err(no)?;
        key.set_comment(comment);
        let text = key.to_openssh(LineEnding::LF).map_err(no)?;
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).map_err(|e| SealError::io(dir, e))?;
        }
        if path.symlink_metadata().is_ok() {
            let there = std::io::ErrorKind::AlreadyExists.into();
            return Err(SealError::io(path, there));
        }
        // The private half last: where it is, all is there.
        let public = key.public_key().to_openssh().map_err(no)?;
        create(&beside(path), format!("{public}\n").as_bytes(), 0o644)?;
        create(path, text.as_bytes(), 0o600)?;
        Self::read(path)
    }

    /// Reads a key. Of one that has a passphrase, lies in a token, or is not Ed25519, only the
    /// public half is read, and signing is the user's own `ssh-keygen`'s work.
    ///
    /// # Errors
    /// When the file can't be read or is no private key.
    pub fn read(path: &Path) -> Result<Self, SealError> {
        let bytes = fs::metadata(path)
            .map_err(|e| SealError::io(path, e))?
            .len();
        let not = |what: String| SealError::NotAKey {
            path: path.to_owned(),
            what,
        };
        if bytes > LONGEST {
            return Err(not(format!("it has {bytes} bytes")));
        }
        let text = fs::read(path).map_err(|e| SealError::io(path, e))?;
        let key = PrivateKey::from_openssh(&text).map_err(|e| not(e.to_string()))?;
        let public = key.public_key().clone();
        let ours = !key.is_encrypted() && key.algorithm() == Algorithm::Ed25519;
        Ok(Self {
            path: path.to_owned(),
            public,
            own: ours.then_some(key),
        })
    }

    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.public.fingerprint(HashAlg::Sha256).to_string()
    }

    /// `ssh-ed25519 AAAA…`, without comment.
    pub fn public(&self) -> String {
        bare(&self.public)
    }

    /// Signs; answers the armored signature, as `ssh-keygen -Y sign` writes it to `.sig`.
    ///
    /// # Errors
    /// When the key can't sign, or `ssh-keygen` is needed and is missing or refuses.
    pub fn sign(&self, purpose: Purpose, data: &[u8]) -> Result<String, SealError> {
        match &self.own {
            Some(key) => {
                let no = |e: ssh_key::Error| SealError::NotSigned(e.to_string());
                let signature = key.sign(purpose.namespace(), HashAlg::Sha512, data);
                signature.and_then(|s| s.to_pem(LineEnding::LF)).map_err(no)
            }
            None => self.sign_by_program(purpose, data),
        }
    }

    /// `ssh-keygen` asks for the passphrase, or for the token, on the terminal.
    fn sign_by_program(&self, purpose: Purpose, data: &[u8]) -> Result<String, SealError> {
        let no_program = |source| SealError::NoProgram {
            program: "ssh-keygen",
            source,
        };
        let mut child = Command::new("ssh-keygen")
            .args(["-q", "-Y", "sign", "-n", purpose.namespace(), "-f"])
            .arg(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(no_program)?;
        if let Some(mut input) = child.stdin.take() {
            // That it went away is told by its exit status.
            let _ = input.write_all(data);
        }
        let out = child.wait_with_output().map_err(no_program)?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        if !out.status.success() {
            let what = format!("ssh-keygen ended with {}", out.status);
            return Err(SealError::NotSigned(what));
        }
        check(&text, purpose, data).map(|_| text)
    }
}

/// Checks a signature over some bytes; whose the key is, is for people to know. Only Ed25519 keys
/// are checked here; for others the user's own `ssh-keygen` is asked.
///
/// # Errors
/// When it is none, is for something else, or does not hold.
pub fn check(armored: &str, purpose: Purpose, data: &[u8]) -> Result<Signed, SealError> {
    let bad = |what: String| SealError::BadSignature(what);
    let signature = SshSig::from_pem(armored).map_err(|e| bad(e.to_string()))?;
    if signature.namespace() != purpose.namespace() {
        return Err(bad(format!("it is one for {:?}", signature.namespace())));
    }
    let public = PublicKey::from(signature.public_key().clone());
    if signature.algorithm() == Algorithm::Ed25519 {
        public
            .verify(purpose.namespace(), data, &signature)
            .map_err(|_| bad("the text is not the one that was signed".to_owned()))?;
    } else {
        check_by_program(armored, purpose, data)?;
    }
    Ok(Signed {
        fingerprint: public.fingerprint(HashAlg::Sha256).to_string(),
        public: bare(&public),
    })
}

fn check_by_program(armored: &str, purpose: Purpose, data: &[u8]) -> Result<(), SealError> {
    let no_program = |source| SealError::NoProgram {
        program: "ssh-keygen",
        source,
    };
    let file = std::env::temp_dir().join(format!("contrechamp-{}.sig", std::process::id()));
    let _ = fs::remove_file(&file);
    create(&file, armored.as_bytes(), 0o600)?;
    let done = Command::new("ssh-keygen")
        .args([
            "-q",
            "-Y",
            "check-novalidate",
            "-n",
            purpose.namespace(),
            "-s",
        ])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .and_then(|mut child| {
            if let Some(mut input) = child.stdin.take() {
                let _ = input.write_all(data);
            }
            child.wait()
        });
    let _ = fs::remove_file(&file);
    if done.map_err(no_program)?.success() {
        return Ok(());
    }
    let what = "the text is not the one that was signed".to_owned();
    Err(SealError::BadSignature(what))
}

/// The fingerprint of a public key's line, for example of an allowed signer.
pub fn fingerprint_of(public: &str) -> Option<String> {
    let key = PublicKey::from_openssh(public).ok()?;
    Some(key.fingerprint(HashAlg::Sha256).to_string())
}

fn bare(key: &PublicKey) -> String {
    let mut key = key.clone();
    key.set_comment("");
    // A key that was read has a text.
    key.to_openssh().unwrap_or_default().trim().to_owned()
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".pub");
    path.with_file_name(name)
}

/// Writes a file aside, and gives it its name when it is whole and on the disk.
fn create(path: &Path, bytes: &[u8], mode: u32) -> Result<(), SealError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let aside = path.with_file_name(name);
    // Of a run that was cut off.
    let _ = fs::remove_file(&aside);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options
        .open(&aside)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&aside, path))
        .map_err(|e| SealError::io(path, e))?;
    // The name itself; not every system can.
    let _ = disk::sync_names(path, 1);
    Ok(())
}
