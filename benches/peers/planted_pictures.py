"""Plants alterations in photographs, with truth: scenes for measuring detectors of media traces.

    python3 benches/peers/planted_pictures.py FOLDER-OF-PHOTOS OUT [--scenes 4] [--seed 1]

In: a folder of JPEG or PNG photographs. Out, a scene a number: A0 (camera stand-in), A1 (A0 re-saved at Q 75-98: the
honest negative), A3 (A0 at .6 of its size, Q 75), M1 and M3 (a part altered, else likewise), mask1 and mask3 (white
where altered; of copied parts source and copy are grey and white), meta.json. Alterations: splice, splice_rs (resized,
turned), cm (copied within the picture), cm_rs, inpaint, blur. Needs numpy, Pillow and opencv-python-headless.
"""

import argparse
import io
import json
import pathlib

import cv2
import numpy as np
from PIL import Image

WIDTH, HEIGHT = 1280, 960
KINDS = ["splice", "splice_rs", "cm", "cm_rs", "inpaint", "blur"]
QUALITIES = [75, 80, 85, 90, 92, 95, 98]


def crops(folder, number, dice):
    """Crops of the photographs, `number` each, on no common grid."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in {".jpg", ".jpeg", ".png"}:
            continue
        picture = Image.open(path).convert("RGB")
        for _ in range(number):
            scale = dice.uniform(max(WIDTH / picture.width, HEIGHT / picture.height, 0.35), 1.0)
            if scale > 1.0 or picture.width < WIDTH or picture.height < HEIGHT:
                break
            sized = picture if scale > 0.9 else picture.resize((int(picture.width * scale) + 1, int(picture.height * scale) + 1), Image.LANCZOS)
            x = int(dice.integers(0, sized.width - WIDTH + 1))
            y = int(dice.integers(0, sized.height - HEIGHT + 1))
            crop = np.asarray(sized.crop((x, y, x + WIDTH, y + HEIGHT)))
            # A crop with next to nothing in it shows nothing.
            if crop.std() > 20:
                yield path.name, crop


def saved(pixels, quality, subsampling):
    """The bytes of a JPEG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()


