#!/bin/sh
# Checks a journal's chain without contrechamp: sh check-journal.sh journal.jsonl
# Each line's "prev" must be the SHA-256 of the whole line before it, newline included. Compare the
# head that is printed with one that was noted elsewhere: it stands in every dossier.
[ $# -eq 1 ] && [ -r "$1" ] || { echo "usage: sh check-journal.sh journal.jsonl" >&2; exit 2; }
command -v sha256sum >/dev/null || sha256sum() { shasum -a 256; }
want=0000000000000000000000000000000000000000000000000000000000000000
n=0
while IFS= read -r line; do
    n=$((n + 1))
    case $line in *"\"prev\":\"$want\""*) ;; *) echo "BROKEN at line $n"; exit 1 ;; esac
    want=$(printf '%s\n' "$line" | sha256sum | cut -d' ' -f1)
done <"$1"
echo "OK $n lines head $want"
