"""The methods that pictures.py compares, each run in the environment of its peer.

usage: picture_methods.py METHOD OUT LIMIT < paths

Reads lines NAME<tab>PATH of pictures; writes OUT/NAME.npz for each: `map` (one value for each 8 x 8 pixels), `raw`
(statistics of the map as the method gives it), `score` (where the method has one of its own, else NaN), `cpu` (user and
system seconds of this process and its children for this picture, imports not counted) and `pixels`. Ends early, saying
so on standard output, once a picture took more than LIMIT CPU seconds.
"""

import os
import resource
import sys
import warnings

import numpy as np

CELL = 8

PYIFD = {
    "ADQ1": "detectDQ",
    "ADQ2": "getJmap",
    "ADQ3": "BenfordDQ",
    "BLK": "GetBlockGrid",
    "CAGI": "CAGI",
    "CFA1": "CFA1",
    "CFA2": "CFA2",
    "DCT": "DCT",
    "ELA": "ELA",
    "GHOST": "GHOST",
    "NADQ": "NADQ",
    "NOI1": "GetNoiseMap",
    "NOI2": "GetNoiseMaps",
    "NOI4": "MedFiltForensics",
    "NOI5": "PCANoise",
}
"""pyIFD's methods and the function that each module has for them."""


def pyifd(method):
    """A function from a path to a map, with the first map of a method that gives several."""
    import importlib

    call = getattr(importlib.import_module(f"pyIFD.{method}"), PYIFD[method])

    def run(path):
        given = call(path)
        if method == "GHOST":
            # A map for each quality; the local minima but the last (the file's own quality) are candidates, and the
            # one with the widest spread is taken.
            maps, minima = given[2], [int(k) - 1 for k in given[3]]
            chosen = minima[:-1] or minima
            spread = [np.subtract(*np.percentile(maps[k], [95, 5])) for k in chosen]
            return maps[chosen[int(np.argmax(spread))]], None
        if isinstance(given, tuple | list):
            given = given[0]
        if given is None:
            raise ValueError("no map")
        return np.asarray(given, dtype=np.float64), None

    return run


def copy_move(kind):
    """Keypoints of a picture against each other: inliers of one similarity as score, their hulls as map."""
    import cv2

    def run(path):
        grey = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        if kind == "sift":
            finder, norm = cv2.SIFT_create(4000, contrastThreshold=0.02), cv2.NORM_L2
        else:
            finder, norm = cv2.ORB_create(4000), cv2.NORM_HAMMING
        points, words = finder.detectAndCompute(grey, None)
        marked = np.zeros(grey.shape, np.float32)
        if words is None or len(points) < 8:
            return marked, 0.0
        at = np.array([point.pt for point in points])
        pairs = []
        for near in cv2.BFMatcher(norm).knnMatch(words, words, k=5):
            # The first is the point itself; points that lie close by share its pixels.
            far = [m for m in near if np.hypot(*(at[m.queryIdx] - at[m.trainIdx])) > 40]
            if len(far) > 1 and far[0].distance < 0.6 * far[1].distance:
                pairs.append((far[0].queryIdx, far[0].trainIdx))
        if len(pairs) < 4:
            return marked, float(len(pairs))
        source, target = at[[a for a, _ in pairs]], at[[b for _, b in pairs]]
        cv2.setRNGSeed(1)
        _, fits = cv2.estimateAffinePartial2D(source, target, method=cv2.RANSAC, ransacReprojThreshold=3.0, maxIters=5000)
        fits = fits.ravel() > 0 if fits is not None else np.zeros(len(pairs), bool)
        inliers = int(fits.sum())
        if inliers >= 4:
            for side in (source, target):
                hull = cv2.convexHull(side[fits].astype(np.float32)).astype(np.int32)
                cv2.fillConvexPoly(marked, hull, float(inliers))
        return marked, float(inliers)

    return run


def opencv_ela(path):
    """Difference to the picture saved again at quality 90, blurred: error level analysis."""
    import cv2

    picture = cv2.imread(path)
    again = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 90])[1], cv2.IMREAD_COLOR)
    return cv2.GaussianBlur(cv2.absdiff(picture, again).astype(np.float32).mean(2), (0, 0), 8), None


def opencv_noise(path):
    """Local deviation of what a median filter takes away."""
    import cv2

    grey = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    rest = grey.astype(np.float32) - cv2.medianBlur(grey, 3)
    return np.sqrt(cv2.GaussianBlur(rest * rest, (0, 0), 8)), None


def method_named(name):
    family, _, method = name.partition("-")
    if family == "pyifd":
        return pyifd(method)
    return {
        "sift": copy_move("sift"),
        "orb": copy_move("orb"),
        "ela": opencv_ela,
        "noise": opencv_noise,
    }[method]


def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def main():
    import cv2

    cv2.setNumThreads(1)
    warnings.filterwarnings("ignore")
    name, out, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
    paths = [line.rstrip("\n").split("\t") for line in sys.stdin]
    # Some methods write files of a fixed name into the current folder.
    os.makedirs(os.path.join(out, "scratch"), exist_ok=True)
    os.chdir(os.path.join(out, "scratch"))
    run = method_named(name)
    for nth, (picture, path) in enumerate(paths):
        start = spent()
        try:
            found, score = run(path)
        except Exception as reason:  # noqa: BLE001: a peer's failure is a result
            print(f"{picture}: {type(reason).__name__}: {reason}", flush=True)
            continue
        cpu = spent() - start
        height, width = cv2.imread(path).shape[:2]
        found = np.asarray(found, np.float32)
        middle = np.nanmedian(found[np.isfinite(found)]) if np.isfinite(found).any() else 0.0
        found = np.where(np.isfinite(found), found, middle).astype(np.float32)
        cells = (-(-width // CELL), -(-height // CELL))
        smaller = found.shape[1] > cells[0]
        grid = cv2.resize(found, cells, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
        raw = np.percentile(found, [1, 5, 25, 50, 75, 95, 99])
        np.savez(
            os.path.join(out, f"{picture}.npz"),
            map=grid.astype(np.float32),
            raw=raw,
            score=np.nan if score is None else score,
            cpu=cpu,
            pixels=width * height,
        )
        # The first picture also pays for what is loaded once.
        if cpu > limit and nth > 0:
            print(f"took {cpu:.0f} CPU s for one picture", flush=True)
            return


if __name__ == "__main__":
    main()
