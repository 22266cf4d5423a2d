"""Collects the quantisation tables that name a JPEG's last writer: data/reference/jpeg-writers.csv.

    python3 benches/peers/jpeg_writers.py FOLDER-OF-CAMERA-FILES > data/reference/jpeg-writers.csv

In: camera files as they came from the camera, with EXIF; and the presets that Pillow knows, measured from Photoshop. Out:
digest,class,name. The digest is the first 16 hexadecimal digits of SHA-256 over the tables of luma and of the first
chroma component, each row by row, every step in two bytes, high byte first. Left out: files whose EXIF names a program,
tables of the annex K family at any quality (they name no writer), and tables that a preset has too. Needs Pillow.
"""

import hashlib
import io
import pathlib
import sys

from PIL import Image, JpegPresets

PROGRAMS = ["adobe", "photoshop", "gimp", "paint", "acd ", "idimager", "quicktime", "picasa", "frontier", "digital lab"]


def tables(picture):
    """The tables of luma and chroma, row by row."""
    found = picture.quantization
    slots = sorted(found)
    luma = found[slots[0]]
    chroma = found[slots[1]] if len(slots) > 1 else luma
    return tuple(luma), tuple(chroma)


def digest(pair):
    return hashlib.sha256(b"".join(step.to_bytes(2, "big") for table in pair for step in table)).hexdigest()[:16]


def saved(**how):
    out = io.BytesIO()
    Image.new("RGB", (16, 16)).save(out, "JPEG", **how)
    return tables(Image.open(io.BytesIO(out.getvalue())))


def main():
    standard = {part for quality in range(1, 101) for part in saved(quality=quality)}
    rows = {}
    for name in JpegPresets.presets:
        rows[digest(saved(quality=name))] = ("photoshop", f"Photoshop {name.replace('_', ' ')}")
    makes = {}
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        try:
            picture = Image.open(path)
            exif = picture.getexif()
            pair = tables(picture)
        except (OSError, AttributeError):
            continue
        make = str(exif.get(271) or "").strip(" \0").split(" ")[0].upper()
        program = str(exif.get(305) or "").lower()
        # Photoshop's coarse tables end their first row in 17 where annex K rises: files like that were saved again.
        saved_again = pair[0][7] == 17 and pair[0][6] > 17
        if not make or pair[0] in standard or saved_again or any(word in program for word in PROGRAMS):
            continue
        makes.setdefault(digest(pair), set()).add(make.replace(",", ""))
    for key, names in makes.items():
        rows.setdefault(key, ("camera", " or ".join(sorted(names))))
    print("digest,class,name")
    for key, (kind, name) in sorted(rows.items(), key=lambda row: (row[1], row[0])):
        print(f"{key},{kind},{name}")


if __name__ == "__main__":
    main()
