#!/usr/bin/env python3
"""Hostile input against the whole program: how long each file takes, how much memory, which defects are named.

usage: python3 tests/hostile/hostile.py [path of the refrain binary, default target/release/refrain]

Writes each file into a temporary folder, scans it in a process of its own and prints a row: seconds, peak MiB, exit
code, messages kept and the defects. Exit status 1 when a file took over 10 s or 512 MiB, crashed the program or left no
defect where something was wrong.
"""
import gzip, io, json, os, shutil, subprocess, sys, tempfile, zipfile

HEAD = b"From: Ada <ada@a.example>\nTo: b@b.example\nSubject: %s\nDate: Mon, 02 Sep 2002 10:00:00 +0000\nMessage-ID: <%s@a.example>\n"


def mail(subject, ident, rest):
    return HEAD % (subject, ident) + rest


def zip_bomb(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as z:
        with z.open("mail.mbox", "w", force_zip64=True) as f:
            f.write(b"From a@b.example Mon Sep  2 10:00:00 2002\n" + mail(b"bomb", b"zip", b"\n"))
            for _ in range(1024):
                f.write(b"a" * (1 << 20))
    open(path, "wb").write(inner.getvalue())


def zst_bomb(path):
    if not shutil.which("zstd"):
        return False
    with subprocess.Popen(["zstd", "-19", "--long=27", "-q", "-o", path], stdin=subprocess.PIPE) as p:
        p.stdin.write(b"From a@b.example Mon Sep  2 10:00:00 2002\n" + mail(b"bomb", b"zst", b"\n"))
        for _ in range(1024):
            p.stdin.write(b"\0" * (1 << 20))
        p.stdin.close()


def write(data):
    return lambda path: open(path, "wb").write(data) and None


def nested():
    depth = 100_000
    out = io.BytesIO()
    out.write(mail(b"nested", b"nest", b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n"))
    for i in range(depth):
        out.write(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (i, i + 1))
    out.write(b"--b%d\n\nhello\n" % depth)
    return out.getvalue()


def cut():
    whole = b"".join(b"From a@b.example Mon Sep  2 10:00:00 2002\n" + mail(b"letter", b"cut%d" % i, b"\nHello there, this is letter %d.\n\n" % i) for i in range(50))
    return gzip.compress(whole)[:-40]


CASES = {
    "zip bomb, 1 GiB.zip": zip_bomb,
    "zst bomb, 1 GiB.zst": zst_bomb,
    "2 M empty parts.eml": write(mail(b"parts", b"parts", b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 2_000_000)),
    "4 MB of encoded words.eml": write(HEAD.replace(b"%s\nDate", b"" + b"=?utf-8?B?" * 400_000 + b"\nDate") % b"words" + b"\nHello\n"),
    "20 MB of utf-7.eml": write(mail(b"utf-7", b"utf7", b"Content-Type: text/plain; charset=utf-7\n\n" + b"+AGE" * 5_000_000)),
    "100,000 nested parts.eml": write(nested()),
    "50 MB header.eml": write(mail(b"header", b"header", b"X-Long: " + b"a" * 50_000_000 + b"\n\nHello\n")),
    "cut in the middle.mbox.gz": write(cut()),
}

# Slow for others, but read whole by us: nothing is wrong with the message.
HARMLESS = {"20 MB of utf-7.eml"}


def run(binary, path, case):
    pid = os.posix_spawn(binary, [binary, "scan", path, "--case", case, "--json", "-q"], os.environ,
                         file_actions=[(os.POSIX_SPAWN_OPEN, 1, case + ".out", os.O_WRONLY | os.O_CREAT, 0o600),
                                       (os.POSIX_SPAWN_OPEN, 2, case + ".err", os.O_WRONLY | os.O_CREAT, 0o600)])
    import time
    start = time.monotonic()
    _, status, usage = os.wait4(pid, 0)
    return time.monotonic() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def defects(binary, case):
    found = {}
    for table in ("messages", "sources"):
        out = subprocess.run([binary, "export", case, table, "--format", "jsonl"], capture_output=True).stdout
        for line in out.splitlines():
            for defect in json.loads(line).get("defects") or []:
                code = defect.split("@")[0]
                found[code] = found.get(code, 0) + 1
    return found


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/refrain")
    bad = False
    print(f"{'file':28} {'seconds':>8} {'MiB':>6} {'exit':>5} {'messages':>9}  defects")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in CASES.items():
            path = os.path.join(folder, name.replace(",", "").replace(" ", "-"))
            if make(path) is False:
                print(f"{name:28} not made: the program zstd is not here")
                continue
            case = path + ".case"
            seconds, mib, code = run(binary, path, case)
            rows = subprocess.run([binary, "export", case, "messages", "--format", "jsonl"], capture_output=True).stdout
            found = defects(binary, case)
            print(f"{name:28} {seconds:8.2f} {mib:6.0f} {code:5} {len(rows.splitlines()):9}  {found}")
            bad |= seconds > 10 or mib > 512 or code not in (0, 3) or not (found or name in HARMLESS)
            os.unlink(path)
    sys.exit(bad)


main()
