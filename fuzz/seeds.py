#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets, made of the samples: python3 fuzz/seeds.py

An input of `exif`, `iptc`, `xmp` and `icc` begins with four bytes that choose among the forms of inputs [`arbitrary`'s derived
enumerations]; of `container` with one that chooses the format.
"""

import glob
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
OTHER = (".json", ".txt", ".md")
BY_CONTENT = b"\xff"


def choice(form, of):
    """What chooses a form."""
    return struct.pack("<I", -(-(form << 32) // of))


def segments(jpeg):
    """The segments of a JPEG up to its picture, by marker [T.81 B.1.1.4]."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] not in (0xDA, 0xD9):
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        yield jpeg[at + 1], jpeg[at + 4 : end]
        at = end


def notes(tiff):
    """The maker note of a TIFF structure behind the camera's maker and model, as `makernote` takes it."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return

    def entries(at):
        count = struct.unpack_from(order + "H", tiff, at)[0]
        for index in range(count):
            tag, _, length, value = struct.unpack_from(order + "HHII", tiff, at + 2 + 12 * index)
            yield tag, tiff[value : value + length], value

    try:
        first = {tag: (data, value) for tag, data, value in entries(struct.unpack_from(order + "I", tiff, 4)[0])}
        exif = {tag: data for tag, data, _ in entries(first[34665][1])}
    except (KeyError, struct.error):
        return
    if 37500 in exif:
        camera = [first.get(tag, (b"", 0))[0].split(b"\0")[0] for tag in (271, 272)]
        yield b"\0".join(camera) + (b"\0\1" if order == ">" else b"\0\0") + exif[37500]


def blocks(name, data):
    """The targets that have a use for parts of a sample, and these parts."""
    yield "container", BY_CONTENT + data
    if name.endswith(".tif"):
        yield "exif", choice(0, 2) + data
        for note in notes(data):
            yield "makernote", note
    if name.endswith((".mov", ".mp4", ".3gp", ".heic", ".avif", ".cr3")):
        yield "quicktime", data
    if name.endswith((".xmp", ".svg")):
        yield "xmp", choice(0, 3) + data
    if not name.endswith(".jpg"):
        return
    for marker, payload in segments(data):
        if marker == 0xE1 and payload.startswith(b"Exif\0\0"):
            yield "exif", choice(0, 2) + payload[6:]
            for note in notes(payload[6:]):
                yield "makernote", note
        if marker == 0xE1 and payload.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            yield "xmp", choice(0, 3) + payload[29:]
        if marker == 0xE2 and payload.startswith(b"ICC_PROFILE\0"):
            yield "icc", choice(0, 2) + payload[14:]
        if marker == 0xED and payload.startswith(b"Photoshop 3.0\0"):
            yield "iptc", choice(1, 3) + payload[14:]
            yield "iptc", choice(0, 3) + payload[payload.find(b"\x1c") :]


for path in sorted(glob.glob(os.path.join(HERE, "..", "testdata", "*"))):
    if path.endswith(OTHER):
        continue
    with open(path, "rb") as file:
        parts = list(blocks(path, file.read()))
    for number, (target, part) in enumerate(parts):
        folder = os.path.join(HERE, "seeds", target)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"{os.path.basename(path)}-{number}"), "wb") as file:
            file.write(part)
