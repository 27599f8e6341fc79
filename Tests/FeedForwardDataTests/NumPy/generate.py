"""Writes NumPyFiles.swift: small files as NumPy and Python's zipfile and gzip write them, in base 64.

    python3 Tests/FeedForwardDataTests/NumPy/generate.py > Tests/FeedForwardDataTests/NumPyFiles.swift
"""

import base64
import gzip
import io
import struct
import zipfile

import numpy as np

X = np.array([[1, 0, 3], [4, 100, 7]])
Y = np.array([5, 6])


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def npz(save, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


def zip64():
    """An archive whose directory holds sizes and offsets in zip64 fields, as one of more than 4 GB does."""
    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 1
    try:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("X.npy", npy(X.astype("<f8")))
            archive.writestr("y.npy", npy(Y.astype("<i8")))
        return out.getvalue()
    finally:
        zipfile.ZIP64_LIMIT = limit


def idx(kind, dtype, array):
    header = struct.pack(">BBBB", 0, 0, kind, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(dtype).tobytes()


table = {}
for kind in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    for order in "<>":
        table[f"{order}{kind}"] = npy(X.astype(order + kind))
table["version 2"] = npy(X.astype("<f4"), (2, 0))
table["version 3"] = npy(X.astype("<f4"), (3, 0))
table["Fortran"] = npy(np.asfortranarray(X.astype("<f4")))
table["Fortran, big-endian"] = npy(np.asfortranarray(X.astype(">i4")))
table["gzip"] = gzip.compress(npy(X.astype("<f4")), mtime=0)
table["IDX float"] = idx(0x0D, ">f4", X)
table["IDX double"] = idx(0x0E, ">f8", X)
table["IDX short"] = idx(0x0B, ">i2", X)
table["IDX int"] = idx(0x0C, ">i4", X)
table["IDX byte"] = idx(0x08, ">u1", X)
table["IDX signed byte"] = idx(0x09, ">i1", X)
table["IDX images"] = idx(0x08, ">u1", X.reshape(2, 3, 1))
table["IDX gzip"] = gzip.compress(idx(0x08, ">u1", X), mtime=0)

pair = {
    "stored": npz(np.savez, X=X.astype("<f8"), y=Y),
    "deflated": npz(np.savez_compressed, X=X.astype("<f8"), y=Y),
    "zip64": zip64(),
}

other = {
    "one dimension": npy(Y.astype("<i8")),
    "booleans": npy(np.array([True, False, True])),
    "half": npy(np.array([0, -0.0, 1, -2, 65504, 6e-8, 6.1e-5, 0.333251953125, np.nan], dtype="<f2")),
    "missing": npy(np.array([[1, np.nan], [np.nan, 2]])),
    "three dimensions": npy(np.arange(12).reshape(2, 2, 3).astype("<f4")),
    "infinite": npy(np.array([[1, 2], [3, -np.inf]])),
    "large": npy(np.array([[1, 2], [3, 1e39]])),
    "labels": idx(0x08, ">u1", Y),
    "texts": npy(np.array(["a", "bc"])),
    "complex": npy(np.array([1 + 2j])),
    "structured": npy(np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")])),
    "scalar": npy(np.array(3.0)),
    "no rows": npy(np.zeros((0, 3))),
    "different rows": npz(np.savez, X=X.astype("<f8"), y=np.array([1, 2, 3])),
    "two members": gzip.compress(b"a,b\n1,2\n", mtime=0) + gzip.compress(b"3,4\n", mtime=0) + b"\0\0\0",
}

print("// Written by NumPy/generate.py; not to be changed by hand.")
print(f"// NumPy {np.__version__}")
print()
print("enum NumPyFiles {")
for name, comment, files in [
    ("table", "Each holds 1 0 3 | 4 100 7.", table),
    ("pair", "Each holds X, the same, and y, 5 6.", pair),
    ("other", "What the names say.", other),
]:
    print(f"  /// {comment}")
    print(f"  static let {name}: KeyValuePairs<String, String> = [")
    for key, value in files.items():
        text = base64.b64encode(value).decode()
        lines = [text[i : i + 110] for i in range(0, len(text), 110)]
        print(f'    "{key}": """')
        print(" \\\n".join("      " + line for line in lines).replace(" \\\n", "\\\n"))
        print('      """,')
    print("  ]")
print("}")
