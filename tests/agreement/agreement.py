#!/usr/bin/env python3
"""Compares our reading of mail with that of Python's `email` (policy.default).

In:  paths of mbox files, of files that hold one message each, or of folders of such files.
Out: for each field how many mails agree, and the causes of the differences, classified.

    python3 tests/agreement/agreement.py PATH... [--show CAUSE] [--binary parse_mail]

mbox files are split here, with Python's `mailbox`, so that both parsers read the same bytes.
A mail that Python cannot read at all, or one field of it, is counted apart.
"""

import argparse
import collections
import email
import email.policy
import email.utils
import hashlib
import json
import mailbox
import pathlib
import re
import subprocess
import sys
import tempfile
from datetime import timezone

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELDS = ("subject", "date", "from", "structure", "bodies", "attachments")
HEADER = re.compile(rb"\A(?:[ \t]*\r?\n)*(?:From [^\n]*\n)?[!-9;-~]+[ \t]*:")


def files_of(paths, folder):
    """Yields one file a mail; mbox files are split into `folder`."""
    for path in map(pathlib.Path, paths):
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            start = file.open("rb").read(4096)
            if start.startswith(b"From ") and file.suffix not in (".eml", ".msg"):
                box = mailbox.mbox(file, create=False)
                for number, key in enumerate(box.iterkeys()):
                    out = pathlib.Path(folder) / f"{file.stem}-{number:06}.eml"
                    out.write_bytes(box.get_bytes(key))
                    yield out
            elif HEADER.match(start) and b"\0" not in start and file.suffix not in (".html", ".xml", ".json", ".md", ".list", ".yml"):
                yield file


def squeeze(text):
    return " ".join(re.sub(r"[\s\0\ufeff\u00a0]+", " ", text).split())


def leaves_of(message):
    """Leaves in their order; a message within a message is one leaf."""
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.get_payload():
            yield from leaves_of(part)
    else:
        yield message