def opened(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def blob(dice, reach):
    """A region without a straight edge: a polygon around a centre."""
    points = int(dice.integers(7, 14))
    angles = np.sort(dice.uniform(0, 2 * np.pi, points))
    radii = reach * dice.uniform(0.6, 1.3, points)
    corners = np.stack([np.cos(angles) * radii * 1.2, np.sin(angles) * radii], 1)
    low = corners.min(0)
    corners = (corners - low).astype(np.int32)
    size = corners.max(0) + 1
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(mask, [corners], 255)
    return mask


def placed(mask, x, y):
    """The region at a place of the whole picture."""
    whole = np.zeros((HEIGHT, WIDTH), np.uint8)
    h, w = mask.shape
    whole[y : y + h, x : x + w] = mask
    return whole


def pasted(target, patch, whole, feather):
    weight = whole.astype(np.float32) / 255
    if feather > 0:
        weight = cv2.GaussianBlur(weight, (0, 0), feather)
    weight = weight[..., None]
    return np.clip(target * (1 - weight) + patch * weight + 0.5, 0, 255).astype(np.uint8)


def altered(kind, picture, donor, dice):
    """The altered picture, where it was altered, where from (for copies), and how."""
    reach = dice.uniform(60, 190)
    mask = blob(dice, reach)
    h, w = mask.shape
    x, y = int(dice.integers(0, WIDTH - w)), int(dice.integers(0, HEIGHT - h))
    whole = placed(mask, x, y)
    feather = float(dice.choice([0.0, 0.8, 1.5]))
    told = {"typ": kind, "feather": feather}
    source = None
    if kind == "blur":
        told["k"] = int(dice.choice([5, 7, 9]))
        patch = cv2.GaussianBlur(picture, (told["k"], told["k"]), 0)
    elif kind == "inpaint":
        mask = blob(dice, reach * 0.55)
        h, w = mask.shape
        whole = placed(mask, x, y)
        small = cv2.resize(picture, (WIDTH // 2, HEIGHT // 2))
        hole = cv2.dilate(cv2.resize(whole, (WIDTH // 2, HEIGHT // 2)), np.ones((5, 5)))
        filled = cv2.resize(cv2.inpaint(small, hole, 5, cv2.INPAINT_TELEA), (WIDTH, HEIGHT))
        grain = dice.normal(0, 2.0, picture.shape)
        patch = np.clip(filled + grain, 0, 255)
    else:
        scale, turn = 1.0, 0.0
        if kind.endswith("_rs"):
            scale = float(dice.choice([0.6, 0.8, 0.9, 1.1, 1.25, 1.5]))
            turn = float(dice.choice([0, 0, -12, 5, 20, 45]))
        given = picture if kind.startswith("cm") else donor
        for _ in range(60):
            dx, dy = int(dice.integers(-700, 700)), int(dice.integers(-500, 500))
            margin = int(max(h, w) * 0.4)
            inside = margin <= x + dx < WIDTH - w - margin and margin <= y + dy < HEIGHT - h - margin
            if inside and (not kind.startswith("cm") or max(abs(dx) / w, abs(dy) / h) > 1.3):
                break
        else:
            return None
        centre = (x + dx + w / 2, y + dy + h / 2)
        move = cv2.getRotationMatrix2D(centre, turn, scale)
        move[:, 2] -= (dx, dy)
        patch = cv2.warpAffine(given, move, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
        told |= {"dx": dx, "dy": dy, "scale": scale, "rot": turn}
        if kind.startswith("cm"):
            back = cv2.invertAffineTransform(move)
            source = cv2.warpAffine(whole, back, (WIDTH, HEIGHT))
            told["srcstd"] = float(picture[source > 127].std()) if (source > 127).any() else 0.0
    told["area"] = float((whole > 127).mean())
    return pasted(picture, patch.astype(np.float32), whole, feather), whole, source, told


def small(pixels):
    size = (int(WIDTH * 0.6), int(HEIGHT * 0.6))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.LANCZOS))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("photos", type=pathlib.Path)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--scenes", type=int, default=4, help="crops of each photograph")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    dice = np.random.default_rng(given.seed)
    for name in ["A0", "A1", "A3", "M1", "M3", "mask1", "mask3"]:
        (given.out / name).mkdir(parents=True, exist_ok=True)
    scenes = list(crops(given.photos, given.scenes, dice))
    meta = []
    for number, (name, crop) in enumerate(scenes):
        subsampling = int(dice.choice([0, 1, 2]))
        original = saved(crop, int(dice.choice([80, 86, 90, 93, 95, 97])), subsampling)
        picture = opened(original)
        strangers = [other for other_name, other in scenes if other_name != name]
        donor = opened(saved(strangers[int(dice.integers(len(strangers)))], 92, 2))
        done = altered(KINDS[number % len(KINDS)], picture, donor, dice)
        if done is None:
            continue
        changed, whole, source, told = done
        quality = int(dice.choice(QUALITIES))
        files = {
            "A0": original,
            "A1": saved(picture, quality, 2),
            "M1": saved(changed, quality, 2),
            "A3": saved(small(picture), 75, 2),
            "M3": saved(small(changed), 75, 2),
        }
        for folder, data in files.items():
            (given.out / folder / f"{number:04}.jpg").write_bytes(data)
        truth = whole if source is None else np.maximum(whole, (source > 127).astype(np.uint8) * 128)
        Image.fromarray(truth).save(given.out / "mask1" / f"{number:04}.png")
        Image.fromarray(truth).resize((int(WIDTH * 0.6), int(HEIGHT * 0.6)), Image.NEAREST).save(given.out / "mask3" / f"{number:04}.png")
        meta.append({"i": number, "q2": quality, "src": name, **told})
    (given.out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n")


if __name__ == "__main__":
    main()
