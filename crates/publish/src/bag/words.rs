//! What a bag says in words: `bag-info.txt`, and the commands with which an outsider checks it.

use case::JournalHead;
use model::investigation::ONE_PERSON;
use seal::Purpose;

use super::{TAG_MANIFEST, Wanted};

pub(super) struct About<'a> {
    pub case: &'a str,
    pub head: JournalHead,
    /// Whether nothing was withheld.
    pub whole: bool,
    pub items: u64,
    pub held: u64,
    pub rows_left_out: u64,
    pub lines_left_out: u64,
    pub signed: bool,
    pub signer: &'a str,
    pub one_person: bool,
}

impl About<'_> {
    /// What is not in it, and what was not done with it.
    pub(super) fn left_out(&self) -> String {
        let mut text = if self.whole {
            "Nothing was withheld.".to_owned()
        } else {
            format!(
                "{} items may not go and were withheld, with {} rows that name them or what was made of them; of {} lines of the journal only the hash is here.",
                self.held, self.rows_left_out, self.lines_left_out
            )
        };
        if self.one_person {
            text.push_str(&format!(" The case is {ONE_PERSON}."));
        }
        text
    }
}

pub(super) fn bag_info(about: &About<'_>, oxum: &str, wanted: &Wanted<'_>) -> String {
    let day = wanted.made_at.get(..10).unwrap_or(wanted.made_at);
    let mut text = String::new();
    let mut tag = |name: &str, value: &str| {
        text.push_str(&format!("{name}: {}\n", one_line(value)));
    };
    if let Some(organisation) = wanted.organisation {
        tag("Source-Organization", organisation);
    }
    tag("External-Identifier", about.case);
    tag("Bagging-Date", day);
    tag("Bag-Software-Agent", wanted.software);
    tag("Payload-Oxum", oxum);
    let head = format!("{}:{}", about.head.seq, about.head.hash);
    tag("Journal-Head", &head);
    tag("Internal-Sender-Description", &about.left_out());
    text
}

/// Tags have one line; a name could begin another.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

pub(super) fn verify(about: &About<'_>) -> String {
    let mut text = "\
How to check this bag without the program that made it. Run these in this folder, in bash or zsh on
Linux or macOS (there, `shasum -a 256` stands for `sha256sum`).

1. Every file is the one that was packed, and none is missing. Silence is success:

    sha256sum --check --quiet tagmanifest-sha256.txt manifest-sha256.txt

2. There is no other file than those. Silence is success:

    diff <(find data -type f | LC_ALL=C sort) <(cut -c67- manifest-sha256.txt | LC_ALL=C sort)
"
    .to_owned();
    if about.signed {
        text.push_str(&format!(
            "
3. It is signed with the key in allowed_signers. Whose that key is, you must know from elsewhere:
   compare its fingerprint with one that you were given by another way.

    ssh-keygen -l -f <(cut -d' ' -f3- allowed_signers)
    ssh-keygen -Y verify -f allowed_signers -I {} -n {} -s {TAG_MANIFEST}.sig < {TAG_MANIFEST}
",
            about.signer,
            Purpose::Bag.namespace()
        ));
    } else {
        text.push_str("\n3. It is not signed: that it comes from whom you think, you must know from elsewhere.\n");
    }
    text.push_str("\n4. The journal's chain holds up to its head. The last line printed must be\n");
    text.push_str(&format!(
        "   OK {} lines head {}\n\n",
        about.head.seq, about.head.hash
    ));
    text.push_str(if about.whole {
        WHOLE_CHAIN
    } else {
        PARTS_CHAIN
    });
    text.push_str(&format!(
        "
5. If there is a time stamp ({TAG_MANIFEST}.tsr), and you have the authority's root certificate:

    openssl ts -reply -in {TAG_MANIFEST}.tsr -text
    openssl ts -verify -in {TAG_MANIFEST}.tsr -data {TAG_MANIFEST} -CAfile ROOT.pem

What it holds: data/originals has the original files, named by their SHA-256; data/case the rows of
the case, a file a table; data/journal (or journal-parts) every act; data/seals statements of the
journal's head; data/dossier the page for readers; data/ro-crate-metadata.json describes them all.

{}
",
        about.left_out()
    ));
    text
}

const WHOLE_CHAIN: &str = r#"    want=0000000000000000000000000000000000000000000000000000000000000000; n=0
    while IFS= read -r l; do n=$((n+1))
      case "$l" in *"\"prev\":\"$want\""*) ;; *) echo "BROKEN at line $n"; break;; esac
      want=$(printf '%s\n' "$l" | sha256sum | cut -d' ' -f1)
    done < data/journal.jsonl; echo "OK $n lines head $want"
"#;

const PARTS_CHAIN: &str = r#"    want=0000000000000000000000000000000000000000000000000000000000000000; n=0
    while IFS= read -r l; do n=$((n+1))
      case "$l" in
        *'"withheld":true}') want=$(printf '%s' "$l" | sed 's/.*"sha256":"\([0-9a-f]*\)".*/\1/');;
        *"\"prev\":\"$want\""*) want=$(printf '%s\n' "$l" | sha256sum | cut -d' ' -f1);;
        *) echo "BROKEN at line $n"; break;;
      esac
    done < data/journal-parts.jsonl; echo "OK $n lines head $want"
"#;
