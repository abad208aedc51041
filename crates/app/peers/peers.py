"""Peers that `contrechamp bench --peers` measures beside itself. Prints one JSON object."""

import json
import sys
import time

import cv2
import numpy as np


def frames(path, rate=None):
    """Frames with their numbers; about `rate` a second where that is given."""
    video = cv2.VideoCapture(path)
    fps = video.get(cv2.CAP_PROP_FPS) or 25.0
    every = max(1, round(fps / rate)) if rate else 1
    number = 0
    while True:
        if not video.grab():
            break
        if number % every == 0:
            ok, picture = video.retrieve()
            if ok:
                yield number, picture
        number += 1


def vpdq(videos):
    """vPDQ: PDQ of a frame each half second, of quality 50 and more, within 31 of 256 bits; two
    videos match where a fifth of the shorter one's hashes have a match."""
    import pdqhash

    hashes = []
    for path in videos:
        here = []
        for _, picture in frames(path, 2):
            rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
            bits, quality = pdqhash.compute(rgb)
            if quality >= 50:
                here.append(np.packbits(bits))
        hashes.append(np.array(here, dtype=np.uint8).reshape(-1, 32))
    ones = np.array([bin(i).count("1") for i in range(256)], dtype=np.uint16)
    pairs = []
    for a in range(len(videos)):
        for b in range(a):
            if not len(hashes[a]) or not len(hashes[b]):
                continue
            away = ones[hashes[a][:, None, :] ^ hashes[b][None, :, :]].sum(axis=2)
            share = max((away.min(axis=1) <= 31).mean(), (away.min(axis=0) <= 31).mean())
            if share >= 0.2:
                pairs.append([a, b])
    return {"pairs": pairs}


def scenes(videos, detector):
    """First frames of all scenes but the first, with the detector's defaults."""
    from scenedetect import AdaptiveDetector, ContentDetector, detect

    made = {"content": ContentDetector, "adaptive": AdaptiveDetector}[detector]
    number = lambda time: getattr(time, "frame_num", None) or time.get_frames()
    return {"starts": [[number(s[0]) for s in detect(v, made())[1:]] for v in videos]}


# Name: how it is made for so many features, how distances are measured, bytes of a descriptor.
DETECTORS = {
    # Described by contrechamp; read from files.
    "ours": (lambda n: None, cv2.NORM_L2, 128),
    "sift": (lambda n: cv2.SIFT_create(nfeatures=n), cv2.NORM_L2, 128),
    "orb": (lambda n: cv2.ORB_create(nfeatures=n), cv2.NORM_HAMMING, 32),
}


def best(points, descriptors, budget):
    """The features of the strongest response."""
    if descriptors is None or len(points) <= budget:
        return points, descriptors
    kept = np.argsort([-p.response for p in points])[:budget]
    return [points[i] for i in kept], descriptors[kept]


def records(path):
    """Pictures described by contrechamp: number, (height, width), points, descriptors."""
    data = open(path, "rb").read()
    at = 0
    while at < len(data):
        number, width, height, count = np.frombuffer(data, "<u4", 4, at)
        each = np.frombuffer(data, np.dtype([("at", "<f4", 2), ("what", "u1", 128)]), count, at + 16)
        points = [cv2.KeyPoint(float(x), float(y), 1.0) for x, y in each["at"]]
        yield int(number), (int(height), int(width)), points, each["what"].astype(np.float32)
        at += 16 + each.nbytes


def described_frames(path, detector, budget, scale, rate, spent):
    """Frames with what the detector describes on them; adds its processor time to `spent`."""
    if detector is None:
        for number, _, points, descriptors in records(path):
            yield number, points, descriptors
        return
    for number, picture in frames(path, rate):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        begun = time.process_time()
        if scale != 1.0:
            how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)
        points, descriptors = best(*detector.detectAndCompute(grey, None), budget)
        spent.append(time.process_time() - begun)
        yield number, points, descriptors


def sight(references, videos, name="sift", budget=4000, scale=1.0, rate=2, trees=False):
    """Every reference against some frames a second: ratio test 0.75, RANSAC within 3 px, 10 inliers
    and a convex quad. `scale`: by which frames are resized before anything is sought on them;
    `trees`: nearest descriptors by k-d trees, where they are no bits, instead of all pairs."""
    make, norm, size = DETECTORS[name]
    detector, matcher = make(budget), cv2.BFMatcher(norm)
    if trees and norm == cv2.NORM_L2:
        matcher = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 64})
    known = []
    for path in references:
        if detector is None:
            known.extend(r[1:] for r in records(path))
            continue
        grey = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        points, descriptors = best(*detector.detectAndCompute(grey, None), budget)
        known.append((grey.shape, points, descriptors))
    # Ours gives places in the frame itself where frames are enlarged.
    back = 1.0 if detector is None and scale > 1 else scale
    found, spent, count, described = [], [], 0, 0
    for v, path in enumerate(videos):
        for number, points, descriptors in described_frames(
            path, detector, budget, scale, rate, spent
        ):
            count += 1
            if descriptors is None or len(points) < 4:
                continue
            described += len(points)
            for r, (shape, theirs, wanted) in enumerate(known):
                if wanted is None or len(theirs) < 4:
                    continue
                good = [
                    m[0]
                    for m in matcher.knnMatch(wanted, descriptors, k=2)
                    if len(m) == 2 and m[0].distance < 0.75 * m[1].distance
                ]
                if len(good) < 10:
                    continue
                a = np.float32([theirs[m.queryIdx].pt for m in good])
                b = np.float32([points[m.trainIdx].pt for m in good]) / back
                map_, mask = cv2.findHomography(a, b, cv2.RANSAC, 3.0)
                if map_ is None or int(mask.sum()) < 10:
                    continue
                h, w = shape
                corners = np.float32([[0, 0], [w, 0], [w, h], [0, h]]).reshape(-1, 1, 2)
                quad = cv2.perspectiveTransform(corners, map_).reshape(4, 2)
                if not cv2.isContourConvex(quad) or cv2.contourArea(quad) < 400:
                    continue
                found.append(
                    {"video": v, "frame": number, "reference": r, "quad": quad.tolist()}
                )
    return {
        "found": found,
        "describe_ms": 1000 * sum(spent) / max(1, count),
        "features": described / max(1, count),
        "bytes": size,
    }


def main(what, *arguments):
    if what == "vpdq":
        return vpdq(arguments)
    if what.startswith("scenes-"):
        return scenes(arguments, what.removeprefix("scenes-"))
    split = arguments.index("--")
    references, videos = arguments[:split], arguments[split + 1 :]
    if what == "sift":
        return sight(references, videos)
    # detect-NAME-BUDGET-SCALE: at one frame a second, on one thread.
    _, name, budget, scale = what.split("-")
    cv2.setNumThreads(1)
    return sight(references, videos, name, int(budget), float(scale), rate=1, trees=True)


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:]), sys.stdout)