def text_of(part):
    """The text as Python reads it, but with our rule for wrong labels: UTF-8 if valid."""
    raw = part.get_payload(decode=True) or b""
    label = part.get_content_charset() or "utf-8"
    try:
        return squeeze(raw.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    for name in (label, "cp1252", "latin-1"):
        try:
            return squeeze(raw.decode("cp1252" if name.lower() in ("iso-8859-1", "us-ascii") else name))
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return squeeze(raw.decode("latin-1"))


def type_of(leaf):
    """A multipart without parts is read as text by both."""
    return "text/plain" if leaf.get_content_maintype() == "multipart" else leaf.get_content_type()


def is_body(part, first, root):
    if part.get_content_maintype() == "multipart":
        return True
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    shown = part.get_content_disposition() != "attachment" and (first or not part.get_filename())
    return shown or root


def theirs(raw):
    """The fields as Python sees them; a field that makes it fail is missing."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    lenient = email.message_from_bytes(raw, policy=email.policy.compat32)
    out, failed = {}, {}

    def attempt(name, function):
        try:
            out[name] = function()
        except Exception as error:  # Python's own faults, of any kind
            failed[name] = f"{type(error).__name__} in Python"

    attempt("subject", lambda: squeeze(str(message["subject"] or "")))

    def date():
        value = lenient["date"]
        stamp = email.utils.parsedate_to_datetime(str(value)) if value else None
        return None if stamp is None else int((stamp if stamp.tzinfo else stamp.replace(tzinfo=timezone.utc)).timestamp())

    def senders():
        found = [a for header in message.get_all("from", []) for a in header.addresses]
        return [(squeeze(a.display_name), lower(a.addr_spec)) for a in found]

    attempt("date", date)
    attempt("from", senders)
    try:
        leaves = list(leaves_of(message))
        out["structure"] = [type_of(part) for part in leaves]
        root = len(leaves) == 1 and leaves[0] is message
        bodies = [p for i, p in enumerate(leaves) if is_body(p, i == 0, root)]
        out["bodies"] = [text_of(p) for p in bodies]
        files = [p for p in leaves if not any(p is b for b in bodies)]
        out["attachments"] = [
            None if isinstance(p.get_payload(), list) else hashlib.sha256(p.get_payload(decode=True) or b"").hexdigest()
            for p in files
        ]
    except Exception as error:
        for name in ("structure", "bodies", "attachments"):
            out.pop(name, None)
            failed[name] = f"{type(error).__name__} in Python"
    return out, failed, message


def lower(address):
    local, at, domain = address.strip("<>").rpartition("@")
    return local + at + domain.lower()


def compare(ours, out, message, raw):
    """Yields (field, cause); the cause is empty where both agree."""
    mine = {
        "subject": squeeze(ours["subject"]),
        "date": ours["date"],
        "from": [tuple(pair) for pair in ours["from"]],
        "structure": ours["leaves"],
        "bodies": [squeeze(text) for _, text in ours["bodies"]],
        "attachments": [digest for _, digest, _ in ours["attachments"]],
    }
    for field in FIELDS:
        if field in out:
            yield field, cause(field, mine[field], out[field], ours, message, raw), mine[field], out[field]


def cause(field, mine, other, ours, message, raw):
    if mine == other:
        return ""
    defects = set(ours["defects"])
    if field == "subject":
        if "header_limit" in defects:
            return "cut at our limit"
        if re.sub(r"\s|=\?|\?=", "", mine) == re.sub(r"\s|=\?|\?=", "", other):
            return "white space at encoded words"
        if "\ufffd" in other or any("\udc80" <= c <= "\udcff" for c in other):
            return "raw 8-bit header: Python gives up, we read it"
        return "encoded word that only we decode" if "=?" in other and "=?" not in mine else "other"
    if field == "date":
        if other is None:
            return "only we read it"
        if mine is None:
            return "only Python reads it"
        return f"differs by {(mine - other) / 3600:g} h"
    if field == "from":
        addresses, others = [a for _, a in mine if a], [a for _, a in other if a]
        if addresses == others:
            named = [(a, b) for (a, _), (b, _) in zip(mine, other) if a != b]
            if all(not b for _, b in named):
                return "name in a comment, or made of two: only we keep it"
            raw = any("\udc80" <= c <= "\udcff" for _, b in named for c in b)
            return "raw 8-bit name" if raw else "same address, other name"
        if not others:
            return "only we read it"
        if any("\udc80" <= c <= "\udcff" for a in others for c in a):
            return "raw 8-bit address"
        return "only Python reads it" if not addresses else "other address"
    if field == "structure":
        if len(mine) == len(other):
            return "same number, other media type"
        return "we find more leaves" if len(mine) > len(other) else "Python finds more leaves"
    if field == "bodies":
        if ours["leaves"] != [type_of(p) for p in leaves_of(message)]:
            return "structure differs"
        if any(digest for kind, digest, _ in ours["attachments"]) and re.search(rb"(?m)^begin [0-7]{3,4} ", raw):
            return "uuencoded file taken out"
        if re.search(rb"(?i)format=\"?flowed", raw):
            return "format=flowed joined"
        if len(mine) != len(other):
            return "other number of bodies"
        return text_cause(mine, other, ours)
    if len(mine) != len(other):
        if re.search(rb"(?m)^begin [0-7]{3,4} ", raw):
            return "uuencoded file taken out"
        return "structure differs" if len(ours["leaves"]) != sum(1 for _ in leaves_of(message)) else "other number"
    if all(b is None or a == b for a, b in zip(mine, other)):
        return ""
    return "other bytes, transfer encoding broken" if "undecodable_body" in defects else "other bytes"


def text_cause(mine, other, ours):
    if "undecodable_body" in ours["defects"]:
        return "transfer encoding broken"
    if any("\ufffd" in text for text in mine) or "unknown_charset" in ours["defects"]:
        return "character set unknown or text broken"
    letters = lambda texts: [re.sub(r"[^ -~]|\s", "", text) for text in texts]
    return "other characters beyond ASCII" if letters(mine) == letters(other) else "other text"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--binary", help="the built example; by default it is built with cargo")
    parser.add_argument("--show", metavar="CAUSE", help="print mails whose difference has this cause")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = list(files_of(arguments.paths, folder))
        command = [arguments.binary] if arguments.binary else [
            "cargo", "run", "--quiet", "--release", "--manifest-path", str(ROOT / "Cargo.toml"), "--example", "parse_mail", "--"]
        run = subprocess.run([*command, "-"], input="\n".join(map(str, files)), capture_output=True, text=True, encoding="utf-8")
        if run.returncode:
            sys.exit(run.stderr)
        report(files, map(json.loads, run.stdout.split("\n")[:-1]), arguments.show)


def report(files, rows, show):
    agree, causes, crashed, mails = collections.Counter(), collections.Counter(), collections.Counter(), 0
    for file, ours in zip(files, rows, strict=True):
        assert ours["path"] == str(file)
        mails += 1
        raw = file.read_bytes()
        try:
            out, failed, message = theirs(raw)
        except Exception as error:
            crashed["whole mail", type(error).__name__] += 1
            continue
        crashed.update(failed.items())
        for field, why, mine, other in compare(ours, out, message, raw):
            agree[field] += not why
            if why:
                causes[field, why] += 1
                if show and show in f"{field}: {why}":
                    print(f"{file}\n  ours   {str(mine)[:400]!r}\n  theirs {str(other)[:400]!r}")
    print(f"{mails} mails")
    for field in FIELDS:
        compared = agree[field] + sum(n for (f, _), n in causes.items() if f == field)
        print(f"{field:12} {agree[field]:6} of {compared:6} agree ({100 * agree[field] / max(compared, 1):.2f} %)")
        for (_, why), number in sorted(causes.items(), key=lambda item: -item[1]):
            if _ == field:
                print(f"             {number:6} {why}")
    for (field, why), number in sorted(crashed.items()):
        print(f"not compared {number:6} {field}: {why}")


if __name__ == "__main__":
    main()
