#!/usr/bin/env python3
"""Writes the first inputs of the fuzz targets, made of the samples: python3 fuzz/seeds.py

An input of `exif`, `iptc` and `xmp` begins with four bytes that choose among the forms of inputs [`arbitrary`'s derived
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


def blocks(name, data):
    """The targets that have a use for parts of a sample, and these parts."""
    yield "container", BY_CONTENT + data
    if name.endswith(".tif"):
        yield "exif", choice(0, 2) + data
    if name.endswith((".xmp", ".svg")):
        yield "xmp", choice(0, 3) + data
    if not name.endswith(".jpg"):
        return
    for marker, payload in segments(data):
        if marker == 0xE1 and payload.startswith(b"Exif\0\0"):
            yield "exif", choice(0, 2) + payload[6:]
        if marker == 0xE1 and payload.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            yield "xmp", choice(0, 3) + payload[29:]
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
