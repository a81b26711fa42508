"""Archives that make trouble, one a file in the folder given: what Python's zipfile writes, then bent byte by byte."""

import struct
import sys
import warnings
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
warnings.simplefilter("ignore")


def made(name, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(folder / name, "w", method) as archive:
        for member, content in members:
            archive.writestr(member, content)
    return folder / name


def bent(path, name, change):
    data = bytearray(path.read_bytes())
    (folder / name).write_bytes(change(data) or data)


def member(name, mode=0o100644):
    information = zipfile.ZipInfo(name)
    information.create_system = 3
    information.external_attr = mode << 16
    return information


plain = made("plain.zip", [("a.txt", b"one"), ("dossier/", b""), ("dossier/b.txt", b"two" * 400)])
made("empty.zip", [])
made("traversal.zip", [("../../etc/passwd", b"x"), ("a/../b", b"x"), ("c..d", b"x")])
made("absolute.zip", [("/etc/passwd", b"x"), ("C:/Windows/x", b"x")])
made("duplicate.zip", [("a", b"one"), ("a", b"two"), ("b", b"")])
made("link.zip", [(member("link", 0o120777), b"/etc/passwd"), (member("pipe", 0o010644), b""), (member("a"), b"x")])
made("nested.zip", [("inner.zip", plain.read_bytes()), ("notes.txt", b"x")])
made("bzip2.zip", [("a", b"x" * 100)], zipfile.ZIP_BZIP2)
made("bomb.zip", [("zeros", bytes(200 << 20)), ("a", b"x")])
made("ratio.zip", [("zeros", bytes(4 << 20))])
bent(plain, "cut.zip", lambda data: data[: len(data) // 2])
bent(plain, "prefix.zip", lambda data: bytearray(b"#!/bin/sh\n") + data)
bent(plain, "trailing.zip", lambda data: data + b"\x89PNG\r\n\x1a\n" + bytes(20))


def patch(data, signature, offset, value):
    at = data.find(signature)
    while at >= 0:
        data[at + offset : at + offset + len(value)] = value
        at = data.find(signature, at + 4)


def flag(data):
    """Says of every member that it is encrypted."""
    patch(data, b"PK\x03\x04", 6, b"\x01\x00")
    patch(data, b"PK\x01\x02", 8, b"\x01\x00")


bent(plain, "encrypted.zip", flag)
bent(plain, "header.zip", lambda data: patch(data, b"PK\x03\x04", 30, b"z"))
bent(plain, "sum.zip", lambda data: patch(data, b"PK\x01\x02", 16, b"\0\0\0\0"))
bent(plain, "overlap.zip", lambda data: patch(data, b"PK\x01\x02", 42, struct.pack("<I", 0)))
bent(plain, "beyond.zip", lambda data: patch(data, b"PK\x01\x02", 42, struct.pack("<I", 0x7FFFFFFF)))
bent(plain, "larger.zip", lambda data: patch(data, b"PK\x01\x02", 24, struct.pack("<I", 0x7FFFFFFF)))
bent(plain, "directory.zip", lambda data: patch(data, b"PK\x05\x06", 12, struct.pack("<I", 0xFFFFFF)))
bent(plain, "count.zip", lambda data: patch(data, b"PK\x05\x06", 10, struct.pack("<H", 9)))
bent(plain, "disk.zip", lambda data: patch(data, b"PK\x05\x06", 4, struct.pack("<H", 3)))
